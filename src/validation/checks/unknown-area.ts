import { quote, type WordCheck } from '../check.ts';
import { nearest } from '../nearest.ts';

export const unknownArea: WordCheck = {
  of: 'words',
  code: 'unknown-area',
  severity: 'error',
  title: 'An area is not one we know',
  hint: 'Write the GSS code, such as E09000012. GET /v1/areas lists them.',
  fires: ({ area }) => area === undefined,
  alike: ({ draft }) => draft.area,
  tell: ({ draft: { area } }, { vocabulary }) => {
    if (area === '') return [{ message: 'the area is empty.', field: 'area', value: '' }];
    const names = new Map(vocabulary.areas.map(({ id, name }) => [name, id]));
    const codes = new Map(
      vocabulary.areas.flatMap(({ id, dfeCode, liiaCode }) =>
        [dfeCode, liiaCode].filter((code) => code !== null).map((code) => [code, id] as const),
      ),
    );
    const name = nearest(area, names.keys());
    const expected =
      codes.get(area.toUpperCase()) ??
      (name === undefined ? nearest(area, vocabulary.area.keys()) : names.get(name));
    const meant = expected === undefined ? undefined : vocabulary.area.get(expected);
    const hint = meant === undefined ? '' : ` Did you mean ${meant.id} (${meant.name})?`;
    return [
      { message: `area ${quote(area)} is not a code we know.${hint}`, field: 'area', value: area, expected },
    ];
  },
};
