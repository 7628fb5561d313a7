import type { Measure } from '../vocabulary/measure.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { reasonForGapIn } from './coverage.ts';
import { createSides, type PopulationChoice, type Sides } from './denominator.ts';
import { type Grouping, groupingOf } from './grouping.ts';
import { type Presence, presenceInAll } from './presence.ts';
import type { PeriodCells } from './question.ts';
import type { Reason } from './reason.ts';
import { type CellTable, tableOf } from './table.ts';

/**
 * What every question of one measure, time and breakdown is answered from: released cells alone, as counts. Nothing in it
 * depends on the areas, groups, references or limits that are asked for, so it can be kept as long as the release stands.
 */
export interface Basis {
  readonly periods: readonly PeriodCells[];
  readonly grouping: Grouping;
  readonly table: CellTable;
  readonly populationTable: CellTable;
  readonly presence: Presence | null;
  /** Why a cell is not there. */
  readonly reasonForGap: (area: string) => Reason;
  readonly sides: Sides;
  /** How many cells it holds. */
  readonly size: number;
}

export function basisOf(input: {
  readonly vocabulary: Vocabulary;
  readonly measure: Measure;
  readonly periods: readonly PeriodCells[];
  readonly choice: PopulationChoice | null;
  readonly ageBand: string;
  readonly category: string;
}): Basis {
  const { vocabulary, periods } = input;
  const grouping = groupingOf(vocabulary);
  const table = tableOf(periods.map(({ cells }) => cells));
  const populationTable = tableOf(periods.map(({ populationCells }) => populationCells));
  const presence = presenceInAll(periods.flatMap((period) => period.presence ?? []));
  const reasonForGap = reasonForGapIn(vocabulary, { table, presence });
  const sides = createSides({ ...input, grouping, table, populationTable, reasonForGap });
  const size = periods.reduce((sum, each) => sum + each.cells.length + each.populationCells.length, 0);
  return { periods, grouping, table, populationTable, presence, reasonForGap, sides, size };
}
