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

/** A submission's findings as CSV, with a byte-order mark, since people open it in a spreadsheet. */
export function reportCsv(findings: SubmissionReport['findings']): string {
  const lines = findings.map((finding) => {
    const fields = { ...finding, note: null };
    return csvLine(COLUMNS.map((column) => fields[column]));
  });
  return `\uFEFF${csvLine(COLUMNS)}${lines.join('')}`;
}
