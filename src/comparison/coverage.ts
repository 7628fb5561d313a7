import { type Area, LONDON } from '../vocabulary/area.ts';
import type { Coverage } from '../vocabulary/cell.ts';
import { ALL } from '../vocabulary/ethnic-group.ts';
import type { Status } from '../vocabulary/symbol.ts';
import { authoritiesIn, type Vocabulary } from '../vocabulary/vocabulary.ts';
import type { Presence } from './presence.ts';
import type { Reason } from './reason.ts';
import type { CellTable } from './table.ts';

/** Which authorities a total is made of; each is in one of the five lists. */
export interface CoverageReport {
  readonly area: Area;
  readonly expected: number;
  readonly included: readonly Area[];
  /** Sent this measure and period, but not the breakdown that is asked for. */
  readonly otherBreakdown: readonly Area[];
  /** Sent nothing for this measure and period. */
  readonly notReturned: readonly Area[];
  readonly joint: readonly Area[];
  readonly noPopulation: readonly Area[];
}

/** How many of the rows asked for have no rate (for plain counts: no number), and why. */
export interface WithheldSummary {
  readonly withheld: number;
  readonly sourceWithheld: number;
  readonly notAvailable: number;
}

/** The roll-up that a question's coverage is told of: the largest asked for, else London. */
export function coverageArea(vocabulary: Vocabulary, areas: readonly Area[]): Area | undefined {
  const sizeOf = ({ id }: Area): number =>
    vocabulary.area.get(id)?.kind === 'authority' ? 0 : authoritiesIn(vocabulary, id).length;
  const largest = areas
    .filter((area) => sizeOf(area) > 0 && area.kind !== 'country')
    .reduce<Area | undefined>(
      (best, area) => (best === undefined || sizeOf(area) > sizeOf(best) ? area : best),
      undefined,
    );
  return largest ?? vocabulary.area.get(LONDON);
}

/**
 * Which authorities a roll-up is made of. Where its source published the total itself, or there is none, those that
 * have a cell of their own count as included. Whoever is not in it but is there in another breakdown did return.
 */
export function coverageOf(
  vocabulary: Vocabulary,
  { table, presence }: { readonly table: CellTable; readonly presence: Presence | null },
  area: Area,
): CoverageReport {
  const members = authoritiesIn(vocabulary, area.id);
  const told = toldCoverage(table, area.id);
  const lists = told ?? foundCoverage(table, members);
  const isThere = (id: string): boolean => presence?.areas.has(id) ?? false;
  const isJoint = (id: string): boolean => presence?.joint.has(id) ?? false;
  const named = (ids: readonly string[]): readonly Area[] =>
    ids
      .map((id) => vocabulary.area.get(id))
      .filter((each) => each !== undefined)
      .sort(byName);
  return {
    area,
    expected: members.length,
    included: named(lists.included),
    otherBreakdown: named(lists.notReturned.filter((id) => isThere(id) && !isJoint(id))),
    notReturned: named(lists.notReturned.filter((id) => !isThere(id))),
    joint: named([...lists.joint, ...lists.notReturned.filter(isJoint)]),
    noPopulation: named(lists.noPopulation),
  };
}

/** Who is there: an authority whose cells are all marked not applicable is counted in another's return. */
function foundCoverage(table: CellTable, members: readonly string[]): Coverage {
  const there = members.filter((id) => table.areas.has(id));
  const isJoint = (id: string): boolean =>
    [...table.groups].every((group) => (table.at(id, group)?.events.count.status ?? 'z') === 'z');
  return {
    included: there.filter((id) => !isJoint(id)),
    notReturned: members.filter((id) => !table.areas.has(id)),
    joint: there.filter(isJoint),
    noPopulation: [],
  };
}

function toldCoverage(table: CellTable, area: string): Coverage | null {
  const groups = [ALL, ...table.groups];
  for (const group of groups) {
    const coverage = table.at(area, group)?.coverage ?? null;
    if (coverage !== null) return coverage;
  }
  return null;
}

/** Why an authority has no cell, from what its roll-ups say of it. */
export function reasonForGapIn(
  vocabulary: Vocabulary,
  { table, presence }: { readonly table: CellTable; readonly presence: Presence | null },
): (area: string) => Reason {
  const joint = new Set<string>();
  const notReturned = new Set<string>();
  for (const rollUp of vocabulary.members.keys()) {
    const coverage = toldCoverage(table, rollUp);
    for (const id of coverage?.joint ?? []) joint.add(id);
    for (const id of coverage?.notReturned ?? []) {
      if (presence?.areas.has(id) !== true) notReturned.add(id);
    }
  }
  return (area) =>
    joint.has(area) ? 'JOINT_RETURN' : notReturned.has(area) ? 'NOT_RETURNED' : 'NOT_PUBLISHED';
}

/** The members of a roll-up that a figure of this coverage leaves out; none where its source published it whole. */
export function leftOut(vocabulary: Vocabulary, area: Area, coverage: Coverage | null): readonly Area[] {
  if (coverage === null) return [];
  const included = new Set(coverage.included);
  return authoritiesIn(vocabulary, area.id)
    .filter((id) => !included.has(id))
    .map((id) => vocabulary.area.get(id))
    .filter((each) => each !== undefined)
    .sort(byName);
}

/** Counts the rows without a number by the reason for it. */
export function summarise(
  rows: Iterable<{ readonly status: Status; readonly reason: Reason | null; readonly missing: boolean }>,
): WithheldSummary {
  const summary = { withheld: 0, sourceWithheld: 0, notAvailable: 0 };
  for (const { status, reason, missing } of rows) {
    if (!missing) continue;
    if (status !== 'c') summary.notAvailable += 1;
    else if (reason === 'SOURCE_WITHHELD') summary.sourceWithheld += 1;
    else summary.withheld += 1;
  }
  return summary;
}

export function byName(one: Area, other: Area): number {
  return one.name < other.name ? -1 : one.name > other.name ? 1 : 0;
}
