import { createHash } from 'node:crypto';
import { ALL, type EthnicGroup, KNOWN, NOT_KNOWN } from '../vocabulary/ethnic-group.ts';
import { ofVocabulary } from '../vocabulary/of-vocabulary.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import type { Place } from './finding.ts';
import { MOST_PLACES } from './places.ts';
import type { Reading } from './reading.ts';
import type { CellWords, UnplacedRows } from './unplaced-rows.ts';

/** Where the groups of a measure add up to less, or to more, than the total that was sent beside them. */
export interface GroupDifference {
  readonly measure: string;
  readonly kind: 'less' | 'more';
  /** In how many totals. */
  readonly totals: number;
  readonly first: Place;
  /** How much the first total and its groups differ by. */
  readonly by: number;
  /** A digest of the totals and of the groups sent beside them, whatever their order in the file. */
  readonly restsOn: string;
}

export interface GroupSums {
  take(reading: Reading): void;
  differences(unplaced: UnplacedRows): readonly GroupDifference[];
}

/** Where a total's numbers stand, and what is known of it beside them. */
interface Total {
  readonly measure: string;
  /** A cell of it, for the words of its place. */
  readonly reading: Pick<Reading, 'period' | 'area' | 'sex' | 'ageBand' | 'category'>;
  /** By the group's slot; NaN where the group was not sent. */
  readonly sent: Float64Array;
  first: Place | undefined;
  /** A part is withheld, rounded, or of an extended code: nothing can be said. */
  open: boolean;
}

/** The arrays of so many totals are parts of one: small ones of their own cost more than what is in them. */
const TOTALS_IN_PAGE = 256;

/** Adds up the numerators of the groups at each place and compares them with the total sent there. Repairs nothing. */
export function createGroupSums(vocabulary: Vocabulary): GroupSums {
  const { groups, addable, all, known: knownSlot, notKnown, cover } = groupCover(vocabulary);
  /** By the number of their place. */
  const totals: (Total | undefined)[] = [];
  const width = groups.length;
  let page = new Float64Array(0);
  let used = 0;
  const totalFor = (reading: Reading, measure: string): Total | undefined => {
    const { whole, period, area, sex, ageBand, category } = reading;
    const known = totals[whole];
    if (known !== undefined || whole >= MOST_PLACES) return known;
    if (used === page.length) {
      page = new Float64Array(TOTALS_IN_PAGE * width).fill(Number.NaN);
      used = 0;
    }
    const sent = page.subarray(used, used + width);
    used += width;
    const words = { period, area, sex, ageBand, category };
    const made: Total = { measure, reading: words, sent, first: undefined, open: false };
    totals[whole] = made;
    return made;
  };
  const digestOf = ({ measure, reading: { period, area, sex, ageBand, category }, sent }: Total) =>
    digest([
      [measure, period, area, sex, ageBand, category?.id].join('|'),
      ...groups.flatMap(({ id }, slot) => (addable[slot] ? [`${id} ${sent[slot] ?? Number.NaN}`] : [])),
    ]);
  return {
    take(reading) {
      const { draft, measure, slot, numerator, whole } = reading;
      if (whole < 0 || measure === undefined || measure.scores || slot === -1) return;
      const total = totalFor(reading, measure.id);
      if (total === undefined) return;
      if (addable[slot] !== true || numerator.kind !== 'number' || draft.rounded) {
        total.open = true;
        return;
      }
      const before = total.sent[slot] ?? Number.NaN;
      total.sent[slot] = Number.isNaN(before) ? numerator.value : before + numerator.value;
      if (slot === all) total.first ??= { row: draft.row, line: draft.line };
    },
    differences(unplaced) {
      const found = new Map<string, Omit<GroupDifference, 'restsOn'> & { readonly digests: string[] }>();
      const values = new Float64Array(width);
      for (const total of totals) {
        // A place of scores has none.
        if (total === undefined) continue;
        const { measure, sent, first, open } = total;
        if (open || first === undefined) continue;
        cover(sent, values);
        const groups = values[knownSlot] ?? Number.NaN;
        if (Number.isNaN(groups)) continue;
        const unknown = values[notKnown] ?? Number.NaN;
        const by = (sent[all] ?? 0) - groups - (Number.isNaN(unknown) ? 0 : unknown);
        // What the groups lack may be in a row that is not understood.
        if (by === 0 || (by > 0 && unplaced.mayBeAt(wordsOf(total)))) continue;
        const kind = by > 0 ? 'less' : 'more';
        const key = `${kind} ${measure}`;
        const known = found.get(key);
        const digests = known?.digests ?? [];
        digests.push(digestOf(total));
        const fresh = { measure, kind, first, by: Math.abs(by) } as const;
        found.set(key, { ...(known ?? fresh), totals: digests.length, digests });
      }
      return [...found.values()].map(({ digests, ...difference }) => ({
        ...difference,
        restsOn: digest(digests.toSorted()),
      }));
    },
  };
}

function wordsOf({ measure, reading }: Total): CellWords {
  const { period = '', area = '', sex = ALL, ageBand = ALL, category } = reading;
  return [measure, period, area, sex, ageBand, category?.id ?? ALL, ALL];
}

interface GroupCover {
  readonly groups: readonly EthnicGroup[];
  /** By slot: whether the group can be added. */
  readonly addable: readonly boolean[];
  readonly all: number;
  readonly known: number;
  readonly notKnown: number;
  /**
   * Writes each group's number: what was sent for it, or else the most that one of its partitions makes of the parts that
   * were sent. NaN where nothing of it was, and for groups that those known and not known do not rest on.
   */
  cover(sent: Float64Array, values: Float64Array): void;
}

/** Worked out once for an edition. */
const groupCover = ofVocabulary((vocabulary): GroupCover => {
  const { groups } = vocabulary;
  const addable = groups.map(({ level }) => level !== 'extended');
  const slots = new Map(groups.flatMap(({ id }, slot) => (addable[slot] ? [[id, slot] as const] : [])));
  const slotOf = (id: string) => slots.get(id) ?? -1;
  const [all, known, notKnown] = [slotOf(ALL), slotOf(KNOWN), slotOf(NOT_KNOWN)];
  const partitions = new Map<number, (readonly number[])[]>();
  for (const { parent, children } of vocabulary.partitions) {
    const list = partitions.get(slotOf(parent)) ?? [];
    partitions.set(slotOf(parent), [...list, children.map(slotOf)]);
  }
  // Parts before what they are parts of, so that one pass fills all of them in.
  const order: { readonly slot: number; readonly partitions: readonly (readonly number[])[] }[] = [];
  const visited = new Set<number>();
  const visit = (slot: number) => {
    if (slot === -1 || visited.has(slot)) return;
    visited.add(slot);
    const own = partitions.get(slot) ?? [];
    for (const part of own.flat()) visit(part);
    order.push({ slot, partitions: own });
  };
  visit(known);
  visit(notKnown);
  return {
    ...{ groups, addable, all, known, notKnown },
    cover(sent, values) {
      for (const { slot, partitions: own } of order) {
        let most = sent[slot] ?? Number.NaN;
        if (Number.isNaN(most)) {
          for (const parts of own) {
            const sum = sumOf(parts, values);
            if (!(sum <= most)) most = Number.isNaN(sum) ? most : sum;
          }
        }
        values[slot] = most;
      }
    },
  };
});

/** The sum of those that have a number; NaN where none has. */
function sumOf(parts: readonly number[], values: Float64Array): number {
  let sum = Number.NaN;
  for (const part of parts) {
    const value = values[part] ?? Number.NaN;
    if (!Number.isNaN(value)) sum = Number.isNaN(sum) ? value : sum + value;
  }
  return sum;
}

/** Sixteen digits of the SHA-256 of texts. */
export function digest(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\u001f')).digest('hex').slice(0, 16);
}
