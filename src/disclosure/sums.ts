import { parseCategory } from '../vocabulary/breakdown.ts';
import { type CellKey, cellId } from '../vocabulary/cell.ts';
import { ALL, KNOWN, NOT_KNOWN } from '../vocabulary/ethnic-group.ts';
import { parsePeriod } from '../vocabulary/period.ts';
import type { Draft, Equation, Place, TableOptions } from './linked-table.ts';

/** Beyond this many parts that overlap, which of them add up to their total is not searched for. */
const MOST_OVERLAPPING = 12;

interface SumOptions {
  readonly drafts: Draft[];
  /** Count and place → its variables, whichever series they are of. */
  readonly sharers: ReadonlyMap<string, readonly number[]>;
  readonly options: TableOptions;
  /** Makes a variable for what a sum leaves over; nobody publishes it. */
  readonly add: (value: number) => number;
}

/**
 * Every sum that the published structure gives away: over ethnic groups, areas, sexes, age bands, categories and periods.
 * Where the parts do not make up their total, what is left over is a variable of its own, since a part can never be more
 * than its total less the others. Each series has its own sums, made of whatever places it has.
 */
export function sumsOf(
  places: ReadonlyMap<string, Place>,
  { drafts, sharers, options, add }: SumOptions,
): readonly Equation[] {
  const { partitions, groups, members } = options;
  const sets = areaSets(options);
  const equations = new Map<string, Equation>();
  const at = ({ series, count }: Pick<Place, 'series' | 'count'>, key: CellKey) =>
    places.get(cellId({ ...key, measure: series }))?.variable ??
    sharers.get(cellId({ ...key, measure: count }))?.[0];

  const state = (total: number, parts: readonly number[]) => {
    const id = `${total}=${parts.toSorted((a, b) => a - b).join('+')}`;
    return equations.has(id) ? undefined : id;
  };
  const register = (
    total: number | undefined,
    candidates: readonly (number | undefined)[],
    wanted: number,
  ) => {
    const present = candidates.filter((part) => part !== undefined);
    const parts = [...new Set(present)].filter((part) => part !== total);
    if (total === undefined || parts.length === 0) return;
    const id = state(total, parts);
    const whole = drafts[total]?.value ?? null;
    if (id === undefined || whole === null) return;
    const unknown = parts.filter((part) => drafts[part]?.value === null);
    const sum = parts.reduce((running, part) => running + (drafts[part]?.value ?? 0), 0);
    const rest = Math.round((whole - sum) * 1e6) / 1e6;
    if (rest < 0) return;
    const complete = parts.length === wanted;
    const [only] = unknown;
    if (only !== undefined && complete) {
      // One that its sender withheld is what the sum says it is, and needs our protection if that is small.
      if (unknown.length === 1) settle(drafts[only], rest, options.policy.threshold);
      equations.set(id, { total, parts });
    } else if (rest === 0) {
      equations.set(id, { total, parts });
    } else if (parts.length > 1 || complete) {
      equations.set(id, { total, parts: [...parts, add(rest)] });
    }
  };

  const breakdowns = new Map<string, { place: Place; whole: CellKey; parts: number[] }>();
  const periods = new Map<string, Ranged[]>();
  const ages = new Map<string, Ranged[]>();
  for (const place of places.values()) {
    const { series, count, key, variable, coverage } = place;
    for (const { parent, children } of partitions) {
      if (parent === KNOWN && key.group === ALL) {
        // Where a group is not there, `known` is not either; the total is still at least what is there.
        const parts = [...children, NOT_KNOWN];
        register(
          variable,
          parts.map((group) => at(place, { ...key, group })),
          parts.length,
        );
      }
      if (parent === key.group) {
        register(
          variable,
          children.map((group) => at(place, { ...key, group })),
          children.length,
        );
      }
    }
    const authorities = coverage?.included ?? members.get(key.area);
    if (authorities !== undefined) {
      register(
        variable,
        authorities.map((area) => at(place, { ...key, area })),
        authorities.length,
      );
      for (const set of sets.get(key.area) ?? []) {
        register(
          variable,
          set.map((area) => at(place, { ...key, area })),
          set.length,
        );
      }
    }
    const parent = groups.get(key.group)?.level === 'extended' ? groups.get(key.group)?.parent : undefined;
    const wholes: [string, CellKey][] = parent == null ? [] : [['extended', { ...key, group: parent }]];
    if (key.sex !== 'all') wholes.push(['sex', { ...key, sex: 'all' }]);
    const dimension = parseCategory(key.category)?.dimension;
    if (dimension !== undefined) wholes.push([dimension, { ...key, category: 'all' }]);
    for (const [name, whole] of wholes) {
      const id = `${name}|${cellId({ ...whole, measure: series })}`;
      const breakdown = breakdowns.get(id) ?? { place, whole, parts: [] };
      breakdowns.set(id, breakdown);
      breakdown.parts.push(variable);
    }
    const counted = { ...key, measure: count };
    addRanged(periods, cellId({ ...counted, period: '' }), { series, variable, range: daysOf(key.period) });
    addRanged(ages, cellId({ ...counted, ageBand: '' }), { series, variable, range: agesOf(key.ageBand) });
  }
  for (const { place, whole, parts } of breakdowns.values()) {
    const total = at(place, whole);
    const limit = total === undefined ? null : (drafts[total]?.value ?? null);
    if (limit === null) continue;
    const sum = parts.reduce((running, part) => running + (drafts[part]?.value ?? 0), 0);
    if (sum <= limit) register(total, parts, parts.length);
    else for (const cover of coversOf(parts, limit, drafts)) register(total, cover, cover.length);
  }
  for (const list of [...periods.values(), ...ages.values()]) {
    for (const whole of list) {
      const inside = partsOf(whole, list);
      if (inside.length > 1) register(whole.variable, inside, inside.length);
    }
  }
  return [...equations.values()];
}

/** The sets of areas that a total over areas is also the sum of: for London its sub-regions, and Inner with Outer. */
function areaSets({ members, areas }: TableOptions): ReadonlyMap<string, readonly (readonly string[])[]> {
  const setsOf = (area: string, own: readonly string[]) => {
    const within = [...members].filter(
      ([id, list]) => id !== area && list.length < own.length && list.every((each) => own.includes(each)),
    );
    const kinds = new Set(within.map(([id]) => areas.get(id)?.kind));
    return [...kinds].map((kind) => within.map(([id]) => id).filter((id) => areas.get(id)?.kind === kind));
  };
  return new Map([...members].map(([area, own]) => [area, setsOf(area, own)]));
}

/** One that its sender withheld is what a sum says it is, and needs our protection if that is small. */
export function settle(draft: Draft | undefined, value: number, threshold: number): void {
  if (draft === undefined) return;
  draft.value = value;
  const small = value >= 1 && value < threshold;
  draft.primary = small && draft.published;
  draft.closed = small && !draft.published;
}

/** A period's days or a band's ages, so that it can be told which lie inside which. */
interface Ranged {
  readonly series: string;
  readonly variable: number;
  readonly range: { readonly from: number; readonly to: number } | undefined;
}

function addRanged(lists: Map<string, Ranged[]>, id: string, ranged: Ranged): void {
  const list = lists.get(id);
  if (list === undefined) lists.set(id, [ranged]);
  else list.push(ranged);
}

function daysOf(id: string): Ranged['range'] {
  const period = parsePeriod(id);
  if (period === undefined || period.kind === 'snapshot') return undefined;
  return { from: Date.parse(period.start), to: Date.parse(period.end) };
}

function agesOf(band: string): Ranged['range'] {
  if (band === 'all') return { from: 0, to: 200 };
  const [, under, low, high, over, single] =
    /^(?:under-(\d+)|(\d+)-(\d+)|(\d+)-and-over|(\d+))$/.exec(band) ?? [];
  if (under !== undefined) return { from: 0, to: Number(under) - 1 };
  if (low !== undefined) return { from: Number(low), to: Number(high) };
  if (over !== undefined) return { from: Number(over), to: 199 };
  return single === undefined ? undefined : { from: Number(single), to: Number(single) };
}

/** What lies inside a longer range; of ranges that overlap, the shorter ones, which say more. */
function partsOf(whole: Ranged, list: readonly Ranged[]): readonly number[] {
  const within = (part: Ranged, outer: Ranged) =>
    part.range !== undefined &&
    outer.range !== undefined &&
    part.range.from >= outer.range.from &&
    part.range.to <= outer.range.to &&
    (part.range.from > outer.range.from || part.range.to < outer.range.to);
  const inside = list.filter((part) => within(part, whole));
  const shortest = inside.filter((part) => !inside.some((other) => within(other, part)));
  // One for each range: the total's own series has the first word.
  const chosen = new Map<number | undefined, Ranged>();
  for (const part of shortest) {
    const before = chosen.get(part.range?.from);
    if (before === undefined || part.series === whole.series) chosen.set(part.range?.from, part);
  }
  return [...chosen.values()].map(({ variable }) => variable);
}

/** Of parts that overlap (categories cut twice), the sets that add up to their total exactly. */
function coversOf(
  parts: readonly number[],
  total: number,
  drafts: readonly Draft[],
): readonly (readonly number[])[] {
  if (parts.length > MOST_OVERLAPPING) return [];
  const covers: number[][] = [];
  for (let set = 3; set < 1 << parts.length; set += 1) {
    const chosen = parts.filter((_, index) => (set >> index) & 1);
    const sum = chosen.reduce((running, part) => running + (drafts[part]?.value ?? 0), 0);
    if (chosen.length > 1 && sum === total) covers.push(chosen);
  }
  return covers;
}
