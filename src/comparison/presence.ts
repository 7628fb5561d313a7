import type { ProtectedCell } from '../vocabulary/cell.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';

/** Who is there of a measure and period in any breakdown, and which breakdowns those are. */
export interface Presence {
  readonly areas: ReadonlySet<string>;
  /** Areas whose every cell is marked not applicable: they are counted in another's return. */
  readonly joint: ReadonlySet<string>;
  /** In words that can be asked for: `everybody together`, `sex male`, `category grade:case-holder`. */
  readonly breakdowns: readonly string[];
}

/** A cut of the figures: who of everybody is asked about. */
export interface Breakdown {
  readonly sex: string;
  readonly ageBand: string;
  readonly category: string;
}

const EVERYBODY = 'everybody together';

/** A breakdown in the words of a question. */
export function wordsOf({ sex, ageBand, category }: Breakdown): string {
  const words = [
    sex === 'all' ? '' : `sex ${sex}`,
    ageBand === 'all' ? '' : `ageBand ${ageBand}`,
    category === 'all' ? '' : `category ${category}`,
  ].filter((word) => word !== '');
  return words.length === 0 ? EVERYBODY : words.join(' with ');
}

/** Looks through all cells of a measure and period, whatever they are broken down by. */
export function presenceIn(cells: Iterable<ProtectedCell>): Presence {
  const areas = new Set<string>();
  const applicable = new Set<string>();
  const breakdowns = new Set<string>();
  for (const cell of cells) {
    areas.add(cell.area);
    if (cell.numerator.status !== 'z') applicable.add(cell.area);
    breakdowns.add(wordsOf(cell));
  }
  const joint = new Set([...areas].filter((area) => !applicable.has(area)));
  return { areas, joint, breakdowns: [...breakdowns].sort(everybodyFirst) };
}

/** Several periods together: who is there in each of them, and what each of them is broken down by. */
export function presenceInAll(periods: readonly Presence[]): Presence | null {
  const [first, ...rest] = periods;
  if (first === undefined) return null;
  return rest.reduce(
    (both, next) => ({
      areas: new Set([...both.areas].filter((area) => next.areas.has(area))),
      joint: new Set([...both.joint].filter((area) => next.joint.has(area))),
      breakdowns: both.breakdowns.filter((each) => next.breakdowns.includes(each)),
    }),
    first,
  );
}

/** Whether an authority is not there, so that it must be looked for in the other breakdowns. */
export function leavesSomebodyOut({ authorities }: Vocabulary, there: ReadonlySet<string>): boolean {
  return authorities.some(({ id }) => !there.has(id));
}

function everybodyFirst(one: string, other: string): number {
  if (one === EVERYBODY || other === EVERYBODY) return one === EVERYBODY ? -1 : 1;
  return one < other ? -1 : one > other ? 1 : 0;
}
