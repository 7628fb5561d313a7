import type { RowCheck } from '../check.ts';

export const raggedRow: RowCheck = {
  of: 'row',
  code: 'ragged-row',
  severity: 'error',
  title: 'A row has too few or too many fields',
  hint: 'A field that holds the separator must stand in quotation marks: "Richmond, Kingston".',
  // Trailing separators with nothing between them are what spreadsheets leave, and say nothing.
  fires: ({ fields }, width) =>
    fields.length < width ||
    (fields.length > width && fields.slice(width).some((field) => field.trim() !== '')),
  tell: ({ fields }, width) => ({
    message:
      `it has ${fields.length} ${fields.length === 1 ? 'field' : 'fields'}, and the header row has ${width}.` +
      `${fields.length === 1 ? ' A note or a subtotal is left out.' : ''}`,
    value: String(fields.length),
    expected: String(width),
  }),
};
