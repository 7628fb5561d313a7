import { type Area, LONDON } from '../vocabulary/area.ts';
import { parseCategory } from '../vocabulary/breakdown.ts';
import { type CellKey, cellId, type RawCell } from '../vocabulary/cell.ts';
import { ALL, KNOWN, type Partition } from '../vocabulary/ethnic-group.ts';
import { isProportion, type Measure } from '../vocabulary/measure.ts';
import type { Count } from '../vocabulary/symbol.ts';
import type { Policy } from './policy.ts';

/** A count that may be published, once, however many cells show it: a stage's numerator is the next one's denominator. */
export interface Variable {
  readonly value: number;
  /** Too small to be shown, whatever stands around it. */
  readonly primary: boolean;
  /** Kept the longer the larger: totals that matter, and large counts. */
  readonly weight: number;
}

/** `total` is the sum of `parts`, as anybody can work out. */
export interface Equation {
  readonly total: number;
  readonly parts: readonly number[];
}

/** The linked table of one family: all counts of a domain and period and the sums that tie them together. */
export interface Table {
  readonly variables: readonly Variable[];
  readonly equations: readonly Equation[];
  /** Which variable each cell's numerator and denominator is; undefined for a number that is not there. */
  readonly numeratorOf: ReadonlyMap<RawCell, number>;
  readonly denominatorOf: ReadonlyMap<RawCell, number>;
}

export interface TableOptions {
  readonly measures: ReadonlyMap<string, Measure>;
  readonly partitions: readonly Partition[];
  readonly areas: ReadonlyMap<string, Area>;
  /** Roll-up area → its authorities. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  readonly policy: Policy;
}

interface Draft {
  value: number;
  primary: boolean;
  weight: number;
}

/** Builds the table out of the cells that authorities sent and their totals. */
export function buildTable(cells: readonly RawCell[], options: TableOptions): Table {
  const drafts: Draft[] = [];
  const places = new Map<string, Place>();
  const numeratorOf = new Map<RawCell, number>();
  const denominatorOf = new Map<RawCell, number>();

  const variable = (count: string, key: CellKey, number: Count): number | undefined => {
    if (number.value === null) return undefined;
    let id = cellId({ ...key, measure: count });
    const existing = places.get(id);
    if (existing !== undefined && drafts[existing.index]?.value === number.value) return existing.index;
    let name = count;
    if (existing !== undefined) {
      // Two senders' figures for what should be one count: each is protected as a count of its own.
      name = `${count}@${key.measure}`;
      id = cellId({ ...key, measure: name });
      const again = places.get(id);
      if (again !== undefined) return again.index;
    }
    const index = drafts.length;
    drafts.push({
      value: number.value,
      primary: false,
      weight: weightOf(key, number.value, options.members),
    });
    places.set(id, { index, key, count: name });
    return index;
  };
  const isSmall = (value: number) => value >= 1 && value < options.policy.threshold;
  const withhold = (index: number | undefined) => {
    const draft = index === undefined ? undefined : drafts[index];
    if (draft !== undefined) draft.primary = true;
  };

  for (const cell of cells) {
    const measure = options.measures.get(cell.measure);
    if (measure === undefined) continue;
    const n = cell.numerator.value;
    const d = cell.denominator?.value ?? null;
    const mean = measure.kind === 'mean';
    let numerator: number | undefined;
    if (!mean) {
      numerator = variable(measure.numeratorCount ?? `${cell.measure}:numerator`, cell, cell.numerator);
      if (numerator !== undefined) numeratorOf.set(cell, numerator);
    }
    let denominator: number | undefined;
    if (cell.denominator !== null) {
      const share = measure.kind === 'composition-share';
      // A share's denominator is the number with known ethnicity, which is its numerator over all known groups.
      const count = share ? measure.numeratorCount : measure.denominatorCount;
      const key = share ? { ...cell, group: KNOWN } : cell;
      denominator = variable(count ?? `${cell.measure}:denominator`, key, cell.denominator);
      if (denominator !== undefined) denominatorOf.set(cell, denominator);
    }
    // A sum of scores is no count of people: it is shown exactly where the number of people behind it is.
    if (mean && d !== null && d >= 1 && d < options.policy.meanThreshold) withhold(denominator);
    if (n !== null && isSmall(n)) withhold(numerator);
    if (d !== null && isSmall(d)) withhold(denominator);
    // A percentage tells how many did not, too.
    if (isProportion(measure) && n !== null && d !== null && isSmall(d - n)) withhold(numerator);
  }

  return {
    variables: drafts,
    equations: equationsOf(places, drafts, options),
    numeratorOf,
    denominatorOf,
  };
}

interface Place {
  readonly index: number;
  readonly key: CellKey;
  readonly count: string;
}

/** Every sum that the published structure gives away: over ethnic groups, areas, sexes, age bands and categories. */
function equationsOf(
  places: ReadonlyMap<string, Place>,
  drafts: readonly Draft[],
  { partitions, members, areas }: TableOptions,
): readonly Equation[] {
  const equations: Equation[] = [];
  const at = (count: string, key: CellKey) => places.get(cellId({ ...key, measure: count }))?.index;
  const amount = (index: number) => drafts[index]?.value ?? Number.NaN;
  /** Only sums that come out are sums: a total over those who returned in another classification is no equation. */
  const add = (total: number | undefined, parts: readonly number[]) => {
    const others = parts.filter((part) => part !== total);
    if (total === undefined || others.length === 0) return;
    const sum = others.reduce((running, part) => running + amount(part), 0);
    if (Math.abs(sum - amount(total)) < 1e-6) equations.push({ total, parts: others });
  };

  const breakdowns = new Map<string, { total: number | undefined; parts: number[] }>();
  for (const { index, key, count } of places.values()) {
    for (const { parent, children } of partitions) {
      if (parent !== key.group) continue;
      const parts = children
        .map((group) => at(count, { ...key, group }))
        .filter((part) => part !== undefined);
      if (parts.length === children.length) add(index, parts);
    }
    for (const set of areaSets(key.area, members, areas)) {
      add(
        index,
        set.map((area) => at(count, { ...key, area })).filter((part) => part !== undefined),
      );
    }
    for (const [dimension, whole] of wholesOf(key)) {
      const id = `${dimension}|${cellId({ ...whole, measure: count })}`;
      const breakdown = breakdowns.get(id);
      if (breakdown === undefined) breakdowns.set(id, { total: at(count, whole), parts: [index] });
      else breakdown.parts.push(index);
    }
  }
  for (const { total, parts } of breakdowns.values()) add(total, parts);
  return equations;
}

/** The sets of areas that an area is the sum of: its authorities, and for London its sub-regions, and Inner with Outer. */
function areaSets(
  area: string,
  members: ReadonlyMap<string, readonly string[]>,
  areas: ReadonlyMap<string, Area>,
): readonly (readonly string[])[] {
  const authorities = members.get(area);
  if (authorities === undefined) return [];
  const inside = [...members].filter(
    ([id, list]) =>
      id !== area && list.length < authorities.length && list.every((each) => authorities.includes(each)),
  );
  const kinds = new Set(inside.map(([id]) => areas.get(id)?.kind));
  const sets = [...kinds].map((kind) =>
    inside.map(([id]) => id).filter((id) => areas.get(id)?.kind === kind),
  );
  return [authorities, ...sets];
}

/** The totals that a cell is a part of, one for each dimension in which it is broken down. */
function wholesOf(key: CellKey): readonly (readonly [dimension: string, whole: CellKey])[] {
  const wholes: [string, CellKey][] = [];
  if (key.sex !== 'all') wholes.push(['sex', { ...key, sex: 'all' }]);
  if (key.ageBand !== 'all') wholes.push(['age', { ...key, ageBand: 'all' }]);
  const dimension = parseCategory(key.category)?.dimension;
  if (dimension !== undefined) wholes.push([dimension, { ...key, category: 'all' }]);
  return wholes;
}

/** What it costs to withhold a count that is not small: most for totals over groups and for London. */
function weightOf(key: CellKey, value: number, members: ReadonlyMap<string, readonly string[]>): number {
  const size = value === 0 ? 0.5 : 1 + Math.log2(1 + value);
  const depth = key.group === ALL || key.group === KNOWN ? 1000 : 1;
  const reach = key.area === LONDON ? 4 : members.has(key.area) ? 1.5 : 1;
  return size * depth * reach;
}
