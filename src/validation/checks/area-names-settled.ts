import { type FileCheck, quote } from '../check.ts';

export const areaNamesSettled: FileCheck = {
  of: 'file',
  code: 'area-names-settled',
  severity: 'notice',
  title: "An area's code and name disagree, and the layout says which to believe",
  hint: 'A known mistake of the source. Look whether the area taken is the one meant.',
  find: ({ settledAreas }, { vocabulary }) =>
    [...settledAreas.values()].map(({ code, name, taken, first, rows }) => ({
      message:
        `Code ${quote(code)} with the name ${quote(name)} was taken for ` +
        `${vocabulary.area.get(taken)?.name ?? taken} (${taken}) in ${rows.toLocaleString('en-GB')} cells, ` +
        `first in row ${first.row}.`,
      field: 'area',
      value: name,
      expected: taken,
      first,
      occurrences: rows,
    })),
};
