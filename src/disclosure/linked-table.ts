import type { Area } from '../vocabulary/area.ts';
import type { CellKey, Coverage, RawCell } from '../vocabulary/cell.ts';
import type { EthnicGroup, Partition } from '../vocabulary/ethnic-group.ts';
import type { Measure } from '../vocabulary/measure.ts';
import type { Policy } from './policy.ts';

/** A count that may be published, once, however many cells show it: a stage's numerator is the next one's denominator. */
export interface Variable {
  /** The same count of the same place in two releases has the same name; empty for what only a sum names. */
  readonly name: string;
  /** One of many that fit, where it is `unknown`. */
  readonly value: number;
  /** Too small to be shown, whatever stands around it. */
  readonly primary: boolean;
  /** What the public holds possible must reach from 1 up to this, where it is primary. */
  readonly upTo: number;
  /** Kept the longer the larger: totals that matter, and large counts. */
  readonly weight: number;
  /** false for what no cell shows but a sum lets one work out: those who did not, and what a sum leaves over. */
  readonly published: boolean;
  /** Small, and in a breakdown that is not planned: nobody sees it, and nobody must be able to work it out. */
  readonly closed?: boolean;
  /** The authority that sent it and whose staff know it; null for what is made of several authorities' counts. */
  readonly owner: string | null;
  /** Its sender withheld it, and no sum tells it: nobody here knows its value. */
  readonly unknown: boolean;
}

/** `total` is the sum of `parts`, as anybody can work out. */
export interface Equation {
  readonly total: number;
  readonly parts: readonly number[];
}

/** Counts and the sums that tie them together, whatever they are of. */
export interface LinkedTable {
  readonly variables: readonly Variable[];
  readonly equations: readonly Equation[];
}

/** The linked table of one family: all counts of a domain. */
export interface Table extends LinkedTable {
  /** Which variable each cell's numerator and denominator is; undefined for a number that is not there. */
  readonly numeratorOf: ReadonlyMap<RawCell, number>;
  readonly denominatorOf: ReadonlyMap<RawCell, number>;
}

export interface TableOptions {
  readonly measures: ReadonlyMap<string, Measure>;
  readonly partitions: readonly Partition[];
  readonly groups: ReadonlyMap<string, EthnicGroup>;
  readonly areas: ReadonlyMap<string, Area>;
  /** Roll-up area → its authorities. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  readonly policy: Policy;
}

/** One place of one series: a series is one side of one measure, and has sums of its own. */
export interface Place {
  readonly series: string;
  /** Which count the series is of: another series of the same count may have what this one lacks. */
  readonly count: string;
  readonly key: CellKey;
  readonly variable: number;
  readonly coverage: Coverage | null;
}

export interface Draft {
  readonly name: string;
  /** null for what its sender withheld, until a sum tells it. */
  value: number | null;
  primary: boolean;
  upTo: number;
  weight: number;
  published: boolean;
  closed: boolean;
  readonly owner: string | null;
}

/** Counts shown, zeros apart, beyond which a table takes long: a quarter of ten thousand children has twice as many. */
const MANY = 1200;

/** Whether a table is so large that the last tenths of a point of its price are not worth their time. */
export function isLarge({ variables }: LinkedTable): boolean {
  return variables.filter(({ published, value }) => published && value > 0).length > MANY;
}
