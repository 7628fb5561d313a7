import { didYouMean, quote, type WordCheck } from '../check.ts';
import { nearestMeasure } from '../nearest-measure.ts';
import { isStray } from '../stray-row.ts';

export const unknownMeasure: WordCheck = {
  of: 'words',
  code: 'unknown-measure',
  severity: 'error',
  title: 'A measure is not in the catalogue',
  hint: 'GET /v1/measures lists them; the template of the domain has them filled in.',
  fires: ({ measure }) => measure === undefined,
  alike: ({ draft }) => draft.measure,
  tell: ({ draft }, context) => {
    const { measure } = draft;
    if (isStray(draft)) {
      const what = measure === '' ? 'it names' : `beside ${quote(measure)} it names`;
      const message = `${what} no measure, period, area or ethnic group. A subtotal or a note is left out.`;
      return [{ message, field: 'measure', value: measure }];
    }
    if (measure === '') {
      const message = 'the measure is empty. Each row names its own: fill it down from the row above.';
      return [{ message, field: 'measure', value: '' }];
    }
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
