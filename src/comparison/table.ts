import type { Coverage, ProtectedCell } from '../vocabulary/cell.ts';
import { absent, addFigures, type Figure, figureOf } from './figure.ts';

/** What a release holds of one area and group. */
export interface Place {
  readonly events: Figure;
  /** null where a population supplies it, or where the measure has none. */
  readonly base: Figure | null;
  readonly sumOfSquares: number | null;
  readonly coverage: Coverage | null;
  readonly official: boolean;
  /** The name of the partition whose children were added up to make it; null where the release has it itself. */
  readonly partition: string | null;
}

/** The released cells of one measure (or population), one breakdown, and one period or several pooled. */
export interface CellTable {
  readonly groups: ReadonlySet<string>;
  readonly areas: ReadonlySet<string>;
  readonly at: (area: string, group: string) => Place | undefined;
}

/** There are few coverages, each shared by many cells. */
const coverageKeys = new WeakMap<Coverage, string>();

/** Which authorities a figure is made of, as one string; a figure that its source published whole has none. */
export function coverageKey(coverage: Coverage | null): string {
  if (coverage === null) return '';
  const known = coverageKeys.get(coverage);
  if (known !== undefined) return known;
  const made = coverage.included.toSorted().join(' ');
  coverageKeys.set(coverage, made);
  return made;
}

/** The cells of one period as a table. Cells of other breakdowns must have been left out. */
function tableOfPeriod(cells: readonly ProtectedCell[]): CellTable {
  const places = new Map<string, Map<string, Place>>();
  const groups = new Set<string>();
  const areas = new Set<string>();
  let area: string | undefined;
  let inArea = new Map<string, Place>();
  for (const cell of cells) {
    groups.add(cell.group);
    // Cells come area by area.
    if (cell.area !== area) {
      area = cell.area;
      inArea = places.get(area) ?? new Map();
      places.set(area, inArea);
      areas.add(area);
    }
    inArea.set(cell.group, {
      events: figureOf(cell.numerator, cell.origin),
      base: cell.denominator === null ? null : figureOf(cell.denominator, cell.origin),
      sumOfSquares: cell.sumOfSquares,
      coverage: cell.coverage,
      official: cell.origin === 'official',
      partition: null,
    });
  }
  return { groups, areas, at: (area, group) => places.get(area)?.get(group) };
}

/**
 * The cells of one period, or of several with their counts added up: only where every period shows its count, and a
 * total only where every period's is made from the same authorities.
 */
export function tableOf(periods: readonly (readonly ProtectedCell[])[]): CellTable {
  const tables = periods.map(tableOfPeriod);
  const [only] = tables;
  if (tables.length === 1 && only !== undefined) return only;
  return {
    groups: new Set(tables.flatMap((table) => [...table.groups])),
    areas: new Set(tables.flatMap((table) => [...table.areas])),
    at: (area, group) =>
      addPlaces(
        tables.map((table) => table.at(area, group)),
        null,
      ),
  };
}

/**
 * The sum of places; undefined where none of them is there. `sharedBase`: the parts repeat one total as their base
 * (composition shares), which is then taken once and never added.
 */
export function addPlaces(
  parts: readonly (Place | undefined)[],
  partition: string | null,
  sharedBase = false,
): Place | undefined {
  // One walk, without a closure: a question of a whole table adds up some hundreds.
  let first: Place | undefined;
  let together = true;
  let official = true;
  let squares: number | null = 0;
  let complete = true;
  const events: Figure[] = [];
  const bases: Figure[] = [];
  for (const part of parts) {
    if (part === undefined) {
      complete = false;
      continue;
    }
    first ??= part;
    together &&=
      part.coverage === first.coverage || coverageKey(part.coverage) === coverageKey(first.coverage);
    official &&= part.official;
    squares = squares === null || part.sumOfSquares === null ? null : squares + part.sumOfSquares;
    events.push(part.events);
    if (part.base !== null) bases.push(part.base);
  }
  if (first === undefined) return undefined;
  const obstacle = !complete ? NOT_PUBLISHED : together ? null : COVERAGE_DIFFERS;
  return {
    events: sumOf(events, obstacle),
    base: bases.length < events.length ? null : sharedBase ? sharedTotal(bases) : sumOf(bases, obstacle),
    sumOfSquares: complete ? squares : null,
    coverage: first.coverage,
    official,
    partition,
  };
}

const NOT_PUBLISHED = absent('x', 'NOT_PUBLISHED');
const COVERAGE_DIFFERS = absent('x', 'COVERAGE_DIFFERS');

function sumOf(figures: readonly Figure[], obstacle: Figure | null): Figure {
  return addFigures(obstacle === null ? figures : [...figures, obstacle]);
}

function sharedTotal(bases: readonly Figure[]): Figure {
  const [first] = bases;
  if (first === undefined) return NOT_PUBLISHED;
  return bases.every((base) => base.count.value === first.count.value)
    ? first
    : addFigures([...bases, absent('x', 'INCONSISTENT')]);
}
