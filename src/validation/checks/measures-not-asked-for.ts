import type { FileCheck } from '../check.ts';
import { listed } from '../listed.ts';

export const measuresNotAskedFor: FileCheck = {
  of: 'file',
  code: 'measures-not-asked-for',
  severity: 'notice',
  title: 'Measures are sent that the collection does not ask for',
  hint: 'They are checked and kept like the others.',
  find: ({ completeness: { measures } }, { asked }) => {
    if (asked === null) return [];
    const more = [...measures].filter(([id]) => !asked.includes(id));
    const [first] = more;
    if (first === undefined) return [];
    const ids = more.map(([id]) => id);
    return [
      {
        message: `${listed(ids)}, first in row ${first[1].row}, ${ids.length === 1 ? 'is' : 'are'} not asked for.`,
        field: 'measure' as const,
        value: ids.join(' '),
        first: first[1],
        occurrences: ids.length,
      },
    ];
  },
};
