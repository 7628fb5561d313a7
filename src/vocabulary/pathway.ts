import type { Domain } from './measure.ts';

/**
 * How a stage lies to those before it. `nested`: counted out of the stage `from`, on the way. `branch`: counted out of
 * `from`, off the way. `next`: it follows, and is not counted out of any stage before it.
 */
export const STAGE_RELATIONS = ['first', 'nested', 'branch', 'next'] as const;
export type StageRelation = (typeof STAGE_RELATIONS)[number];

/** `cross-sectional`: counts of one period. `cohort`: the same people followed from stage to stage. */
export const PATHWAY_DESIGNS = ['cross-sectional', 'cohort'] as const;
export type PathwayDesign = (typeof PATHWAY_DESIGNS)[number];

export interface PathwayStage {
  /** The count that it is, as measures name it (`arrests`). */
  readonly count: string;
  readonly title: string;
  readonly relation: StageRelation;
  /** The count that it is counted out of; null where it is counted out of none. */
  readonly from: string | null;
}

/** A chain of decisions: whom it reaches stage by stage. */
export interface Pathway {
  readonly id: string;
  readonly title: string;
  readonly domain: Domain;
  readonly design: PathwayDesign;
  /** The population that each stage can be divided by; null where there is none. */
  readonly population: string | null;
  readonly stages: readonly PathwayStage[];
}
