import { type ChangeCheck, quote } from '../check.ts';
import { byMeasure, cellName, digestOf, sideText } from '../earlier-words.ts';
import { listed } from '../listed.ts';

export const figuresMoved: ChangeCheck = {
  of: 'change',
  code: 'figures-moved',
  severity: 'query',
  title: 'Figures have moved further than chance would take them',
  hint: 'Say what has happened, or mend them. Small numbers go up and down by themselves, and are not asked about.',
  find: ({ moved }, { vocabulary }) =>
    byMeasure(moved).map(({ measure, first, pairs }) => ({
      message:
        `${pairs.length} ${pairs.length === 1 ? 'figure' : 'figures'} of ${quote(measure)}, first in row ${first.row}, ` +
        `moved since your accepted ones: ` +
        `${listed(pairs.map((pair) => `${cellName(pair, vocabulary)} from ${sideText(pair.before)} in ${pair.period} to ${sideText(pair.now)}`))}.`,
      field: 'numerator' as const,
      value: measure,
      first,
      occurrences: pairs.length,
      restsOn: digestOf(pairs),
    })),
};
