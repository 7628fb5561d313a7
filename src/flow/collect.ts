import { tmpdir } from 'node:os';
import type { Readable } from 'node:stream';
import type { SolveFamily } from '../disclosure/family-task.ts';
import { hasRole, type Identity } from '../platform/identity.ts';
import { Problem } from '../problem.ts';
import type { ReleaseReader } from '../release/read.ts';
import { recordAct } from '../storage/audit.ts';
import { type Database, type Transaction, transaction } from '../storage/database.ts';
import { DatabaseError } from '../storage/database-error.ts';
import { type NotedFinding, readFilePart, readFindings } from '../submission/content/store.ts';
import { currentPurge } from '../submission/purge/store.ts';
import { openReceived } from '../submission/received-table.ts';
import { spool } from '../submission/spool.ts';
import { MOVE_RULES, type Move, statusAfter } from '../submission/status.ts';
import {
  findSubmission,
  listSubmissions,
  recordMove,
  type SubmissionFacts,
  type SubmissionFilter,
  supersedeEarlier,
} from '../submission/store.ts';
import { USUAL_LIMITS, type WorkbookLimits } from '../submission/workbook/limits.ts';
import { createWorkbookReader } from '../submission/workbook/reader.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { type DisclosurePreview, disclosurePreviewOf } from './disclosure-preview.ts';
import { createKnownPupils } from './known-pupils.ts';
import { type PurgeFacts, requireContents } from './purge.ts';
import { noteQuery, requireNotes } from './query-note.ts';
import { GRANT_ENDED, hasEnded, reaches, requireReach } from './reach.ts';
import { receive, type Submitted } from './receive-submission.ts';
import { aboutFile } from './report-workbook.ts';
import { scopeOf } from './scope.ts';
import {
  allChangedCells,
  type ChangedCell,
  comparedWith,
  type DifferencePage,
  differenceOf,
  type SubmissionDifference,
} from './submission-difference.ts';
import { reportOfFile } from './submission-report.ts';
import { termsOf, type Upload } from './submission-terms.ts';
import { type SubmissionView, viewOf } from './submission-view.ts';
import { createTurns, NO_TURNS } from './turns.ts';

export { MOVE_RULES, MOVES, SUBMISSION_STATUSES } from '../submission/status.ts';
export { LONGEST_NOTE } from './query-note.ts';
export { CHANGES, type PlaceCursor } from './submission-difference.ts';
export { XLSX } from './submission-terms.ts';
export type {
  ChangedCell,
  DisclosurePreview,
  Move,
  SubmissionDifference,
  SubmissionFilter,
  SubmissionView,
  Submitted,
  Upload,
  WorkbookLimits,
};

/** A submission, and the purge of it that is proposed or has been done. */
export interface SubmissionDetail extends SubmissionView {
  readonly purge: PurgeFacts | null;
}

export interface SubmissionReport {
  readonly submission: SubmissionView;
  readonly findings: readonly NotedFinding[];
}

export interface SubmissionFile {
  readonly fileName: string | null;
  readonly mediaType: string;
  readonly sha256: string;
  readonly byteLength: number;
  readonly bytes: AsyncIterable<Buffer>;
}

/** What an authority says to a query, which goes by its finding's key. */
export interface QueryNote {
  readonly key: string;
  readonly note: string;
}

/** How a file comes in: received, checked, submitted, approved. Every act is within what the identity may see. */
export interface Collect {
  /** Receives and checks a file. A file with errors is kept, as returned; the Problems of its reading keep nothing. */
  submit(identity: Identity, upload: Upload): Promise<Submitted>;
  /** Newest first. */
  list(identity: Identity, filter: SubmissionFilter): Promise<readonly SubmissionView[]>;
  get(identity: Identity, id: string): Promise<SubmissionDetail>;
  /** This, and all that reads or explains what is in a file, throws `submission-purged` where nothing of it is left. */
  report(identity: Identity, id: string): Promise<SubmissionReport>;
  /** The report as a workbook with the file's own table in it, made while it is read. */
  reportWorkbook(identity: Identity, id: string): Promise<Readable>;
  /** The bytes as received. */
  file(identity: Identity, id: string): Promise<SubmissionFile>;
  /** Explains a query; see `noteQuery` for what it throws. Returns the finding with its note. */
  note(identity: Identity, id: string, query: QueryNote): Promise<NotedFinding>;
  /** What differs from the authority's last accepted submission, page by page. */
  difference(identity: Identity, id: string, page: DifferencePage): Promise<SubmissionDifference>;
  /** All cells that differ, some at a time. */
  changedCells(identity: Identity, id: string): Promise<AsyncIterable<readonly ChangedCell[]>>;
  /** What would be withheld, worked out from its own rows alone. */
  disclosurePreview(identity: Identity, id: string): Promise<DisclosurePreview>;
  /** Throws `not-found`, `forbidden`, `wrong-move`, `notes-missing` or `same-person` where the move may not be made. */
  move(identity: Identity, id: string, move: Move): Promise<SubmissionView>;
}

export interface CollectOptions {
  readonly pool: Database['intake'];
  readonly vocabulary: () => Vocabulary;
  /** Published figures, which pupils are held against. */
  readonly reader: ReleaseReader;
  readonly clock: () => Date;
  readonly maxBytes: number;
  readonly workbookLimits?: WorkbookLimits;
  readonly scratchDirectory?: string;
  /** Protects one family of counts, on another thread. */
  readonly solve: SolveFamily;
}

/**
 * Checking is work for the processor: files that take turns at it are answered sooner, all but the last, than files that
 * share it. Two are at work at once, so that the one is checked while the database writes the other. A large file does not
 * keep the others waiting.
 */
const FILES_AT_ONCE = 2;
const LARGE_FILES_AT_ONCE = 1;
const LARGE_BYTES = 4 * 1024 ** 2;

export function createCollect(options: CollectOptions): Collect {
  const {
    pool,
    vocabulary,
    reader,
    clock,
    maxBytes,
    solve,
    workbookLimits = USUAL_LIMITS,
    scratchDirectory = tmpdir(),
  } = options;
  const pupils = createKnownPupils(reader);
  const files = createTurns(FILES_AT_ONCE);
  const processor = createTurns(1);
  const largeFiles = createTurns(LARGE_FILES_AT_ONCE);
  const workbooks = createWorkbookReader({ limits: workbookLimits, directory: scratchDirectory });

  const within = <T>(identity: Identity, work: (tx: Transaction) => Promise<T>) =>
    transaction(pool, work, scopeOf(identity));

  return {
    async submit(identity, upload) {
      const words = vocabulary();
      const granted = await grantedArea(within, identity, upload);
      const terms = termsOf(identity, upload, { vocabulary: words, granted });
      const spooled = await spool(upload.stream, { maxBytes, directory: scratchDirectory });
      try {
        const { file, source } = spooled;
        const table = await openReceived({ file, source, layout: terms.layout, workbooks });
        try {
          const large = spooled.byteLength > LARGE_BYTES;
          const checking = large ? NO_TURNS : processor;
          const receipt = { identity, upload, terms, words, spooled, table, at: clock(), pupils, checking };
          const work = (tx: Transaction) => receive(tx, receipt);
          const turns = large ? largeFiles : files;
          return await turns.take(() =>
            upload.dryRun ? takenBack(work, (each) => within(identity, each)) : within(identity, work),
          );
        } finally {
          await table.close();
        }
      } catch (error) {
        // A key of the same name elsewhere has used it, in a submission that is not ours to see.
        if (error instanceof DatabaseError && error.constraint === 'submission_idempotency') {
          throw new Problem('idempotency-key-reused', 'This Idempotency-Key is taken.');
        }
        if (granted !== null && hasEnded(error)) throw new Problem('another-authority', GRANT_ENDED);
        throw error;
      } finally {
        await spooled.close();
      }
    },
    list: (identity, filter) =>
      within(identity, async (tx) => (await listSubmissions(tx, filter)).map(viewOf)),
    get: (identity, id) =>
      within(identity, async (tx) => ({
        ...viewOf(await found(tx, id)),
        purge: (await currentPurge(tx, id)) ?? null,
      })),
    report: (identity, id) =>
      within(identity, async (tx) => ({
        submission: viewOf(await whole(tx, id)),
        findings: await readFindings(tx, id),
      })),
    async reportWorkbook(identity, id) {
      const { facts, findings } = await within(identity, async (tx) => ({
        facts: await whole(tx, id),
        findings: await readFindings(tx, id),
      }));
      const words = vocabulary();
      const part = (number: number) => within(identity, (tx) => readFilePart(tx, id, number));
      // What has been taken once may be larger than what is taken now.
      const options = { maxBytes: facts.byteLength, directory: scratchDirectory };
      const { file } = await spool(parts(part), options);
      return reportOfFile({
        about: aboutFile({ ...facts, name: facts.fileName }, words),
        counts: viewOf(facts).findings,
        findings,
        file,
        layout: words.layout.get(facts.layout) ?? null,
        workbooks,
      });
    },
    async file(identity, id) {
      const { fileName, mediaType, sha256, byteLength } = await within(identity, (tx) => whole(tx, id));
      const part = (number: number) => within(identity, (tx) => readFilePart(tx, id, number));
      return { fileName, mediaType, sha256, byteLength, bytes: parts(part) };
    },
    note: (identity, id, { key, note }) =>
      within(identity, async (tx) => {
        const submission = await whole(tx, id, true);
        return noteQuery(tx, { identity, submission, key, note, at: clock() });
      }),
    difference: (identity, id, page) =>
      within(identity, async (tx) => differenceOf(tx, await whole(tx, id), page)),
    async changedCells(identity, id) {
      const against = await within(identity, async (tx) => comparedWith(tx, await whole(tx, id)));
      return allChangedCells((work) => within(identity, work), { id, against });
    },
    disclosurePreview: (identity, id) =>
      within(identity, async (tx) =>
        disclosurePreviewOf(tx, await whole(tx, id), { vocabulary: vocabulary(), solve }),
      ),
    move: (identity, id, move) => within(identity, (tx) => moved(tx, { identity, id, move, at: clock() })),
  };
}

/** The authority that a file is said to be of, where it is another's and the sender holds a grant for it; else null. */
async function grantedArea(
  within: <T>(identity: Identity, work: (tx: Transaction) => Promise<T>) => Promise<T>,
  identity: Identity,
  { area, domain }: Pick<Upload, 'area' | 'domain'>,
): Promise<string | null> {
  const wanted = area?.toUpperCase() ?? '';
  if (wanted === '' || identity.area === null || wanted === identity.area) return null;
  const owned = { area: wanted, sender: identity.name, domain };
  const held = await within(identity, (tx) => reaches(tx, { identity, owned, roles: ['submitter'] }));
  return held ? wanted : null;
}

/** Does the work of a transaction to its end, and then rolls it back. */
async function takenBack<T>(
  work: (tx: Transaction) => Promise<T>,
  within: (work: (tx: Transaction) => Promise<never>) => Promise<never>,
): Promise<T> {
  const outcome: T[] = [];
  const back = new Error('A dry run is rolled back');
  await within(async (tx) => {
    outcome.push(await work(tx));
    throw back;
  }).catch((error: unknown) => {
    if (error !== back) throw error;
  });
  const [result] = outcome;
  if (result === undefined) throw back;
  return result;
}

async function found(tx: Transaction, id: string, lock = false): Promise<SubmissionFacts> {
  const facts = await findSubmission(tx, id, lock);
  if (facts === undefined) throw new Problem('not-found', 'There is no submission of this id for this key.');
  return facts;
}

/** One that still has its contents. */
async function whole(tx: Transaction, id: string, lock = false): Promise<SubmissionFacts> {
  const facts = await found(tx, id, lock);
  requireContents(facts);
  return facts;
}

async function* parts(part: (number: number) => Promise<Buffer | undefined>): AsyncGenerator<Buffer> {
  for (let number = 0; ; number += 1) {
    const bytes = await part(number);
    if (bytes === undefined) return;
    yield bytes;
  }
}

interface MoveRequest {
  readonly identity: Identity;
  readonly id: string;
  readonly move: Move;
  readonly at: Date;
}

async function moved(tx: Transaction, { identity, id, move, at }: MoveRequest): Promise<SubmissionView> {
  const facts = await found(tx, id, true);
  const { by: roles } = MOVE_RULES[move];
  if (hasRole(identity, ...roles)) await requireReach(tx, { identity, owned: facts, roles });
  const status = statusAfter(move, facts, identity);
  if (move === 'submit') await requireNotes(tx, facts);
  const change = status === 'approved' ? { status, approvedBy: identity.id, approvedAt: at } : { status };
  if (!(await recordMove(tx, id, change))) throw new Problem('another-authority', GRANT_ENDED);
  const event = { at, actor: identity.id, subjectKind: 'submission' as const, area: facts.area };
  await recordAct(tx, {
    ...event,
    act: `submission.${move}`,
    subjectId: id,
    detail: { from: facts.status, to: status },
  });
  const superseded = status === 'approved' ? await supersedeEarlier(tx, facts) : [];
  for (const earlier of superseded) {
    await recordAct(tx, { ...event, act: 'submission.supersede', subjectId: earlier, detail: { by: id } });
  }
  return viewOf({ ...facts, ...change });
}
