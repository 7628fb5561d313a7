import type { Coverage, RawCell } from '../vocabulary/cell.ts';
import type { MeasureKind } from '../vocabulary/measure.ts';
import { addCounts } from '../vocabulary/symbol.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { addDenominators, addSquares, rollUpGroups } from './roll-up-groups.ts';

export interface DeriveOptions {
  readonly vocabulary: Vocabulary;
  readonly kind: MeasureKind;
  /**
   * For measures that divide by a population: the authorities that have one. Another's events are kept out of totals,
   * so that a total's events and people are of the same places. null for every other measure.
   */
  readonly withPopulation: ReadonlySet<string> | null;
}

/**
 * Every cell that can be had from what was sent for one measure and period: first the ethnic groups of each place, then
 * sub-regions, Inner and Outer London, and London as sums of their authorities, each with its coverage. A total that its
 * source published itself stays as it is. Sums over a part that is missing are missing (decision 3).
 */
export function derive(sent: readonly RawCell[], options: DeriveOptions): readonly RawCell[] {
  const { vocabulary, kind } = options;
  // Named sets overlap the groups they are made of; they are added up from released cells when somebody asks.
  const partitions = vocabulary.partitions.filter(
    ({ parent }) => vocabulary.group.get(parent)?.level !== 'named-set',
  );
  const completed: RawCell[] = [];
  for (const place of byPlace(sent)) completed.push(...place, ...rollUpGroups(place, { partitions, kind }));
  if (kind === 'median' || kind === 'gap') return completed;
  return [...completed, ...rollUpAreas(completed, options)];
}

function rollUpAreas(
  cells: readonly RawCell[],
  { vocabulary, withPopulation }: DeriveOptions,
): readonly RawCell[] {
  const sentPlaces = new Set<string>();
  const columns = new Map<string, Map<string, RawCell>>();
  for (const cell of cells) {
    sentPlaces.add(`${cell.area}|${breakdown(cell)}`);
    if (vocabulary.area.get(cell.area)?.kind !== 'authority') continue;
    const column = `${cell.group}|${breakdown(cell)}`;
    const members = columns.get(column);
    if (members === undefined) columns.set(column, new Map([[cell.area, cell]]));
    else members.set(cell.area, cell);
  }

  const coverages = new Map<string, Coverage>();
  const totals: RawCell[] = [];
  for (const [area, members] of vocabulary.members) {
    for (const column of columns.values()) {
      const [template] = column.values();
      if (template === undefined || sentPlaces.has(`${area}|${breakdown(template)}`)) continue;
      const included: RawCell[] = [];
      const coverage = emptyCoverage();
      for (const member of members) {
        const cell = column.get(member);
        if (cell === undefined) coverage.notReturned.push(member);
        else if (cell.numerator.status === 'z') coverage.joint.push(member);
        else if (withPopulation !== null && !withPopulation.has(member)) coverage.noPopulation.push(member);
        else {
          coverage.included.push(member);
          included.push(cell);
        }
      }
      if (included.length === 0) continue;
      totals.push({
        ...template,
        area,
        numerator: addCounts(included.map((cell) => cell.numerator)),
        denominator: addDenominators(included),
        sumOfSquares: addSquares(included),
        coverage: shared(coverages, coverage),
      });
    }
  }
  return totals;
}

function emptyCoverage(): { [Part in keyof Coverage]: string[] } {
  return { included: [], notReturned: [], joint: [], noPopulation: [] };
}

/** The same coverage as the same object: there are few, and many cells have each. */
function shared(known: Map<string, Coverage>, coverage: Coverage): Coverage {
  const key = JSON.stringify(coverage);
  const existing = known.get(key);
  if (existing !== undefined) return existing;
  known.set(key, coverage);
  return coverage;
}

function byPlace(cells: readonly RawCell[]): Iterable<readonly RawCell[]> {
  const places = new Map<string, RawCell[]>();
  for (const cell of cells) {
    const key = `${cell.area}|${breakdown(cell)}`;
    const place = places.get(key);
    if (place === undefined) places.set(key, [cell]);
    else place.push(cell);
  }
  return places.values();
}

function breakdown(cell: RawCell): string {
  return `${cell.sex}|${cell.ageBand}|${cell.category}`;
}
