import type { SubmissionReport } from '../flow/collect.ts';
import { csvLine } from '../platform/csv-line.ts';

const COLUMNS = [
  'key',
  'code',
  'severity',
  'title',
  'message',
  'row',
  'line',
  'column',
  'field',
  'value',
  'expected',
  'hint',
  'note',
  'occurrences',
] as const;

type Noted = SubmissionReport['findings'][number];
/** A finding; one of a file that has not been sent has no note. */
type ReportLine = Omit<Noted, 'note'> & Partial<Pick<Noted, 'note'>>;

/** A submission's findings as CSV, with a byte-order mark, since people open it in a spreadsheet. */
export function reportCsv(findings: readonly ReportLine[]): string {
  const lines = findings.map((finding) => {
    const fields = { note: null, ...finding };
    return csvLine(COLUMNS.map((column) => fields[column]));
  });
  return `\uFEFF${csvLine(COLUMNS)}${lines.join('')}`;
}
