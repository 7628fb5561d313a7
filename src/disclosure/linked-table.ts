import type { Area } from '../vocabulary/area.ts';
import type { CellKey, Coverage, RawCell } from '../vocabulary/cell.ts';
import type { EthnicGroup, Partition } from '../vocabulary/ethnic-group.ts';
import type { Measure } from '../vocabulary/measure.ts';
import type { Policy } from './policy.ts';

/** A count that may be published, once, however many cells show it: a stage's numerator is the next one's denominator. */
export interface Variable {
  readonly value: number;
  /** Too small to be shown, whatever stands around it. */
  readonly primary: boolean;
  /** Kept the longer the larger: totals that matter, and large counts. */
  readonly weight: number;
  /** false for what no cell shows but a sum lets one work out: those who did not, and what a sum leaves over. */
  readonly published: boolean;
}

/** `total` is the sum of `parts`, as anybody can work out. */
export interface Equation {
  readonly total: number;
  readonly parts: readonly number[];
}

/** The linked table of one family: all counts of a domain and the sums that tie them together. */
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
  /** null for what its sender withheld, until a sum tells it. */
  value: number | null;
  primary: boolean;
  weight: number;
  published: boolean;
}
