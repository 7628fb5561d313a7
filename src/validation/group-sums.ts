import { createHash } from 'node:crypto';
import { ALL, KNOWN, NOT_KNOWN } from '../vocabulary/ethnic-group.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import type { Place } from './finding.ts';
import { MOST_PLACES } from './places.ts';
import type { Reading } from './reading.ts';

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
  differences(): readonly GroupDifference[];
}

interface Total {
  readonly measure: string;
  /** In our own words, whatever the file's. */
  readonly place: string;
  /** By the group's slot; NaN where the group was not sent. */
  readonly sent: Float64Array;
  first: Place | undefined;
  /** A part is withheld, rounded, or of an extended code: nothing can be said. */
  open: boolean;
}

/** Adds up the numerators of the groups at each place and compares them with the total sent there. Repairs nothing. */
export function createGroupSums(vocabulary: Vocabulary): GroupSums {
  const addable = vocabulary.groups.filter(({ level }) => level !== 'extended');
  const slots = new Map(addable.map(({ id }, slot) => [id, slot]));
  const cover = coverOf(vocabulary, slots);
  const totals = new Map<number, Total>();
  const totalFor = (reading: Reading, measure: string): Total | undefined => {
    const { whole, period, area, sex, ageBand, category } = reading;
    const known = totals.get(whole);
    if (known !== undefined || totals.size >= MOST_PLACES) return known;
    const sent = new Float64Array(addable.length).fill(Number.NaN);
    const place = [measure, period, area, sex, ageBand, category?.id].join('|');
    const made: Total = { measure, place, sent, first: undefined, open: false };
    totals.set(whole, made);
    return made;
  };
  const digestOf = ({ place, sent }: Total) =>
    digest([place, ...addable.map(({ id }, slot) => `${id} ${sent[slot] ?? Number.NaN}`)]);
  return {
    take(reading) {
      const { draft, measure, group, numerator, whole } = reading;
      if (whole < 0 || measure === undefined || measure.scores || group.kind !== 'group') return;
      const total = totalFor(reading, measure.id);
      if (total === undefined) return;
      const slot = slots.get(group.group.id);
      if (slot === undefined || numerator.kind !== 'number' || draft.rounded) {
        total.open = true;
        return;
      }
      const before = total.sent[slot] ?? Number.NaN;
      total.sent[slot] = Number.isNaN(before) ? numerator.value : before + numerator.value;
      if (group.group.id === ALL) total.first ??= { row: draft.row, line: draft.line };
    },
    differences() {
      const found = new Map<string, Omit<GroupDifference, 'restsOn'> & { readonly digests: string[] }>();
      for (const total of totals.values()) {
        const { measure, sent, first, open } = total;
        const groups = open || first === undefined ? undefined : cover(KNOWN, sent);
        if (first === undefined || groups === undefined) continue;
        const by = (sent[slots.get(ALL) ?? -1] ?? 0) - groups - (cover(NOT_KNOWN, sent) ?? 0);
        if (by === 0) continue;
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

/**
 * A function to a group's number: what was sent for it, or else the most that one of its partitions makes of the parts
 * that were sent. undefined where nothing of it was.
 */
function coverOf(
  { partitions }: Vocabulary,
  slots: ReadonlyMap<string, number>,
): (group: string, sent: Float64Array) => number | undefined {
  const children = new Map<string, (readonly string[])[]>();
  for (const { parent, children: parts } of partitions) {
    const list = children.get(parent);
    if (list === undefined) children.set(parent, [parts]);
    else list.push(parts);
  }
  const cover = (group: string, sent: Float64Array): number | undefined => {
    const own = sent[slots.get(group) ?? -1];
    if (own !== undefined && !Number.isNaN(own)) return own;
    let most: number | undefined;
    for (const parts of children.get(group) ?? []) {
      let sum: number | undefined;
      for (const part of parts) {
        const value = cover(part, sent);
        if (value !== undefined) sum = (sum ?? 0) + value;
      }
      if (sum !== undefined) most = Math.max(most ?? sum, sum);
    }
    return most;
  };
  return cover;
}

/** Sixteen digits of the SHA-256 of texts. */
export function digest(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\u001f')).digest('hex').slice(0, 16);
}
