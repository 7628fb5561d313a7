import { randomUUID } from 'node:crypto';
import { tellsPupilNumber } from '../platform/free-text.ts';
import type { Identity } from '../platform/identity.ts';
import { Problem } from '../problem.ts';
import { recordAct } from '../storage/audit.ts';
import type { Transaction } from '../storage/database.ts';
import type { AcceptedCell } from '../submission/accepted-cell.ts';
import { measuresAskedFor } from '../submission/collection/store.ts';
import {
  insertFile,
  insertFindings,
  type NotedFinding,
  readFindings,
  writeCells,
} from '../submission/content/store.ts';
import { takeOverNotes } from '../submission/notes/store.ts';
import type { ReceivedTable } from '../submission/received-table.ts';
import type { Spooled } from '../submission/spool.ts';
import {
  findByIdempotencyKey,
  insertSubmission,
  isPurgedFile,
  recordOutcome,
  type SubmissionFacts,
} from '../submission/store.ts';
import { type Validated, validate } from '../validation/validate.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { changeSince } from './earlier-figures.ts';
import type { PupilFinder } from './known-pupils.ts';
import { type SubmissionTerms, type Upload, XLSX } from './submission-terms.ts';
import { type SubmissionView, viewOf } from './submission-view.ts';
import type { Turns } from './turns.ts';

export interface Submitted extends SubmissionView {
  /** For a dry run, whose report cannot be asked for later; else null. */
  readonly report: readonly NotedFinding[] | null;
}

/** An upload that has arrived, with everything that was said of it. */
export interface Receipt {
  readonly identity: Identity;
  readonly upload: Upload;
  readonly terms: SubmissionTerms;
  readonly words: Vocabulary;
  readonly spooled: Spooled;
  readonly table: ReceivedTable;
  readonly at: Date;
  /** What is published of an authority's pupils. */
  readonly pupils: PupilFinder;
  /** Files are checked one after the other. */
  readonly checking: Turns;
}

/**
 * Stores a submission: its facts, its cells, its bytes, what was found in it, and the act. The bytes come after the
 * checks, so that of a file that is refused nothing was ever written. All of it in the caller's transaction.
 */
export async function receive(tx: Transaction, receipt: Receipt): Promise<Submitted> {
  const { upload, spooled } = receipt;
  const facts = newSubmission(receipt);
  if (facts.idempotencyKey !== null) {
    const earlier = await findByIdempotencyKey(tx, facts.sender, facts.idempotencyKey);
    if (earlier !== undefined) return { ...viewOf(sameFile(earlier, facts)), report: null };
  }
  if (await isPurgedFile(tx, facts.sha256)) {
    throw new Problem('purged-file', 'A file of exactly these bytes has been purged by two people.');
  }
  await insertSubmission(tx, facts);
  const { findings, counts, rows, cells, classification } = await check(tx, facts.id, receipt);
  await insertFile(tx, facts.id, spooled);
  await insertFindings(tx, facts.id, findings);
  const notes = counts.queries === 0 ? 0 : await takeOverNotes(tx, facts);
  const outcome = {
    status: counts.errors === 0 ? ('checked' as const) : ('returned' as const),
    classification,
    rowCount: rows,
    cellCount: counts.errors === 0 ? cells : 0,
    errorCount: counts.errors,
    queryCount: counts.queries,
    noticeCount: counts.notices,
  };
  await recordOutcome(tx, facts.id, outcome);
  await recordAct(tx, {
    at: facts.receivedAt,
    actor: facts.submittedBy,
    act: 'submission.receive',
    subjectKind: 'submission',
    subjectId: facts.id,
    area: facts.area,
    detail: {
      domain: facts.domain,
      period: facts.period,
      layout: facts.layout,
      sha256: facts.sha256,
      bytes: facts.byteLength,
      rows,
      cells: outcome.cellCount,
      errors: counts.errors,
      queries: counts.queries,
      notesTakenOver: notes,
    },
  });
  return {
    ...viewOf({ ...facts, ...outcome }),
    report: upload.dryRun ? await readFindings(tx, facts.id) : null,
  };
}

function newSubmission({ identity, upload, terms, spooled, table, at }: Receipt): SubmissionFacts {
  if (tellsPupilNumber(upload.fileName ?? ''))
    throw new Problem(
      'records-of-children',
      'The name of the file has a Unique Pupil Number in it. Send it under another name.',
    );
  return {
    id: randomUUID(),
    domain: upload.domain,
    period: terms.period,
    area: terms.area,
    sender: identity.name,
    layout: terms.layoutName,
    classification: terms.classification,
    origin: terms.origin,
    status: 'returned',
    fileName: upload.fileName,
    // Browsers and scripts have many names for a workbook.
    mediaType: table.sheet === null ? upload.mediaType : XLSX,
    sha256: spooled.sha256,
    byteLength: spooled.byteLength,
    rowCount: 0,
    cellCount: 0,
    errorCount: 0,
    queryCount: 0,
    noticeCount: 0,
    // A dry run leaves nothing that a later request could be the same as.
    idempotencyKey: upload.dryRun ? null : upload.idempotencyKey,
    submittedBy: identity.id,
    receivedAt: at,
    approvedBy: null,
    approvedAt: null,
    supersededBy: null,
    purgedAt: null,
  };
}

/** The earlier submission, if it is of the same bytes on the same terms. */
function sameFile(earlier: SubmissionFacts, facts: SubmissionFacts): SubmissionFacts {
  const same =
    earlier.sha256 === facts.sha256 &&
    earlier.domain === facts.domain &&
    earlier.period === facts.period &&
    earlier.area === facts.area &&
    earlier.layout === facts.layout;
  if (!same) {
    throw new Problem(
      'idempotency-key-reused',
      'This Idempotency-Key was used for another file, or on other terms.',
    );
  }
  return earlier;
}

/** Checks the file and writes its cells as it goes; those of a file with errors are taken back. */
async function check(
  tx: Transaction,
  id: string,
  { upload, terms, words, table, pupils: pupilsOf, checking }: Receipt,
): Promise<Validated> {
  const { domain } = upload;
  const { period, area, layout, classification } = terms;
  const ofPupils = domain === 'education' && period !== null && area !== null;
  const pupils = ofPupils ? await pupilsOf({ area, period }) : null;
  const asked = period === null ? undefined : await measuresAskedFor(tx, { domain, period });
  const context = {
    vocabulary: words,
    domain,
    period,
    area,
    layout,
    classification,
    asked: asked ?? null,
    pupils,
  };
  const writer = writeCells(tx, id);
  let written = false;
  const endTurn = await checking.enter();
  const change = async () => {
    // What follows is the database's work.
    endTurn();
    await writer.end(true);
    written = true;
    return period === null || area === null ? null : changeSince(tx, { id, domain, period, area }, words);
  };
  try {
    const take = (cells: readonly AcceptedCell[]) => writer.write(cells);
    const validated = await validate({ source: table.source, sheet: table.sheet, context, take, change });
    if (!written) await writer.end(validated.counts.errors === 0);
    return validated;
  } catch (error) {
    await writer.abandon();
    throw error;
  } finally {
    endTurn();
  }
}
