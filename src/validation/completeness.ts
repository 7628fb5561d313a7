import { ALL, KNOWN } from '../vocabulary/ethnic-group.ts';
import { isByEthnicGroup } from '../vocabulary/measure.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { type Leaf, leavesOf } from './breakdown-tree.ts';
import type { Place } from './finding.ts';
import { NOT_SENT, type SentPlace, type SentPlaces } from './sent-places.ts';
import type { CellWords, UnplacedRows } from './unplaced-rows.ts';

/** A group without a row where the others of its table have one. */
export interface MissingGroup {
  readonly group: string;
  readonly measures: readonly string[];
  /** Whether no row of the file is for it. */
  readonly everywhere: boolean;
  readonly first: Place;
  readonly places: number;
}

/** A breakdown in which some parts lack groups that the other parts have, or of which one part is there alone. */
export interface IncompleteBreakdown {
  readonly measure: string;
  readonly breakdown: string;
  readonly first: Place;
  /** Which part lacks which group; null for all groups. */
  readonly lacking: readonly { readonly part: string; readonly group: string | null }[];
}

export interface Completeness {
  /** Each measure that has a row, and where its first one is. */
  readonly measures: ReadonlyMap<string, Place>;
  /** Of measures that are missed, those that no name in the file can have been meant for. */
  readonly unaccountedMeasures: UnplacedRows['unaccountedMeasures'];
  /** By measure, the breakdowns that it has a row of. */
  readonly breakdowns: ReadonlyMap<string, ReadonlySet<string>>;
  /** Measures with rows for everybody, and none for an ethnic group. */
  readonly onlyTotals: ReadonlyMap<string, Place>;
  /** Measures with a table of groups, and no row for everybody. */
  readonly withoutTotal: ReadonlyMap<string, Place>;
  readonly missingGroups: readonly MissingGroup[];
  readonly incomplete: readonly IncompleteBreakdown[];
}

/** A row or two of somebody's interest are no table. */
const FEWEST_GROUPS = 3;
/** A table with fewer of its rows than this is not one that lacks some. */
const LEAST_SHARE = 0.5;

interface Against {
  readonly vocabulary: Vocabulary;
  /** What they may be is not missed. */
  readonly unplaced: UnplacedRows;
  /** Categories that are probably slips: of tables of theirs nothing is missed. */
  readonly misspelt: ReadonlyMap<string, unknown>;
}

/** A cell that a table has no row for. */
interface MissedCell {
  readonly place: SentPlace;
  readonly group: string;
}

/** What is there of the measures of a file, and what is not there beside it. */
export function completenessOf(sent: SentPlaces, { vocabulary, unplaced, misspelt }: Against): Completeness {
  const all = [...sent.all()];
  const places = misspelt.size === 0 ? all : all.filter(({ category }) => !misspelt.has(category));
  const isSent = ({ states }: SentPlace, group: string) =>
    (states[sent.slots.get(group) ?? -1] ?? NOT_SENT) !== NOT_SENT;
  const somewhere = sentAnywhere(places, sent.groups.length);
  const used = new Set(sent.groups.filter((_, slot) => somewhere[slot] !== 0));
  const leaves = leavesOf(vocabulary, used);
  // Places with the same groups, which most are, lack the same ones.
  const lackingOf = new Map<string, readonly string[] | null>();
  const ethnic = vocabulary.groups.filter(({ level }) => !['all', 'known', 'unknown'].includes(level));

  const measures = new Map<string, Place>();
  const breakdowns = new Map<string, Set<string>>();
  const withGroups = new Set<string>();
  const ethnicSlots = ethnic.map(({ id }) => sent.slots.get(id) ?? -1);
  const missed = function* (): Generator<MissedCell> {
    for (const place of places) {
      const pattern = patternOf(place.states);
      let lacking = lackingOf.get(pattern);
      if (lacking === undefined) {
        lacking = lackingLeaves(leaves, (group) => isSent(place, group));
        lackingOf.set(pattern, lacking);
      }
      if (lacking === null) continue;
      if (place.undivided && !place.measure.repeatsTotal && !isSent(place, ALL)) yield { place, group: ALL };
      for (const group of lacking) yield { place, group };
    }
  };
  for (const place of all) {
    const { id } = place.measure;
    if (!measures.has(id)) measures.set(id, place.first);
    if (place.breakdown !== null) breakdowns.set(id, (breakdowns.get(id) ?? new Set()).add(place.breakdown));
    if (!withGroups.has(id) && ethnicSlots.some((slot) => (place.states[slot] ?? NOT_SENT) !== NOT_SENT))
      withGroups.add(id);
  }
  for (const [id, may] of unplaced.breakdowns())
    breakdowns.set(id, new Set([...(breakdowns.get(id) ?? []), ...may]));
  const withoutTotal = new Map<string, Place>();
  const missing = new Map<
    string,
    { readonly first: Place; readonly measures: Set<string>; places: number }
  >();
  for (const { place, group } of unplaced.unaccounted(missed(), ({ place, group }) =>
    wordsOf(place, group),
  )) {
    const { id } = place.measure;
    if (group === ALL) {
      if (!withoutTotal.has(id)) withoutTotal.set(id, place.first);
      continue;
    }
    const known = missing.get(group) ?? { first: place.first, measures: new Set(), places: 0 };
    known.measures.add(id);
    known.places += 1;
    missing.set(group, known);
  }
  return {
    measures,
    unaccountedMeasures: unplaced.unaccountedMeasures,
    breakdowns,
    onlyTotals: new Map(
      [...measures].filter(([id]) => {
        const measure = vocabulary.measure.get(id);
        return (
          measure !== undefined && isByEthnicGroup(measure) && !withGroups.has(id) && !unplaced.mayBeOf(id)
        );
      }),
    ),
    withoutTotal,
    missingGroups: [...missing].map(([group, { measures: ids, ...each }]) => ({
      ...each,
      group,
      measures: [...ids],
      everywhere: !used.has(group),
    })),
    incomplete: incompleteBreakdowns(places, {
      groups: sent.groups,
      counted: new Set([...ethnicSlots, sent.slots.get(ALL) ?? -1]),
      unplaced,
    }),
  };
}

/** By slot, whether a group stands at any of the places. */
function sentAnywhere(places: readonly SentPlace[], width: number): Uint8Array {
  const somewhere = new Uint8Array(width);
  for (const { states } of places) {
    for (let slot = 0; slot < width; slot += 1) if (states[slot] !== NOT_SENT) somewhere[slot] = 1;
  }
  return somewhere;
}

/** States of which the groups sent can be told, as a text. */
function patternOf({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString('latin1');
}

/** The finest groups of a table that are not sent, nor told within a broader one; null where it is no table of them. */
function lackingLeaves(
  leaves: readonly Leaf[],
  isSent: (group: string) => boolean,
): readonly string[] | null {
  const opened = new Set(leaves.flatMap(({ group, above }) => (isSent(group) ? above : [])));
  const lacking = leaves.filter(
    ({ group, above }) =>
      !isSent(group) && !above.some((id) => id !== KNOWN && isSent(id) && !opened.has(id)),
  );
  const there = leaves.length - lacking.length;
  if (there < FEWEST_GROUPS || there < leaves.length * LEAST_SHARE) return null;
  return lacking.map(({ group }) => group);
}

interface Slots {
  readonly groups: readonly string[];
  /** Those of whom a row is missed: everybody, and the ethnic groups. */
  readonly counted: ReadonlySet<number>;
  readonly unplaced: UnplacedRows;
}

function incompleteBreakdowns(
  places: readonly SentPlace[],
  { groups, counted, unplaced }: Slots,
): readonly IncompleteBreakdown[] {
  const tables = new Map<string, SentPlace[]>();
  for (const place of places) {
    if (place.breakdown === null) continue;
    const key = `${place.series} ${place.breakdown}`;
    const parts = tables.get(key);
    if (parts === undefined) tables.set(key, [place]);
    else parts.push(place);
  }
  const found: IncompleteBreakdown[] = [];
  for (const parts of tables.values()) {
    const [one] = parts;
    if (one?.breakdown == null) continue;
    const whole = { measure: one.measure.id, breakdown: one.breakdown, first: one.first };
    const somewhere = sentAnywhere(parts, groups.length);
    const wanted = [...counted].filter((slot) => somewhere[slot] !== 0);
    const other = otherSex(parts);
    if (other !== undefined) {
      const rows = wanted.map((slot) => wordsOf({ ...one, sex: other }, groups[slot] ?? ''));
      if ([...unplaced.unaccounted(rows, (words) => words)].length > 0)
        found.push({ ...whole, lacking: [{ part: other, group: null }] });
      continue;
    }
    const lacking = lackingRows(parts, { groups, wanted, unplaced });
    if (lacking.length > 0) found.push({ ...whole, lacking });
  }
  return found;
}

/** Which part lacks which group; none where so many do that the groups are of some parts only. */
function lackingRows(
  parts: readonly SentPlace[],
  { groups, wanted, unplaced }: Pick<Slots, 'groups' | 'unplaced'> & { readonly wanted: readonly number[] },
): IncompleteBreakdown['lacking'] {
  const most = wanted.length * parts.length * LEAST_SHARE;
  const missed: MissedCell[] = [];
  for (const place of parts) {
    for (const slot of wanted) {
      if (place.states[slot] === NOT_SENT) missed.push({ place, group: groups[slot] ?? '' });
    }
    if (missed.length > most + unplaced.count()) return [];
  }
  const left = [...unplaced.unaccounted(missed, ({ place, group }) => wordsOf(place, group))];
  if (left.length > most) return [];
  return left.map(({ place: { sex, ageBand, category }, group }) => ({
    part: partOf(sex, ageBand, category),
    group,
  }));
}

/** Girls without boys, or boys without girls: the one that is not there. */
function otherSex(parts: readonly SentPlace[]): string | undefined {
  const sexes = new Set(parts.map(({ sex }) => sex));
  if (sexes.has('female') && !sexes.has('male')) return 'male';
  return sexes.has('male') && !sexes.has('female') ? 'female' : undefined;
}

function wordsOf(
  { measure, period, area, sex, ageBand, category }: Omit<SentPlace, 'states' | 'values'>,
  group: string,
): CellWords {
  return [measure.id, period, area, sex, ageBand, category, group];
}

function partOf(sex: string, ageBand: string, category: string): string {
  if (category !== ALL) return category;
  return sex === ALL ? ageBand : sex;
}
