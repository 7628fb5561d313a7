import { derive } from '../../cells/derive.ts';
import {
  approvedReturns,
  type Drawn,
  type PublishedReturn,
  publishedReturns,
  type Return,
  readReturn,
} from '../../cells/store.ts';
import type { Policy } from '../../disclosure/policy.ts';
import { type Revision, revisionOf } from '../../disclosure/revision.ts';
import type { Transaction } from '../../storage/database.ts';
import type { RawCell } from '../../vocabulary/cell.ts';
import type { Vocabulary } from '../../vocabulary/vocabulary.ts';
import { noteSmall, type RevisedReturn, type SmallRevision, smallRevisions } from './store.ts';

export interface HoldRequest {
  readonly releaseId: number;
  readonly vocabulary: Vocabulary;
  readonly policy: Policy;
}

/**
 * What a draft is made of. Everything that is approved, but for corrections of so few records that the difference between
 * releases would tell of single children: of those the figures stay as they were published, until what has gathered is
 * large enough or a steward gives a reason. A first return, and a new period, correct nothing.
 */
export async function holdSmallRevisions(
  tx: Transaction,
  { releaseId, vocabulary, policy }: HoldRequest,
): Promise<{ readonly drawn: Drawn; readonly small: readonly SmallRevision[] }> {
  const published = new Map<string, PublishedReturn[]>();
  for (const each of await publishedReturns(tx)) {
    const list = published.get(idOf(each));
    if (list === undefined) published.set(idOf(each), [each]);
    else list.push(each);
  }
  const reasons = new Map((await smallRevisions(tx, releaseId)).map((each) => [idOf(each), each.reason]));
  const small: SmallRevision[] = [];
  const heldBack: string[] = [];
  const carried: string[] = [];
  for (const approved of await approvedReturns(tx)) {
    const before = published.get(idOf(approved)) ?? [];
    if (before.length === 0 || before.some((each) => each.everPublic && isSame(each, approved))) continue;
    if (!(await isSmall(tx, { approved, before, vocabulary, policy }))) continue;
    const { domain, period, area } = approved;
    const reason = reasons.get(idOf(approved)) ?? null;
    small.push({ domain, period, area, found: true, reason });
    if (reason !== null) continue;
    heldBack.push(...approved.submissions);
    const stays = before.find(({ stands }) => stands) ?? before[0];
    carried.push(...(stays?.submissions ?? []));
  }
  await noteSmall(tx, releaseId, small);
  const kept = new Set(carried);
  return {
    // What is carried on and still approved is read once, as what is carried on.
    drawn: { heldBack: [...new Set([...heldBack, ...kept])], carried: [...kept] },
    small,
  };
}

function idOf({ domain, period, area }: RevisedReturn): string {
  return `${domain}|${period}|${area}`;
}

function isSame(a: Return, b: Return): boolean {
  return a.submissions.join() === b.submissions.join();
}

/**
 * Held against everything that was ever shown of it. What says nothing new to everybody says nothing, whatever lay between; what
 * only those have seen who looked at a draft is new to everybody else.
 */
async function isSmall(
  tx: Transaction,
  {
    approved,
    before,
    vocabulary,
    policy,
  }: {
    readonly approved: Return;
    readonly before: readonly PublishedReturn[];
    readonly vocabulary: Vocabulary;
    readonly policy: Policy;
  },
): Promise<boolean> {
  const options = { measures: vocabulary.measure, partitions: vocabulary.partitions, policy };
  const now = completed(await readReturn(tx, approved, 'approved'), vocabulary);
  let small = false;
  for (const each of before) {
    const was = completed(await readReturn(tx, each, 'published'), vocabulary);
    const found: Revision = revisionOf(was, now, options);
    if (found === 'none' && each.everPublic) return false;
    small ||= found === 'small';
  }
  return small;
}

/** With the groups that follow from those that were sent: of two files one may say what the other lets one add up. */
function completed(
  byMeasure: ReadonlyMap<string, readonly RawCell[]>,
  vocabulary: Vocabulary,
): readonly RawCell[] {
  const alone: Vocabulary = { ...vocabulary, members: new Map() };
  return [...byMeasure].flatMap(([measure, cells]) => [
    ...derive(cells, {
      vocabulary: alone,
      kind: vocabulary.measure.get(measure)?.kind ?? 'count',
      withPopulation: null,
    }),
  ]);
}
