import { didYouMean, quote, type WordCheck } from '../check.ts';
import { nearestMeasure } from '../nearest-measure.ts';

export const unknownMeasure: WordCheck = {
  of: 'words',
  code: 'unknown-measure',
  severity: 'error',
  title: 'A measure is not in the catalogue',
  hint: 'GET /v1/measures lists them; the template of the domain has them filled in.',
  fires: ({ measure }) => measure === undefined,
  alike: ({ draft }) => draft.measure,
  tell: ({ draft: { measure } }, context) => {
    if (measure === '') return [{ message: 'the measure is empty.', field: 'measure', value: '' }];
    const expected = nearestMeasure(measure, context);
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
