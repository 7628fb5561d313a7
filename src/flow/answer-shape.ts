import type { ComparisonBody } from '../comparison/compare.ts';
import type { ComparisonRow as BodyRow } from '../comparison/row.ts';
import type { ReleaseFacts } from '../release/read.ts';
import type { Period } from '../vocabulary/period.ts';
import type { ReferenceRequest } from './question.ts';

/** One area and group of an answer; `against` takes ids and throws a Problem for one that is not known. */
export type ComparisonRow = BodyRow<ReferenceRequest>;

/** An answer names its release, period, population, coverage, sources and caveats (decision 7). */
export interface ComparisonAnswer extends Omit<ComparisonBody<ReferenceRequest>, 'periods'> {
  readonly release: ReleaseFacts;
  /** The period asked for; the last where several are pooled. */
  readonly period: Period;
  /**
   * Says that it has been read. Whoever waited for it was old when it came, and what an old object holds stays until the next
   * full collection: thousands of numbers, for each question that was asked at the same time.
   */
  letGo(): void;
}

/** One period of one measure (or population) in a release. */
export interface MeasurePeriod {
  readonly measure: string;
  readonly period: Period;
}
