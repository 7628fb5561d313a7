import type { Area } from '../vocabulary/area.ts';
import type { ProtectedCell, Sex } from '../vocabulary/cell.ts';
import type { EthnicGroup } from '../vocabulary/ethnic-group.ts';
import type { Measure } from '../vocabulary/measure.ts';
import type { Population } from '../vocabulary/population.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import type { PopulationChoice } from './denominator.ts';
import type { Intervals } from './gap.ts';
import type { Presence } from './presence.ts';

/** The released cells of one period, and those of the population that belongs to it. */
export interface PeriodCells {
  readonly period: string;
  readonly cells: readonly ProtectedCell[];
  readonly populationCells: readonly ProtectedCell[];
  /** What the other breakdowns hold; null where `cells` has every authority. */
  readonly presence: Presence | null;
}

/** A question in words of the vocabulary, with the released cells to answer it from. */
export interface CompareInput {
  readonly vocabulary: Vocabulary;
  readonly measure: Measure;
  /** Oldest first; more than one are pooled. */
  readonly periods: readonly PeriodCells[];
  /** null: the authorities by name, then London. */
  readonly areas: readonly Area[] | null;
  /** null: the finest published level, then not known, then all. */
  readonly groups: readonly EthnicGroup[] | null;
  readonly sex: Sex;
  readonly ageBand: string;
  readonly category: string;
  /** By which classifications each authority's figures were read; empty where they came in our own groups. */
  readonly readBy: ReadonlyMap<string, ReadonlySet<string>>;
  readonly choice: PopulationChoice | null;
  /** Populations that could be asked for where the measure's own is not known by ethnic group. */
  readonly proxies: readonly Population[];
  readonly intervals: Intervals;
  readonly confidence: number;
}

/** The population that an answer divides by or compares with, always with its year. */
export interface PopulationUse {
  readonly population: Population;
  readonly period: string;
  readonly year: number;
  readonly proxy: boolean;
}
