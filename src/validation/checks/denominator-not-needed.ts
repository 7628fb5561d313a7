import type { FileCheck } from '../check.ts';

export const denominatorNotNeeded: FileCheck = {
  of: 'file',
  code: 'denominator-not-needed',
  severity: 'notice',
  title: 'A denominator was sent that is not used',
  hint: 'Leave it empty: a population supplies it, or the measure is a plain count.',
  find: ({ unneededDenominators }, { vocabulary }) =>
    [...unneededDenominators].map(([id, { first, rows }]) => {
      const population = vocabulary.measure.get(id)?.population ?? null;
      const instead = population === null ? 'it takes none' : `the population '${population}' supplies it`;
      return {
        message:
          `The denominators of '${id}' were left out in ${rows.toLocaleString('en-GB')} ` +
          `${rows === 1 ? 'row' : 'rows'}, first in row ${first.row}: ${instead}.`,
        field: 'denominator',
        value: id,
        first,
        occurrences: rows,
      };
    }),
};
