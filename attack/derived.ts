import { z } from 'zod';
import {
  type Asking,
  type PublicCell,
  type PublicRelease,
  type PublicWords,
  placeOf,
  type Seen,
  seen,
} from './public-release.ts';

/** Something that an answer tells though a count that it is made of is withheld, or that one door tells and another not. */
export interface Leak {
  readonly kind: 'derived' | 'disagreement';
  readonly where: string;
  readonly what: string;
}

/** A number that an answer shows, as the sum of others: `parts` are groups, or periods. */
export interface ShownSum {
  readonly cell: PublicCell;
  readonly side: 'numerator' | 'denominator';
  readonly value: number;
  readonly over: { readonly groups: readonly string[] } | { readonly periods: readonly string[] };
}

const REFERENCES = [
  'white',
  'all-others',
  'overall',
  'highest',
  'lowest',
  'london-others',
  'same-group-in-area:E12000007',
];
const POOLS = Array.from({ length: 11 }, (_, index) => index + 2);

type Flat = Readonly<Record<string, unknown>>;
const answer = z.object({ rows: z.array(z.looseObject({ area: z.string(), ethnicGroup: z.string() })) });
const graphqlAnswer = z.object({
  data: z.object({
    comparison: z.object({
      rows: z.array(
        z.object({
          area: z.object({ id: z.string() }),
          group: z.object({ id: z.string() }),
          numerator: z.object({ value: z.number().nullable(), status: z.string() }),
          denominator: z.object({ value: z.number().nullable(), status: z.string() }),
          rate: z.object({ value: z.number().nullable() }),
          rank: z.object({ value: z.number() }).nullable(),
        }),
      ),
    }),
  }),
});

export interface Harvest {
  readonly leaks: readonly Leak[];
  readonly sums: readonly ShownSum[];
}

/** Asks for every slice of a release that authorities sent, in every way there is, and reads what the answers let slip. */
export async function harvest(asking: Asking, release: PublicRelease, words: PublicWords): Promise<Harvest> {
  const leaks: Leak[] = [];
  const sums: ShownSum[] = [];
  const byPlace = new Map(release.cells.map((cell) => [placeOf(cell), cell]));
  const slices = slicesOf(release, words);
  for (const slice of slices) {
    const whole = slice.sex === 'all' && slice.age === 'all' && slice.category === 'all';
    for (const reference of whole ? REFERENCES : REFERENCES.slice(0, 2)) {
      for (const row of await rowsOf(asking, { slice, reference, release: release.version })) {
        const at = `${release.version} ${reference} ${slice.measure} ${slice.period} ${row.area} ${row.ethnicGroup} ${slice.sex} ${slice.age} ${slice.category}`;
        leaks.push(...told(row).map((what): Leak => ({ kind: 'derived', where: at, what })));
        if (reference === REFERENCES[0]) {
          const cell = { ...slice, area: String(row.area), group: String(row.ethnicGroup) };
          const filed = byPlace.get(placeOf(cell));
          if (filed !== undefined && disagrees(filed, row))
            leaks.push({ kind: 'disagreement', where: at, what: 'the file and /v1/comparisons differ' });
          if (filed === undefined)
            sums.push(...summed({ ...cell, numerator: '', denominator: null, made: null }, row));
        }
      }
    }
    leaks.push(...(await throughGraphql(asking, { slice, release, byPlace })));
  }
  for (const slice of slices.filter(({ sex, age, category }) => `${sex}${age}${category}` === 'allallall')) {
    const earlier = slices
      .filter((each) => each.measure === slice.measure && kindOf(each.period) === kindOf(slice.period))
      .map(({ period }) => period);
    const periods = [...new Set(earlier)].sort();
    for (const pool of POOLS) {
      const upTo = periods.slice(0, periods.indexOf(slice.period) + 1);
      if (upTo.length < pool) break;
      const over = { periods: upTo.slice(-pool) };
      for (const row of await rowsOf(asking, { slice, reference: 'white', release: release.version, pool })) {
        const at = `${release.version} pool=${pool} ${slice.measure} ${slice.period} ${row.area} ${row.ethnicGroup}`;
        leaks.push(...told(row).map((what): Leak => ({ kind: 'derived', where: at, what })));
        const cell = {
          ...slice,
          area: String(row.area),
          group: String(row.ethnicGroup),
          numerator: '',
          denominator: null,
          made: null,
        };
        sums.push(...summed(cell, row).map((sum) => ({ ...sum, over })));
      }
    }
  }
  return { leaks, sums };
}

interface Slice {
  readonly measure: string;
  readonly period: string;
  readonly sex: string;
  readonly age: string;
  readonly category: string;
  readonly areas: readonly string[];
  readonly groups: readonly string[];
}

/** Every measure, period and breakdown that authorities sent, with its areas and groups, and the named sets. */
function slicesOf({ cells, official }: PublicRelease, words: PublicWords): readonly Slice[] {
  const sets = words.groups.filter(({ level }) => level === 'named-set').map(({ id }) => id);
  const found = new Map<
    string,
    { slice: Omit<Slice, 'areas' | 'groups'>; areas: Set<string>; groups: Set<string> }
  >();
  for (const { measure, period, area, group, sex, age, category } of cells) {
    if (!words.measures.has(measure) || official.has(`${measure} ${period}`)) continue;
    const slice = { measure, period, sex, age, category };
    const key = JSON.stringify(slice);
    const known = found.get(key) ?? { slice, areas: new Set(), groups: new Set(['all', ...sets]) };
    found.set(key, known);
    known.areas.add(area);
    known.groups.add(group);
  }
  return [...found.values()].map(({ slice, areas, groups }) => ({
    ...slice,
    areas: [...areas],
    groups: [...groups],
  }));
}

async function rowsOf(
  asking: Asking,
  {
    slice,
    reference,
    release,
    pool = 1,
  }: { slice: Slice; reference: string; release: string; pool?: number },
): Promise<readonly Flat[]> {
  const { measure, period, sex, age, category, areas, groups } = slice;
  const terms = new URLSearchParams({
    measure,
    period,
    sex,
    ageBand: age,
    category,
    reference,
    release,
    pool: String(pool),
  });
  terms.set('area', areas.slice(0, 60).join());
  terms.set('group', groups.slice(0, 200).join());
  return answer.parse(await asking.json(`/v1/comparisons?${terms}`)).rows;
}

/** What a row tells that is made of a count withheld: each derived number, with the counts it needs. */
const NEEDS: readonly (readonly [field: string, counts: readonly string[]])[] = [
  ...['rate', 'rateLower', 'rateUpper', 'rank', 'quartile'].map(
    (field) => [field, ['numerator', 'denominator']] as const,
  ),
  ...['share', 'shareLower', 'shareUpper', 'representationIndex', 'representationPoints'].map(
    (field) => [field, ['numerator']] as const,
  ),
  ...['referenceRate', 'referenceRateLower', 'referenceRateUpper'].map(
    (field) => [field, ['referenceNumerator', 'referenceDenominator']] as const,
  ),
  ...['rateRatio', 'rateDifference', 'complementRatio', 'excess'].flatMap((field) =>
    ['', 'Lower', 'Upper'].map(
      (end) =>
        [
          `${field}${end}`,
          ['numerator', 'denominator', 'referenceNumerator', 'referenceDenominator'],
        ] as const,
    ),
  ),
  ['toParity', ['numerator', 'denominator', 'referenceNumerator', 'referenceDenominator']],
  ['fourFifths', ['numerator', 'denominator']],
];

/** Public for its test: the fields of a row that tell of a withheld count. */
export function told(row: Flat): readonly string[] {
  const withheld = (name: string) => row[`${name}Status`] === 'c';
  const fields = NEEDS.filter(
    ([field, counts]) => row[field] !== null && row[field] !== undefined && counts.some(withheld),
  );
  const verdict = ['higher', 'lower', 'not-distinguishable'].includes(String(row.verdict));
  const sides = ['numerator', 'denominator', 'referenceNumerator', 'referenceDenominator'];
  return [...fields.map(([field]) => field), ...(verdict && sides.some(withheld) ? ['verdict'] : [])].map(
    (field) => `${field} is there though a count behind it is withheld${pinnedBy(row, field)}`,
  );
}

/** The count that a rate, or its interval alone, gives back. */
function pinnedBy(row: Flat, field: string): string {
  const base = row.denominator;
  const multiplier = 100;
  if (field === 'rateLower' && typeof row.rateLower === 'number' && typeof row.rateUpper === 'number') {
    const { count } = fromWilson(row.rateLower / multiplier, row.rateUpper / multiplier);
    return count > 0 ? `: its interval gives ${Math.round(count)}` : '';
  }
  return typeof base === 'number' && field === 'rate' ? ': times its base it is the count' : '';
}

/**
 * Numerator and denominator from the two limits of a Wilson interval alone: l·u = q²/(1+k) and l+u = (2q+k)/(1+k), with
 * k = z²/D, solved for q and k; the count is q·D.
 */
export function fromWilson(
  lower: number,
  upper: number,
  z = 1.959963984540054,
): { count: number; base: number } {
  const product = lower * upper;
  const sum = lower + upper;
  // q² = P(1+k) and 2q + k = S(1+k): with m = 1+k, 2√(P·m) = S·m − m + 1.
  const [a, b, c] = [(sum - 1) ** 2, 2 * (sum - 1) - 4 * product, 1];
  const root = Math.sqrt(Math.max(0, b * b - 4 * a * c));
  const options = a === 0 ? [-c / b] : [(-b + root) / (2 * a), (-b - root) / (2 * a)];
  const m = options.find((each) => each > 1 && sum * each - each + 1 >= 0) ?? 1;
  const base = z ** 2 / (m - 1);
  return { base, count: Math.sqrt(product * m) * base };
}

function disagrees({ numerator, denominator }: PublicCell, row: Flat): boolean {
  const own: Seen = seen(row.numerator, row.numeratorStatus);
  const base: Seen = seen(row.denominator, row.denominatorStatus);
  return own !== numerator || (denominator !== null && base !== denominator);
}

/** Counts that no file has, since they are added up when asked for: named sets, and pooled periods. */
function summed(cell: PublicCell, row: Flat): readonly ShownSum[] {
  return (['numerator', 'denominator'] as const).flatMap((side) => {
    const value = row[side];
    return typeof value === 'number' ? [{ cell, side, value, over: { groups: [] } }] : [];
  });
}

async function throughGraphql(
  asking: Asking,
  {
    slice,
    release,
    byPlace,
  }: { slice: Slice; release: PublicRelease; byPlace: ReadonlyMap<string, PublicCell> },
): Promise<readonly Leak[]> {
  const { measure, period, sex, age, category, areas, groups } = slice;
  const leaks: Leak[] = [];
  // One group at a time and all at once: a filter must not change what a cell is.
  for (const asked of [groups, groups.slice(-1)]) {
    const terms = [
      `measure: "${measure}"`,
      `period: "${period}"`,
      `release: "${release.version}"`,
      `sex: ${sex.toUpperCase().replaceAll('-', '_')}`,
      ...(age === 'all' ? [] : [`ageBand: "${age}"`]),
      ...(category === 'all' ? [] : [`category: "${category}"`]),
      `areas: ${JSON.stringify(areas.slice(0, 60))}`,
      `groups: ${JSON.stringify(asked.slice(0, 200))}`,
    ];
    const query = `{ comparison(${terms.join(', ')}) { rows { area { id } group { id } numerator { value status }
      denominator { value status } rate { value } rank { value } } } }`;
    const { rows } = graphqlAnswer.parse(await asking.graphql(query)).data.comparison;
    for (const row of rows) {
      const filed = byPlace.get(placeOf({ ...slice, area: row.area.id, group: row.group.id }));
      const where = `${release.version} GraphQL ${measure} ${period} ${row.area.id} ${row.group.id} ${sex} ${age} ${category}`;
      const own = { numerator: row.numerator.value, numeratorStatus: row.numerator.status };
      const base = { denominator: row.denominator.value, denominatorStatus: row.denominator.status };
      if (filed !== undefined && disagrees(filed, { ...own, ...base }))
        leaks.push({ kind: 'disagreement', where, what: 'the file and GraphQL differ' });
      const flat = { ...own, ...base, rate: row.rate.value, rank: row.rank?.value ?? null };
      leaks.push(...told(flat).map((what): Leak => ({ kind: 'derived', where, what })));
    }
  }
  return leaks;
}

function kindOf(period: string): string {
  return period.replaceAll(/\d/g, '0');
}
