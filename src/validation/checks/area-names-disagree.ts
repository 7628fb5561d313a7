import { type CellCheck, quote } from '../check.ts';

export const areaNamesDisagree: CellCheck = {
  of: 'cell',
  code: 'area-names-disagree',
  severity: 'error',
  title: "An area's code and name are of different areas",
  hint: 'Mend the one that is wrong, or use a layout that says which of them to believe.',
  fires: ({ draft }) => draft.areaDispute?.settled === false && draft.ordinal === 0,
  tell: ({ draft: { area, areaDispute } }) => [
    {
      message: `the area's code is ${quote(areaDispute?.code ?? '')} and its name ${quote(areaDispute?.name ?? '')}.`,
      field: 'area',
      value: areaDispute?.name ?? '',
      expected: area,
    },
  ],
};
