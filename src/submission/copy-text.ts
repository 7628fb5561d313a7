import type { AcceptedCell } from './accepted-cell.ts';

/** The columns of `intake.submission_cell` in the order in which `copyLine` writes them. */
export const COPY_COLUMNS = [
  'submission_id',
  'row_number',
  'ordinal',
  'measure_id',
  'period',
  'area',
  'ethnic_group',
  'ethnic_group_as_sent',
  'sex',
  'age_band',
  'category',
  'numerator',
  'numerator_status',
  'denominator',
  'denominator_status',
  'sum_of_squares',
  'is_part',
] as const;

const NULL = '\\N';

/** One cell as a line of Postgres's COPY text format. */
export function copyLine(submissionId: string, cell: AcceptedCell): string {
  const { numerator, denominator } = cell;
  // Only what was typed is free text; everything else is an id of ours or of a form that has been checked.
  const asSent = cell.groupAsSent === null ? NULL : escaped(cell.groupAsSent);
  const below =
    denominator === null ? `${NULL}\t${NULL}` : `${denominator.value ?? NULL}\t${denominator.status}`;
  return (
    `${submissionId}\t${cell.row}\t${cell.ordinal}\t${cell.measure}\t${cell.period}\t${cell.area}\t${cell.group}\t` +
    `${asSent}\t${cell.sex}\t${cell.ageBand}\t${cell.category}\t${numerator.value ?? NULL}\t${numerator.status}\t` +
    `${below}\t${cell.sumOfSquares ?? NULL}\t${cell.isPart ? 't' : 'f'}\n`
  );
}

function escaped(text: string): string {
  return text.replace(/[\\\t\n\r]/g, (character) => {
    if (character === '\t') return '\\t';
    if (character === '\n') return '\\n';
    return character === '\r' ? '\\r' : '\\\\';
  });
}
