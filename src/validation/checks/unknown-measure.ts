import { didYouMean, quote, type WordCheck } from '../check.ts';
import { nearest } from '../nearest.ts';

export const unknownMeasure: WordCheck = {
  of: 'words',
  code: 'unknown-measure',
  severity: 'error',
  title: 'A measure is not in the catalogue',
  hint: 'GET /v1/measures lists them; the template of the domain has them filled in.',
  fires: ({ measure }) => measure === undefined,
  alike: ({ draft }) => draft.measure,
  tell: ({ draft: { measure } }, { vocabulary, domain }) => {
    if (measure === '') return [{ message: 'the measure is empty.', field: 'measure', value: '' }];
    const own = vocabulary.measures.filter((each) => each.domain === domain).map(({ id }) => id);
    const expected = nearest(measure, own) ?? nearest(measure, vocabulary.measure.keys());
    return [
      {
        message: `measure ${quote(measure)} is not one we know.${didYouMean(expected)}`,
        field: 'measure',
        value: measure,
        expected,
      },
    ];
  },
};
