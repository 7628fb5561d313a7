import { REPORT_COLUMNS, type ReportedFinding } from '../flow/report-workbook.ts';
import { csvLine } from '../platform/csv-line.ts';

/** A submission's findings as CSV, with a byte-order mark, since people open it in a spreadsheet. */
export function reportCsv(findings: readonly ReportedFinding[]): string {
  const lines = findings.map((finding) => {
    const fields = { note: null, ...finding };
    return csvLine(REPORT_COLUMNS.map((column) => fields[column]));
  });
  return `\uFEFF${csvLine(REPORT_COLUMNS)}${lines.join('')}`;
}
