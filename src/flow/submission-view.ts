import type { SubmissionStatus } from '../submission/status.ts';
import type { SubmissionFacts } from '../submission/store.ts';
import type { Origin } from '../vocabulary/cell.ts';
import type { Domain } from '../vocabulary/measure.ts';

/** A submission as its own people, and the steward, may see it. */
export interface SubmissionView {
  readonly id: string;
  readonly domain: Domain;
  readonly period: string | null;
  readonly area: string | null;
  readonly status: SubmissionStatus;
  readonly layout: string;
  readonly classification: string | null;
  readonly origin: Origin;
  readonly sender: string;
  readonly fileName: string | null;
  readonly mediaType: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly rows: number;
  readonly cells: number;
  readonly findings: { readonly errors: number; readonly queries: number; readonly notices: number };
  readonly submittedBy: string;
  readonly receivedAt: Date;
  readonly approvedBy: string | null;
  readonly approvedAt: Date | null;
  readonly supersededBy: string | null;
  readonly purgedAt: Date | null;
}

export function viewOf(facts: SubmissionFacts): SubmissionView {
  return {
    id: facts.id,
    domain: facts.domain,
    period: facts.period,
    area: facts.area,
    status: facts.status,
    layout: facts.layout,
    classification: facts.classification,
    origin: facts.origin,
    sender: facts.sender,
    fileName: facts.fileName,
    mediaType: facts.mediaType,
    sha256: facts.sha256,
    bytes: facts.byteLength,
    rows: facts.rowCount,
    cells: facts.cellCount,
    findings: { errors: facts.errorCount, queries: facts.queryCount, notices: facts.noticeCount },
    submittedBy: facts.submittedBy,
    receivedAt: facts.receivedAt,
    approvedBy: facts.approvedBy,
    approvedAt: facts.approvedAt,
    supersededBy: facts.supersededBy,
    purgedAt: facts.purgedAt,
  };
}
