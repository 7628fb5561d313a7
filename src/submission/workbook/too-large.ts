import { Problem } from '../../problem.ts';
import { LONGEST_CELL } from './limits.ts';

export function tooLongCell(): Problem {
  return new Problem(
    'workbook-too-large',
    `A cell holds more than the ${LONGEST_CELL.toLocaleString('en-GB')} characters that Excel takes.`,
  );
}
