import type { Area } from '../vocabulary/area.ts';
import { parseCategory } from '../vocabulary/breakdown.ts';
import type { CellKey, RawCell } from '../vocabulary/cell.ts';
import { type EthnicGroup, NOT_KNOWN } from '../vocabulary/ethnic-group.ts';
import { isProportion, type Measure } from '../vocabulary/measure.ts';
import { isOfPersons, type MarginState, type Policy, ruleFor } from './policy.ts';

/** How many of a margin's counts are there, how many of them are small, and what follows for its publication. */
export interface PlannedMargin {
  readonly cells: number;
  readonly small: number;
  readonly state: MarginState;
}

/** Margin → what is planned, for one measure. A margin that is not there is open. */
export type Plan = Readonly<Record<string, PlannedMargin>>;

export interface PlanOptions {
  readonly areas: ReadonlyMap<string, Area>;
  readonly groups: ReadonlyMap<string, EthnicGroup>;
  readonly measures: ReadonlyMap<string, Measure>;
  readonly policy: Policy;
}

/**
 * Margins of fewer counts stay open: they cost little, and a gate worked out from few counts would say something about them.
 */
export const FEWEST_CELLS = 40;

const ETHNICITIES: readonly string[] = ['none', 'broad', 'finest'];
const AREAS = ['authority', 'sub-region', 'inner-outer', 'region'] as const;
const MARGIN = new RegExp(
  `^(${AREAS.join('|')})/(${ETHNICITIES.join('|')})/(all|sex)/(all|age)/[a-z][a-z0-9-]*$`,
);

export function isMargin(text: string): boolean {
  return MARGIN.test(text);
}

/**
 * The margin that a cell lies in: its kind of area, how fine its ethnic group is, and whether it is broken down by sex, age
 * and a dimension of categories. `authority/broad/sex/all/sen`; totals are `authority/none/all/all/all`.
 */
export function marginOf(key: CellKey, { areas, groups }: Pick<PlanOptions, 'areas' | 'groups'>): string {
  const level = groups.get(key.group)?.level;
  const whole = level === 'all' || level === 'known' || key.group === NOT_KNOWN;
  return [
    areas.get(key.area)?.kind ?? 'authority',
    whole ? 'none' : level === 'broad' ? 'broad' : 'finest',
    key.sex === 'all' ? 'all' : 'sex',
    key.ageBand === 'all' ? 'all' : 'age',
    parseCategory(key.category)?.dimension ?? 'all',
  ].join('/');
}

/**
 * Plans one measure by the gates: a margin is closed where more of its counts are small than its gate lets through, or
 * where a coarser margin of the same areas is closed. Totals that are not broken down at all stay open.
 */
export function planOf(cells: readonly RawCell[], measure: Measure, options: PlanOptions): Plan {
  const counted = new Map<string, { cells: number; small: number }>();
  for (const cell of cells) {
    if (!isThere(cell)) continue;
    const id = marginOf(cell, options);
    const margin = counted.get(id) ?? { cells: 0, small: 0 };
    counted.set(id, margin);
    margin.cells += 1;
    if (isSmall(cell, measure, options.policy)) margin.small += 1;
  }
  const gated = (id: string): boolean => {
    const margin = counted.get(id);
    const kind = AREAS.find((each) => id.startsWith(`${each}/`));
    if (margin === undefined || kind === undefined || isTotal(id) || margin.cells < FEWEST_CELLS)
      return false;
    return margin.small / margin.cells > options.policy.gates[kind];
  };
  return Object.fromEntries(
    [...counted.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, margin]) => {
        const closed = gated(id) || coarserThan(id).some(gated);
        return [id, { ...margin, state: closed ? 'closed' : 'open' }];
      }),
  );
}

/** The margins that are not published: the steward's word goes before the plan's. */
export function closedMargins(plan: Plan, measure: string, policy: Policy): ReadonlySet<string> {
  const own = policy.measures[measure]?.margins ?? {};
  const states = {
    ...Object.fromEntries(Object.entries(plan).map(([id, { state }]) => [id, state])),
    ...own,
  };
  return new Set(Object.keys(states).filter((id) => states[id] === 'closed'));
}

/** Whether a measure is planned at all: what is not of people is published whole. */
export function isPlanned(measure: Measure | undefined, policy: Policy): measure is Measure {
  return measure !== undefined && isOfPersons(policy, measure);
}

function isTotal(id: string): boolean {
  return id.endsWith('/none/all/all/all');
}

/** Every margin of the same areas that says less: an ethnic level above, or a breakdown left out. */
function coarserThan(id: string): readonly string[] {
  const [area = '', ethnicity = '', sex = '', age = '', dimension = ''] = id.split('/');
  const levels = ETHNICITIES.slice(0, ETHNICITIES.indexOf(ethnicity) + 1);
  const either = (own: string) => (own === 'all' ? ['all'] : ['all', own]);
  return levels
    .flatMap((level) => either(sex).map((own) => [area, level, own]))
    .flatMap((start) => either(age).map((own) => [...start, own]))
    .flatMap((start) => either(dimension).map((own) => [...start, own].join('/')))
    .filter((each) => each !== id);
}

function isThere({ numerator, denominator }: RawCell): boolean {
  return (numerator.value ?? 0) !== 0 || (denominator?.value ?? 0) !== 0;
}

/** Whether one of a cell's counts would be withheld for itself. */
function isSmall({ numerator, denominator }: RawCell, measure: Measure, policy: Policy): boolean {
  const { threshold, meanThreshold } = ruleFor(policy, measure);
  const [n, d] = [numerator.value, denominator?.value ?? null];
  const within = (value: number | null, limit: number) => value !== null && value >= 1 && value < limit;
  if (measure.kind === 'mean' || measure.kind === 'median') return within(d, meanThreshold);
  const rest = isProportion(measure) && n !== null && d !== null ? d - n : null;
  return within(n, threshold) || within(d, threshold) || within(rest, threshold);
}
