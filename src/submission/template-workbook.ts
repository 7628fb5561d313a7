import { columnName } from '../platform/workbook/column-name.ts';
import type { Choice, SheetLine, SheetToWrite, StyledCell } from '../platform/workbook/written-sheet.ts';
import { SEXES } from '../vocabulary/cell.ts';
import { knownCategories } from '../vocabulary/known-categories.ts';
import { isByEthnicGroup, type Measure } from '../vocabulary/measure.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { FIELDS, type Field } from './draft.ts';
import { type TemplateTerms, templateRows } from './template.ts';

const DATA = 'Return';
/** Rows below those filled in that have the lists as well. */
const SPARE_ROWS = 500;
const WIDTHS: Readonly<Record<Field, number>> = {
  measure: 38,
  period: 16,
  area: 12,
  ethnic_group: 34,
  sex: 12,
  age_band: 12,
  category: 24,
  numerator: 12,
  denominator: 13,
  sum_of_squares: 15,
};
const COUNTS: readonly Field[] = ['numerator', 'denominator', 'sum_of_squares'];

/**
 * The workbook to fill in: the rows of the template of text with lists to choose from, a sheet of what may stand in each
 * column, and one of notes. Only the first has a header that is read when it comes back.
 */
export function templateWorkbook(terms: TemplateTerms, vocabulary: Vocabulary): readonly SheetToWrite[] {
  const rows = [...templateRows(terms, vocabulary)].flat();
  const codes = codeLists(terms, vocabulary);
  const last = rows.length + 1 + SPARE_ROWS;
  const choices = codes.flatMap(({ field, list, prompt }, at): readonly Choice[] => {
    // A stem such as `gravity:` is told on the sheet Codes, and is no answer to choose.
    const offered = list.filter(([code]) => !code.endsWith(':')).length;
    if (field === undefined || offered === 0) return [];
    const column = columnName(FIELDS.indexOf(field));
    const place = columnName(at * 2);
    return [
      {
        cells: `${column}2:${column}${last}`,
        from: `Codes!$${place}$2:$${place}$${offered + 1}`,
        prompt,
      },
    ];
  });
  return [
    {
      name: DATA,
      widths: FIELDS.map((field) => WIDTHS[field]),
      // As text an age band stays an age band, and no day in May.
      columnStyles: FIELDS.map((field) => (COUNTS.includes(field) ? 'plain' : 'text')),
      frozen: 1,
      choices,
      lines: [headings(FIELDS), ...rows.map(dataLine)],
    },
    {
      name: 'Codes',
      widths: codes.flatMap(() => [38, 60]),
      frozen: 1,
      lines: codeLines(codes),
    },
    { name: 'Notes', widths: [110], lines: notes(terms, vocabulary) },
  ];
}

function headings(words: readonly string[]): SheetLine {
  return { row: 1, cells: words.map((content) => ({ content, style: 'heading' })) };
}

function dataLine(texts: readonly string[], at: number): SheetLine {
  const cells = texts.map((text, column): StyledCell | null => {
    if (text !== '') return { content: text, style: 'given' };
    return COUNTS.includes(FIELDS[column] ?? 'numerator') ? null : { content: null, style: 'text' };
  });
  return { row: at + 2, cells };
}

interface CodeList {
  /** The column that it is a list for. */
  readonly field: Field | undefined;
  readonly heading: string;
  readonly prompt: string;
  readonly list: readonly (readonly [code: string, meaning: string])[];
}

function codeLists({ measures, classification }: TemplateTerms, vocabulary: Vocabulary): readonly CodeList[] {
  const ids = vocabulary.codes.flatMap((code) =>
    code.classification === classification && code.group !== null ? [code.group] : [],
  );
  const groups = [...new Set([...ids, 'not-known', 'refused', 'not-obtained', 'known', 'all'])];
  const dimensions = [...new Set(measures.flatMap((measure) => measure.dimensions))].sort();
  const ages = [...new Set(measures.flatMap(({ ageRange }) => (ageRange === null ? [] : [ageRange])))];
  return [
    {
      field: 'measure',
      heading: 'Measures',
      prompt: 'What is counted: the sheet Codes says what each measure is.',
      list: measures.map((measure) => [measure.id, meaningOf(measure)]),
    },
    {
      field: 'ethnic_group',
      heading: 'Ethnic groups',
      prompt: 'The group as we name it; a code or a label of your own system is understood as well.',
      list: groups.flatMap((id): readonly (readonly [string, string])[] => {
        const group = vocabulary.group.get(id);
        return group === undefined ? [] : [[id, group.label]];
      }),
    },
    {
      field: 'sex',
      heading: 'Sexes',
      prompt: 'Leave it empty for all.',
      list: SEXES.map((sex) => [sex, sex === 'all' ? 'Everybody; the same as empty' : '']),
    },
    {
      field: 'age_band',
      heading: 'Age bands',
      prompt: 'Leave it empty for all ages of the measure, or write a band as 10-15, under-1 or 16-and-over.',
      list: [
        ['all', 'All ages of the measure; the same as empty'],
        ...ages.map((range) => [range, ''] as const),
      ],
    },
    {
      field: 'category',
      heading: 'Categories',
      prompt:
        'Leave it empty for all, or write dimension:code. The sheet Codes says which dimensions a measure takes.',
      list: [['all', 'All; the same as empty'], ...categoriesOf(dimensions, vocabulary)],
    },
    {
      field: undefined,
      heading: 'Symbols in place of a number',
      prompt: '',
      list: [
        ['c', 'Withheld by you. Better send the number: we protect small ones ourselves.'],
        ['x', 'Not available'],
        ['z', 'Not applicable'],
        ['low', 'Rounds to zero and is not zero'],
        ['u', 'Not reliable'],
      ],
    },
  ];
}

function meaningOf(measure: Measure): string {
  const takes = measure.dimensions.length === 0 ? '' : ` Categories of: ${measure.dimensions.join(', ')}.`;
  const below = measure.denominator === null ? '' : ` out of: ${measure.denominator}`;
  const groups = isByEthnicGroup(measure) ? '' : ' Not by ethnic group.';
  return `${measure.title}: ${measure.numerator}${below}.${groups}${takes}`;
}

/** Those that declared tables use, of these dimensions. */
function categoriesOf(
  dimensions: readonly string[],
  vocabulary: Vocabulary,
): readonly (readonly [string, string])[] {
  const known = knownCategories(vocabulary);
  const ids = dimensions.flatMap((dimension) => known.get(dimension) ?? []);
  const stems = dimensions.filter((dimension) => !known.has(dimension));
  return [
    ...ids.map((id) => [id, ''] as const),
    ...stems.map((name) => [`${name}:`, 'and a code of yours'] as const),
  ];
}

function* codeLines(codes: readonly CodeList[]): Generator<SheetLine> {
  yield headings(codes.flatMap(({ heading }) => [heading, 'What they mean']));
  const longest = Math.max(...codes.map(({ list }) => list.length));
  for (let at = 0; at < longest; at += 1) {
    yield { row: at + 2, cells: codes.flatMap(({ list }) => [...(list[at] ?? [null, null])]) };
  }
}

function notes(
  { period, area, classification }: TemplateTerms,
  vocabulary: Vocabulary,
): readonly SheetLine[] {
  const name = vocabulary.area.get(area)?.name ?? area;
  const texts = [
    `Return of ${name} (${area}) for ${period}`,
    `Fill in the sheet ${DATA}: the numerator, and the denominator where a population does not supply it (rates per head of the population need none). sum_of_squares is for means only.`,
    'Counts only: never a name, a pupil number, a date of birth or any row about one child. Such a file is refused, on whatever sheet it stands.',
    'Leave out the rows of what you do not count, and add rows for breakdowns by sex, age band or category. Empty means all.',
    'A count of nobody is 0. A number that is missing has a symbol in its place: the sheet Codes lists them. Do not withhold small numbers: we protect them before anything is published.',
    `Ethnic groups are those of ${classification}. Refused and not yet obtained stay apart from each other where you can tell them apart.`,
    'Rows that a filter hides are read. Keep one sheet with this header in the workbook; other sheets are searched for records of children, and not read. Nothing may be embedded in it.',
    'Save it as Excel Workbook (.xlsx) or CSV UTF-8. Before you send it, ldd-cli check FILE says on your own machine what would be found in it.',
    'Questions go to the steward of London Disproportionality Data; every finding says in its hint what to do.',
    'The codes and definitions on these sheets may be used under the Open Government Licence v3.0.',
  ];
  return texts.map((content, at) => ({
    row: at + 1,
    cells: [{ content, style: at === 0 ? 'title' : 'wrapped' }],
  }));
}
