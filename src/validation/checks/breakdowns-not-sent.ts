import type { FileCheck } from '../check.ts';
import { listed } from '../listed.ts';

export const breakdownsNotSent: FileCheck = {
  of: 'file',
  code: 'breakdowns-not-sent',
  severity: 'notice',
  title: 'The collection takes breakdowns that the file does not have',
  hint: 'Sex, age bands and categories are welcome beside the totals: Black boys are in no other row.',
  find: ({ completeness: { measures, breakdowns } }, { asked, vocabulary }) => {
    if (asked === null) return [];
    const without = new Map<string, string[]>();
    for (const id of measures.keys()) {
      const measure = vocabulary.measure.get(id);
      if (measure === undefined || !asked.includes(id)) continue;
      const taken = [
        ...(measure.sexes ? ['sex'] : []),
        ...(measure.ageBands ? ['age'] : []),
        ...measure.dimensions,
      ];
      for (const breakdown of taken) {
        if (breakdowns.get(id)?.has(breakdown) === true) continue;
        without.set(breakdown, [...(without.get(breakdown) ?? []), id]);
      }
    }
    if (without.size === 0) return [];
    const parts = [...without].map(
      ([breakdown, ids]) => `${breakdown} (${ids.length} ${ids.length === 1 ? 'measure' : 'measures'})`,
    );
    return [
      {
        message: `Measures can be broken down further than they are: by ${listed(parts)}.`,
        expected: [...without.keys()].join(' '),
        occurrences: without.size,
      },
    ];
  },
};
