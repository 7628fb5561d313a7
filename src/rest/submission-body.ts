import { z } from 'zod';
import {
  SUBMISSION_STATUSES,
  type SubmissionDetail,
  type SubmissionReport,
  type SubmissionView,
} from '../flow/collect.ts';
import type { PurgeFacts } from '../flow/purge.ts';
import { DOMAINS } from '../vocabulary/measure.ts';

const SEVERITIES = ['error', 'query', 'notice'] as const;

const counts = z.strictObject({
  errors: z.number().int().describe('They block: the file must be mended and sent again'),
  queries: z.number().int().describe('They want a note'),
  notices: z.number().int().describe('They say what was done'),
});

const links = z.strictObject({
  self: z.string(),
  file: z.string(),
  report: z.string(),
  reportCsv: z.string(),
  reportXlsx: z.string(),
  diff: z.string(),
  diffCsv: z.string(),
  disclosurePreview: z.string(),
});

export const submissionBody = z.strictObject({
  id: z.string(),
  domain: z.enum(DOMAINS),
  period: z.string().nullable().describe('null where a national file names its own'),
  area: z.string().nullable(),
  status: z.enum(SUBMISSION_STATUSES),
  layout: z.string().describe('`tidy` for our own columns'),
  classification: z.string().nullable().describe('Of the ethnic groups, as declared or as inferred'),
  origin: z.enum(['official', 'authority']),
  sender: z.string(),
  fileName: z.string().nullable(),
  mediaType: z.string(),
  sha256: z.string().describe('Of the bytes as received'),
  bytes: z.number().int(),
  rows: z.number().int().describe('Below the header, empty ones not counted'),
  cells: z.number().int().describe('0 for a file with errors, of which none are kept'),
  findings: counts,
  submittedBy: z.string().describe("The key's id, as are the other names"),
  receivedAt: z.iso.datetime(),
  approvedBy: z.string().nullable(),
  approvedAt: z.iso.datetime().nullable(),
  supersededBy: z.string().nullable().describe('The submission that was approved in its place'),
  purgedAt: z.iso.datetime().nullable().describe('When its file, cells, findings and notes were deleted'),
  links,
});

export const purgeBody = z.strictObject({
  state: z.enum(['proposed', 'taken-back', 'purged']),
  reason: z.string(),
  proposedBy: z.string(),
  proposedAt: z.iso.datetime(),
  confirmedBy: z.string().nullable().describe('Another person than proposed it'),
  confirmedAt: z.iso.datetime().nullable(),
  takenBackBy: z.string().nullable(),
  takenBackAt: z.iso.datetime().nullable(),
});

export const submissionDetailBody = submissionBody.extend({
  purge: purgeBody.nullable().describe('A purge that is proposed or has been done; null for none'),
});

export const findingBody = z.strictObject({
  key: z.string().describe('The same while the place and the values are unchanged, wherever they stand'),
  code: z.string().describe('Listed in docs/errors.md'),
  severity: z.enum(SEVERITIES),
  title: z.string(),
  message: z.string(),
  row: z.number().int().nullable().describe('As the spreadsheet shows it: the header is row 1'),
  line: z.number().int().nullable().describe('In the file as text'),
  column: z.string().nullable().describe('As it is headed in the file'),
  field: z.string().nullable().describe('The column of our own file that it stands for'),
  value: z.string().nullable(),
  expected: z.string().nullable(),
  hint: z.string(),
  note: z.string().nullable().describe('What its authority says to it; only queries have one'),
  occurrences: z.number().int().describe('In how many rows'),
  rows: z
    .string()
    .nullable()
    .describe(
      'Which, where it is about the cells of several: `2 to 12, 15`; of very many stretches the first 200',
    ),
});

export const submittedBody = submissionBody.extend({
  report: z.array(findingBody).optional().describe('Of a dry run, whose report cannot be asked for later'),
});

export const submissionListBody = z.strictObject({
  submissions: z.array(submissionBody),
  next: z.string().nullable(),
});

export const reportBody = z.strictObject({
  submission: z.string(),
  status: z.enum(SUBMISSION_STATUSES),
  counts,
  findings: z.array(findingBody),
});

export function toBody(view: SubmissionView): z.infer<typeof submissionBody> {
  const self = `/v1/submissions/${view.id}`;
  return {
    id: view.id,
    domain: view.domain,
    period: view.period,
    area: view.area,
    status: view.status,
    layout: view.layout,
    classification: view.classification,
    origin: view.origin,
    sender: view.sender,
    fileName: view.fileName,
    mediaType: view.mediaType,
    sha256: view.sha256,
    bytes: view.bytes,
    rows: view.rows,
    cells: view.cells,
    findings: { ...view.findings },
    submittedBy: view.submittedBy,
    receivedAt: view.receivedAt.toISOString(),
    approvedBy: view.approvedBy,
    approvedAt: view.approvedAt?.toISOString() ?? null,
    supersededBy: view.supersededBy,
    purgedAt: view.purgedAt?.toISOString() ?? null,
    links: {
      self,
      file: `${self}/file`,
      report: `${self}/report`,
      reportCsv: `${self}/report.csv`,
      reportXlsx: `${self}/report.xlsx`,
      diff: `${self}/diff`,
      diffCsv: `${self}/diff.csv`,
      disclosurePreview: `${self}/disclosure-preview`,
    },
  };
}

export function toDetail({ purge, ...view }: SubmissionDetail): z.infer<typeof submissionDetailBody> {
  return { ...toBody(view), purge: purge === null ? null : toPurge(purge) };
}

export function toPurge(facts: PurgeFacts): z.infer<typeof purgeBody> {
  const { reason, proposedBy, proposedAt, confirmedBy, confirmedAt, takenBackBy, takenBackAt } = facts;
  return {
    state: confirmedAt !== null ? 'purged' : takenBackAt !== null ? 'taken-back' : 'proposed',
    reason,
    proposedBy,
    proposedAt: proposedAt.toISOString(),
    confirmedBy,
    confirmedAt: confirmedAt?.toISOString() ?? null,
    takenBackBy,
    takenBackAt: takenBackAt?.toISOString() ?? null,
  };
}

export function toFinding(found: SubmissionReport['findings'][number]): z.infer<typeof findingBody> {
  const {
    key,
    code,
    title,
    message,
    row,
    line,
    column,
    field,
    value,
    expected,
    hint,
    note,
    occurrences,
    rows,
  } = found;
  const severity = SEVERITIES.find((each) => each === found.severity) ?? 'error';
  return {
    key,
    code,
    severity,
    title,
    message,
    row,
    line,
    column,
    field,
    value,
    expected,
    hint,
    note,
    occurrences,
    rows,
  };
}
