import type { Told, WordCheck } from '../check.ts';
import { takesDimension } from '../measure-use.ts';
import type { Reading } from '../reading.ts';

export const dimensionNotTaken: WordCheck = {
  of: 'words',
  code: 'dimension-not-taken',
  severity: 'error',
  title: 'A measure does not take this breakdown',
  hint: 'GET /v1/measures says which breakdowns each measure takes. Leave the others empty.',
  fires: ({ measure, sex, ageBand, category }) =>
    measure !== undefined &&
    ((!measure.sexes && sex !== undefined && sex !== 'all') ||
      (!measure.ageBands && ageBand !== undefined && ageBand !== 'all') ||
      (category !== undefined &&
        category.dimension !== null &&
        !takesDimension(measure, category.dimension))),
  tell: (reading) => breakdowns(reading),
};

function breakdowns({ draft, measure, sex, ageBand, category }: Reading): readonly Told[] {
  if (measure === undefined) return [];
  const told: Told[] = [];
  const add = (field: 'sex' | 'age_band' | 'category', value: string, what: string) =>
    told.push({
      message: `measure '${measure.id}' is not broken down by ${what}.`,
      field,
      value,
      expected: 'all',
    });
  if (!measure.sexes && sex !== 'all') add('sex', draft.sex, 'sex');
  if (!measure.ageBands && ageBand !== 'all') add('age_band', draft.ageBand, 'age');
  const dimension = category?.dimension ?? null;
  if (dimension !== null && !takesDimension(measure, dimension)) add('category', draft.category, dimension);
  return told;
}
