import type { ProtectedCell } from '../../vocabulary/cell.ts';
import { parsePeriod } from '../../vocabulary/period.ts';
import type { Count, Status } from '../../vocabulary/symbol.ts';
import type { Vocabulary } from '../../vocabulary/vocabulary.ts';
import type { ArtefactRow } from './columns.ts';

/** What the comparison says of one cell beside its counts, with 95% limits; injected, since it stands above release. */
export interface CellEstimate {
  readonly denominator: Count | null;
  readonly population: string | null;
  readonly populationYear: number | null;
  readonly value: number | null;
  readonly status: Status;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly method: string | null;
}

export type EstimateCell = (cell: ProtectedCell) => CellEstimate;

/** The artefact's row for a cell, in the order of `COLUMNS`. */
export function artefactRow(
  cell: ProtectedCell,
  {
    vocabulary,
    version,
    estimate,
  }: { readonly vocabulary: Vocabulary; readonly version: string; readonly estimate: EstimateCell },
): ArtefactRow {
  const measure = vocabulary.measure.get(cell.measure);
  const population = vocabulary.population.get(cell.measure);
  const period = parsePeriod(cell.period);
  const area = vocabulary.area.get(cell.area);
  const group = vocabulary.group.get(cell.group);
  const made = estimate(cell);
  return [
    cell.measure,
    measure?.domain ?? (population === undefined ? null : 'population'),
    cell.period,
    period?.start ?? null,
    period?.end ?? null,
    cell.area,
    area?.name ?? null,
    area?.kind ?? null,
    cell.group,
    group?.label ?? null,
    group?.level ?? null,
    cell.sex,
    cell.ageBand,
    cell.category,
    cell.numerator.value,
    cell.numerator.status,
    made.denominator?.value ?? null,
    made.denominator?.status ?? null,
    made.population,
    made.populationYear,
    made.value,
    made.status,
    measure?.unit ?? population?.unit ?? null,
    made.lower,
    made.upper,
    made.method,
    coverageText(cell),
    version,
  ];
}

/** `32/33`: how many of a total's authorities are in it. Empty for an authority, and where the source gave the total. */
function coverageText({ coverage }: ProtectedCell): string | null {
  if (coverage === null) return null;
  const missing = coverage.notReturned.length + coverage.joint.length + coverage.noPopulation.length;
  return `${coverage.included.length}/${coverage.included.length + missing}`;
}
