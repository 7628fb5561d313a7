import type { FileCheck } from '../check.ts';

export const roundedKept: FileCheck = {
  of: 'file',
  code: 'rounded-kept',
  severity: 'notice',
  title: 'Rounded figures are kept as rounded',
  hint: 'They are marked, and never added up with exact ones without saying so.',
  find: ({ rounded }, { layout }) =>
    rounded === undefined
      ? []
      : [
          {
            message:
              `${rounded.rows.toLocaleString('en-GB')} cells, first in row ${rounded.first.row}, are rounded ` +
              `by their source to ${layout?.rounded?.to ?? 'a multiple'} and are kept as rounded.`,
            first: rounded.first,
            occurrences: rounded.rows,
          },
        ],
};
