// The words that an answer is made of, for the doors: they import flows, and comparison stands below those.
export { CAVEATS, type Caveat, type CaveatCode } from '../comparison/caveats.ts';
export type { Change } from '../comparison/change.ts';
export type { CoverageReport, WithheldSummary } from '../comparison/coverage.ts';
export type { Disproportionality } from '../comparison/disproportionality.ts';
export type { Estimate } from '../comparison/estimate.ts';
export { FUNNEL_POSITIONS, type Funnel } from '../comparison/funnel.ts';
export { INTERVALS, type Intervals } from '../comparison/gap.ts';
export { insideMargin, USUAL_MARGIN } from '../comparison/margin.ts';
export { METHODS_VERSION, type Method } from '../comparison/method.ts';
export type { PathwayRatios } from '../comparison/pathway.ts';
export type { PopulationUse } from '../comparison/question.ts';
export type { Rank } from '../comparison/rank.ts';
export { REASONS, type Reason } from '../comparison/reason.ts';
export {
  DEFAULT_REFERENCE_GROUP,
  REFERENCE_KINDS,
  type Reference,
  type ReferenceKind,
} from '../comparison/reference.ts';
export type { Representation } from '../comparison/representation.ts';
export { BREAKS, type Break } from '../comparison/series-break.ts';
export type { Source } from '../comparison/sources.ts';
export { EQUITY, type Equity, type EquityCondition } from '../comparison/target-equity.ts';
export {
  TARGET_STANDINGS,
  type TargetPoint,
  type TargetProgress,
  type TargetStanding,
} from '../comparison/target-progress.ts';
export type { SeriesChange, TrendPoint, TrendSeries } from '../comparison/trend.ts';
export { TREND_REASONS, type TrendResult } from '../comparison/trend-test.ts';
export type { UnknownEthnicity } from '../comparison/unknown.ts';
export { VERDICTS, type Verdict } from '../comparison/verdict.ts';
export type { ArtefactFacts, ReleaseFacts } from '../release/read.ts';
export { type ComparisonQuestion, MOST_AREAS, MOST_GROUPS, type ReferenceRequest } from './question.ts';
