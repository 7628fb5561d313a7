import { LONDON } from '../vocabulary/area.ts';
import { type CellKey, type Coverage, cellId, type RawCell } from '../vocabulary/cell.ts';
import { ALL, KNOWN } from '../vocabulary/ethnic-group.ts';
import { isProportion } from '../vocabulary/measure.ts';
import type { Count } from '../vocabulary/symbol.ts';
import type { Draft, Equation, Place, Table, TableOptions } from './linked-table.ts';
import { ruleFor } from './policy.ts';
import { standIns } from './stand-ins.ts';
import { settle, sumsOf } from './sums.ts';

/** Without the number it is counted over nothing can be made of any part: it is kept longer than a numerator. */
const DENOMINATOR = 1.5;

/**
 * Builds the table out of the cells that authorities sent and their totals. Cells that are `unplanned` stand in it as
 * counts that nobody will see: they tie those together that somebody sees, and small ones must not be given away by them.
 */
export function buildTable(
  cells: readonly RawCell[],
  { unplanned = [], ...options }: TableOptions & { readonly unplanned?: readonly RawCell[] },
): Table {
  const { policy } = options;
  const drafts: Draft[] = [];
  const places = new Map<string, Place>();
  /** Count and place → its variables: more than one where two measures give the same count differently. */
  const sharers = new Map<string, number[]>();
  const complements: Equation[] = [];
  /** Measure → denominator → its numerator and how many did not. */
  const rests = new Map<string, Map<number, { readonly numerator: number; readonly rest: number }>>();
  const numeratorOf = new Map<RawCell, number>();
  const denominatorOf = new Map<RawCell, number>();

  const hidden = new Set(unplanned);
  let published = true;
  const add = (
    value: number | null,
    at: { name: string; key: CellKey; factor: number } | null,
    small = false,
  ): number => {
    drafts.push({
      name: at?.name ?? '',
      value,
      primary: small && published,
      upTo: policy.threshold,
      weight: at === null ? 0 : at.factor * weightOf(at.key, value ?? 0, options),
      published: published && at !== null,
      closed: small && !published,
      owner: at === null || options.areas.get(at.key.area)?.kind !== 'authority' ? null : at.key.area,
    });
    return drafts.length - 1;
  };
  const variable = (
    count: string,
    at: { series: string; key: CellKey; coverage: Coverage | null; factor: number },
    number: Count,
  ) => {
    if (number.value === null && number.status !== 'c') return undefined;
    const { id, key } = identified(count, at.key);
    const placeId = cellId({ ...key, measure: at.series });
    const known = places.get(placeId);
    if (known !== undefined && drafts[known.variable]?.value === number.value) return known.variable;
    const sharedId = cellId({ ...key, measure: id });
    const shared = sharers.get(sharedId) ?? [];
    sharers.set(sharedId, shared);
    let index = shared.find((each) => drafts[each]?.value === number.value);
    if (index === undefined) {
      // What a sender withholds itself is as small as what we would withhold.
      index = add(
        number.value,
        { name: `${sharedId}#${shared.length}`, key, factor: at.factor },
        number.value === null,
      );
      shared.push(index);
    }
    places.set(placeId, { series: at.series, count: id, key, variable: index, coverage: at.coverage });
    return index;
  };
  const withhold = (index: number | undefined, upTo: number) => {
    const draft = index === undefined ? undefined : drafts[index];
    if (draft === undefined) return;
    if (published) {
      draft.primary = true;
      draft.upTo = Math.max(draft.upTo, upTo);
    } else draft.closed = !draft.published;
  };

  for (const cell of [...cells, ...unplanned]) {
    const measure = options.measures.get(cell.measure);
    if (measure === undefined) continue;
    published = !hidden.has(cell);
    const { coverage } = cell;
    const rule = ruleFor(policy, measure);
    const isSmall = (value: number) => value >= 1 && value < rule.threshold;
    const n = cell.numerator.value;
    const d = cell.denominator?.value ?? null;
    // A sum of scores and a median are no counts of people: they are shown exactly where the number behind them is.
    const counted = measure.kind !== 'mean' && measure.kind !== 'median';
    let numerator: number | undefined;
    if (counted) {
      const at = { series: `${cell.measure} numerator`, key: cell, coverage, factor: 1 };
      numerator = variable(measure.numeratorCount ?? at.series, at, cell.numerator);
      if (numerator !== undefined) numeratorOf.set(cell, numerator);
    }
    let denominator: number | undefined;
    if (cell.denominator !== null) {
      const share = measure.kind === 'composition-share';
      // A share's denominator is the number with known ethnicity, which is its numerator over all known groups.
      const count = share ? measure.numeratorCount : measure.denominatorCount;
      const series = share ? `${cell.measure} denominator ${cell.group}` : `${cell.measure} denominator`;
      const at = { series, key: share ? { ...cell, group: KNOWN } : cell, coverage, factor: DENOMINATOR };
      denominator = variable(count ?? series, at, cell.denominator);
      if (denominator !== undefined) denominatorOf.set(cell, denominator);
    }
    if (!counted && d !== null && d >= 1 && d < rule.meanThreshold) withhold(denominator, rule.meanThreshold);
    if (counted && n !== null && isSmall(n)) withhold(numerator, rule.threshold);
    if (d !== null && isSmall(d)) withhold(denominator, rule.threshold);
    // A percentage tells how many did not, too.
    if (
      isProportion(measure) &&
      n !== null &&
      d !== null &&
      numerator !== undefined &&
      denominator !== undefined
    ) {
      if (n <= d && (published || isSmall(d - n))) {
        const rest = add(d - n, null, isSmall(d - n));
        complements.push({ total: denominator, parts: [numerator, rest] });
        const own = rests.get(cell.measure) ?? new Map<number, { numerator: number; rest: number }>();
        rests.set(cell.measure, own.set(denominator, { numerator, rest }));
      }
    }
  }

  published = true;
  const sums = sumsOf(places, { drafts, sharers, options, add: (value) => add(value, null) });
  const { equations, values } = standIns(sums, {
    drafts,
    settle: (index, value) => settle(drafts[index], value, policy.threshold),
    add: (value) => add(value, null),
  });
  return {
    variables: drafts.map((draft, index) => ({
      ...draft,
      value: draft.value ?? values.get(index) ?? 0,
      unknown: draft.value === null,
    })),
    equations: [...complements, ...equations, ...sumsOfRests(equations, rests)],
    numeratorOf,
    denominatorOf,
  };
}

/** Where denominators add up, and the numerators over them too, those who did not add up as well. */
function sumsOfRests(
  sums: readonly Equation[],
  rests: ReadonlyMap<string, ReadonlyMap<number, { readonly numerator: number; readonly rest: number }>>,
): readonly Equation[] {
  const idOf = ({ total, parts }: Equation) => `${total}=${parts.toSorted((a, b) => a - b).join('+')}`;
  const known = new Set(sums.map(idOf));
  return [...rests.values()].flatMap((own) =>
    sums.flatMap(({ total, parts }) => {
      const whole = own.get(total);
      const each = parts.map((part) => own.get(part)).filter((part) => part !== undefined);
      if (whole === undefined || each.length < parts.length) return [];
      const numerators = { total: whole.numerator, parts: each.map(({ numerator }) => numerator) };
      return known.has(idOf(numerators)) ? [{ total: whole.rest, parts: each.map(({ rest }) => rest) }] : [];
    }),
  );
}

/**
 * The count and place that a name stands for: `staff-in-post@black-and-global-majority` is that group's part of
 * `staff-in-post`, `pupils-on-roll@sen:ehcp` that category's part of `pupils-on-roll`, and `looked-after-starts@age:10-17`
 * those of that age.
 */
function identified(count: string, key: CellKey): { readonly id: string; readonly key: CellKey } {
  const [id = count, part] = count.split('@');
  if (part === undefined) return { id, key };
  if (part.startsWith('age:'))
    return { id, key: { ...key, ageBand: key.ageBand === 'all' ? part.slice(4) : key.ageBand } };
  if (part.includes(':'))
    return { id, key: { ...key, category: key.category === 'all' ? part : `${key.category}+${part}` } };
  return { id, key: { ...key, group: key.group === ALL ? part : `${key.group}+${part}` } };
}

/** What it costs to withhold a count that is not small: most for totals over groups and for London. */
function weightOf(key: CellKey, value: number, { members, policy: { weights } }: TableOptions): number {
  const size = value === 0 ? 0.5 : 1 + Math.log2(1 + value);
  const depth = key.group === ALL || key.group === KNOWN ? weights.allGroups : 1;
  const reach = key.area === LONDON ? weights.london : members.has(key.area) ? weights.regional : 1;
  return size * depth * reach;
}
