import { z } from 'zod';
import type { Leak } from './derived.ts';
import { idOf, placeOfCount, type Table } from './equations.ts';
import { asText, rowsIn } from './formats.ts';
import type { KnownWords } from './known-words.ts';
import {
  type Asking,
  cellsIn,
  type PublicCell,
  type PublicRelease,
  type PublicWords,
  placeOf,
  type Seen,
  seen,
  sightOf,
} from './public-release.ts';

/** A release, and what has been learnt of it from its files. */
export interface Learnt {
  readonly release: PublicRelease;
  readonly words: PublicWords;
  readonly known: KnownWords;
  readonly table: Table;
}

interface Looking extends Learnt {
  readonly byPlace: ReadonlyMap<string, PublicCell>;
  /** What authorities sent, and so what is protected. */
  readonly measures: readonly string[];
  readonly leaks: Leak[];
}

/**
 * Every other way to the figures of a release: slices, data sets, trends, pathways, targets and effects. Each must show a
 * cell as the files do, and no number that is made of one withheld.
 */
export async function throughOtherDoors(asking: Asking, learnt: Learnt): Promise<readonly Leak[]> {
  const { cells, official, withdrawn } = learnt.release;
  // What was withdrawn is given out as files at most.
  if (withdrawn) return [];
  const ours = cells.filter(
    ({ measure, period }) => learnt.words.measures.has(measure) && !official.has(`${measure} ${period}`),
  );
  const looking: Looking = {
    ...learnt,
    byPlace: new Map(cells.map((cell) => [placeOf(cell), cell])),
    measures: [...new Set(ours.map(({ measure }) => measure))],
    leaks: [],
  };
  await slices(asking, looking);
  await dataSets(asking, looking);
  await trends(asking, looking);
  await pathways(asking, looking);
  await targets(asking, looking);
  await effects(asking, looking);
  return looking.leaks;
}

type Given = Omit<PublicCell, 'made'>;

function compare({ byPlace, leaks, release }: Looking, door: string, cells: Iterable<Given>): void {
  for (const cell of cells) {
    const filed = byPlace.get(placeOf(cell));
    if (filed !== undefined && sightOf(filed) === sightOf(cell)) continue;
    const what = filed === undefined ? `${door} has what no file has` : `the file and ${door} differ`;
    leaks.push({ kind: 'disagreement', where: `${release.version} ${placeOf(cell)}`, what });
  }
}

const page = z.object({ rows: z.array(z.record(z.string(), z.unknown())), next: z.string().nullable() });

async function slices(asking: Asking, looking: Looking): Promise<void> {
  const { release, words } = looking;
  const start = `/v1/releases/${release.version}/cells`;
  for (const measure of looking.measures) {
    const bytes = await asking.file(`${start}.csv?measure=${measure}`);
    if (bytes !== undefined) compare(looking, 'cells.csv', cellsIn(await rowsIn('csv', bytes)));
  }
  for (const { id, level } of words.groups.filter(({ level }) => level === 'broad' || level === 'all')) {
    const bytes = await asking.file(`${start}.ndjson?group=${id}&level=${level}`);
    if (bytes !== undefined) compare(looking, 'cells.ndjson', cellsIn(await rowsIn('ndjson', bytes)));
  }
  const domains = new Set(looking.measures.map((measure) => words.measures.get(measure)?.domain ?? ''));
  for (const domain of domains) {
    const bytes = await asking.file(`${start}.parquet?domain=${domain}`);
    if (bytes !== undefined) compare(looking, 'cells.parquet', cellsIn(await rowsIn('parquet', bytes)));
    let next: string | null = `${start}.json?domain=${domain}&limit=900`;
    while (next !== null) {
      const answer: z.infer<typeof page> = page.parse(await asking.json(next));
      compare(looking, 'cells.json', cellsIn(answer.rows.map(asText)));
      next = answer.next;
    }
  }
}

const found = z.object({
  paging: z.object({ totalPages: z.number() }),
  results: z.array(
    z.object({
      timePeriod: z.object({ code: z.string(), period: z.string() }),
      geographicLevel: z.string(),
      locations: z.record(z.string(), z.string()),
      filters: z.record(z.string(), z.string()),
      values: z.record(z.string(), z.string()),
    }),
  ),
});
type Result = z.infer<typeof found>['results'][number];

/** Every page of every data set, sorted by what might tell an order. */
async function dataSets(asking: Asking, looking: Looking): Promise<void> {
  const domains = new Set(looking.measures.map((each) => looking.words.measures.get(each)?.domain ?? ''));
  for (const domain of domains) {
    for (const sort of ['', '&sorts=numerator|Desc', '&sorts=value|Asc']) {
      let pages = 1;
      for (let at = 1; at <= pages; at += 1) {
        const terms = `dataSetVersion=${looking.release.version}&page=${at}&pageSize=5000${sort}`;
        const answer = found.parse(await asking.json(`/v1/data-sets/${domain}/query?${terms}`));
        pages = answer.paging.totalPages;
        compare(
          looking,
          '/v1/data-sets',
          answer.results.map((result) => cellOf(result, looking)),
        );
      }
    }
  }
}

/** A result of a data set as a cell. Which denominators are populations, the files say. */
function cellOf(
  { timePeriod, geographicLevel, locations, filters, values }: Result,
  { byPlace }: Looking,
): Given {
  const option = (id: string) => (filters[id] ?? '').slice(id.length + 1);
  const place = {
    measure: option('measure'),
    period: periodOf(timePeriod),
    area: locations[geographicLevel] ?? '',
    group: option('ethnic_group'),
    sex: option('sex'),
    age: option('age_band'),
    category: option('category'),
  };
  const filed = byPlace.get(placeOf(place));
  const number = (name: string): Seen => {
    const text = values[name] ?? '';
    return text === '' || Number.isNaN(Number(text)) ? text : Number(text);
  };
  const denominator = filed?.denominator === null ? null : number('denominator');
  return { ...place, numerator: number('numerator'), denominator };
}

/** `2024/2025` of `FYQ1` is FY2024-25-Q1. */
function periodOf({ code, period }: Result['timePeriod']): string {
  const [from = '', to] = period.split('/');
  if (to === undefined) return code === 'DAY' ? period : `${code}${from}`;
  const kind = code.startsWith('FY') ? 'FY' : 'AY';
  const part = code.slice(code.startsWith('FY') || code.startsWith('AY') ? 2 : 0);
  return `${kind}${from}-${to.slice(2)}${part === '' ? '' : `-${part}`}`;
}

const flat = z.object({ rows: z.array(z.looseObject({ area: z.string(), ethnicGroup: z.string() })) });
type Flat = z.infer<typeof flat>['rows'][number];

const isThere = (value: unknown) => value !== null && value !== undefined;

async function trends(asking: Asking, looking: Looking): Promise<void> {
  const { byPlace, leaks, release } = looking;
  for (const measure of looking.measures) {
    const own = release.cells.filter((cell) => cell.measure === measure);
    const terms = new URLSearchParams({ measure, release: release.version, last: '40', reference: 'white' });
    terms.set('area', [...new Set(own.map(({ area }) => area))].slice(0, 60).join());
    terms.set('group', [...new Set(own.map(({ group }) => group))].slice(0, 200).join());
    for (const row of flat.parse(await asking.json(`/v1/trends?${terms}`)).rows) {
      const place = {
        measure,
        area: row.area,
        group: row.ethnicGroup,
        sex: 'all',
        age: 'all',
        category: 'all',
      };
      const at = (period: unknown) => byPlace.get(placeOf({ ...place, period: String(period) }));
      const [here, before] = [at(row.period), at(row.yearBefore)];
      const where = `${release.version} trend ${measure} ${row.period} ${row.area} ${row.ethnicGroup}`;
      const counts = { numerator: seen(row.numerator, row.numeratorStatus), denominator: here?.denominator };
      if (here !== undefined && counts.numerator !== here.numerator)
        leaks.push({ kind: 'disagreement', where, what: 'the file and /v1/trends differ' });
      const needs: readonly (readonly [string, readonly (PublicCell | undefined)[]])[] = [
        ['rate', [here]],
        ['rateLower', [here]],
        ['rateRatio', [here]],
        ['yearRatio', [here, before]],
        ['yearDifference', [here, before]],
        ['yearRatioLower', [here, before]],
      ];
      for (const [field, cells] of needs)
        if (isThere(row[field]) && cells.some(isWithheld)) leaks.push(toldOf(where, field));
    }
  }
}

function isWithheld(cell: PublicCell | undefined): boolean {
  return cell?.numerator === 'c' || cell?.denominator === 'c';
}

function toldOf(where: string, field: string): Leak {
  return { kind: 'derived', where, what: `${field} is there though a count behind it is withheld` };
}

async function pathways(asking: Asking, { release, known, table, leaks }: Looking): Promise<void> {
  const periods = new Set(release.cells.map(({ period }) => period));
  for (const pathway of known.pathways) {
    for (const period of periods) {
      const terms = `pathway=${pathway}&period=${period}&release=${release.version}&reference=white`;
      const reply = await asking.file(`/v1/pathways?${terms}`);
      if (reply === undefined) continue;
      for (const row of flat.parse(JSON.parse(reply.toString('utf8'))).rows) {
        const where = `${release.version} pathway ${pathway} ${period} ${row.area} ${row.ethnicGroup} ${row.stage}`;
        for (const what of toldByStage(row, { period, table })) leaks.push({ kind: 'derived', where, what });
      }
    }
  }
}

const OF_STAGE = [
  'rate',
  'rateLower',
  'stageRatio',
  'stageRatioLower',
  'populationRatio',
  'populationRatioLower',
];

function toldByStage(
  row: Flat,
  { period, table }: Pick<Looking, 'table'> & { readonly period: string },
): readonly string[] {
  const numbers = [row.stage, row.from].flatMap((count) => {
    if (typeof count !== 'string') return [];
    const at = { period, area: row.area, group: row.ethnicGroup, sex: 'all', age: 'all', category: 'all' };
    return table.counts.get(idOf(placeOfCount(count, at))) ?? [];
  });
  const [own] = numbers;
  const hidden = numbers.some((count) => count.known === undefined);
  return [
    ...(own !== undefined && own.known === undefined && isThere(row.count)
      ? ['count is there and in no file']
      : []),
    ...(own?.known !== undefined && isThere(row.count) && row.count !== own.known
      ? ['count is another']
      : []),
    ...OF_STAGE.filter((field) => (hidden || row.countStatus === 'c') && isThere(row[field])),
  ];
}

const estimate = z.looseObject({ value: z.number().nullable(), status: z.string() });
const point = z.looseObject({ period: z.string(), figure: estimate });
const followed = z.object({
  targets: z.array(
    z.looseObject({
      id: z.string(),
      measure: z.string(),
      area: z.string(),
      group: z.string(),
      progress: z.array(
        z.looseObject({ category: z.string(), baseline: estimate, trajectory: z.array(point) }),
      ),
    }),
  ),
});

async function targets(asking: Asking, { release, byPlace, leaks }: Looking): Promise<void> {
  const answer = followed.parse(await asking.json(`/v1/targets?release=${release.version}&first=100`));
  for (const { id, measure, area, group, progress } of answer.targets) {
    for (const { category, trajectory } of progress) {
      for (const { period, figure } of trajectory) {
        const cell = byPlace.get(placeOf({ measure, period, area, group, sex: 'all', age: 'all', category }));
        if (isWithheld(cell) && figure.value !== null)
          leaks.push(toldOf(`${release.version} target ${id} ${period}`, 'figure'));
      }
    }
  }
}

const programmes = z.object({
  programmes: z.array(z.looseObject({ id: z.string(), areas: z.array(z.string()) })),
});
const effect = z.object({
  data: z
    .object({ effect: z.object({ effect: z.object({ value: z.number().nullable() }) }).nullable() })
    .nullable(),
});

/** Each programme against each other authority, before and after, for every measure and group that its areas have. */
async function effects(asking: Asking, { release, byPlace, leaks, measures }: Looking): Promise<void> {
  const { programmes: all } = programmes.parse(await asking.json('/v1/programmes'));
  const own = release.cells.filter(({ sex, age, category }) => `${sex}${age}${category}` === 'allallall');
  for (const { id, areas } of all) {
    for (const measure of measures) {
      const cells = own.filter((cell) => cell.measure === measure);
      const [before, after] = [...new Set(cells.map(({ period }) => period))].sort();
      const other = cells.find(({ area, made }) => made === null && !areas.includes(area))?.area;
      if (before === undefined || after === undefined || other === undefined) continue;
      for (const group of new Set(cells.map((cell) => cell.group))) {
        const terms = `programme: "${id}", measure: "${measure}", group: "${group}", comparison: ["${other}"], before: "${before}", after: "${after}", release: "${release.version}"`;
        const answer = effect.safeParse(await asking.graphql(`{ effect(${terms}) { effect { value } } }`));
        const needed = [...areas, other].flatMap((area) =>
          [before, after].map((period) =>
            byPlace.get(placeOf({ measure, period, area, group, sex: 'all', age: 'all', category: 'all' })),
          ),
        );
        if (isThere(answer.data?.data?.effect?.effect.value) && needed.some(isWithheld))
          leaks.push(toldOf(`${release.version} effect ${id} ${measure} ${group} ${other}`, 'effect'));
      }
    }
  }
}
