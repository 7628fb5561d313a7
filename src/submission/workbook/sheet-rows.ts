import { columnName, columnOf } from '../../platform/workbook/column-name.ts';
import { Problem } from '../../problem.ts';
import { numberText } from './cell-text.ts';
import { isTrue } from './contents.ts';
import { LONGEST_CELL, MOST_COLUMNS, MOST_ROWS } from './limits.ts';
import type { Shown } from './number-format.ts';
import { attribute, scanXml } from './scan-xml.ts';
import { plainText, type SharedStrings, textCollector } from './shared-strings.ts';
import { tooLongCell } from './too-large.ts';

/** A row of a sheet: what its cells say, by column. */
export interface SheetRow {
  /** As the spreadsheet shows it. */
  readonly row: number;
  readonly hidden: boolean;
  readonly texts: readonly string[];
  /** Columns whose formula has a value saved with it. */
  readonly formulas: readonly number[];
  /** Columns whose formula was never worked out. */
  readonly unknown: readonly number[];
  /** Columns whose number was cleaned of what adding fractions leaves over. */
  readonly noisy: readonly number[];
}

export interface CellWords {
  readonly strings: SharedStrings;
  readonly styles: readonly Shown[];
  readonly from1904: boolean;
}

export interface SheetTaker {
  /** Columns that the sheet hides, from 0, both included. Told before the first row. */
  hiddenColumns(from: number, to: number): void;
  /** Rows that hold something, from the top. */
  row(row: SheetRow): void;
  /** Whether the rest of the sheet need not be read. */
  readonly enough?: () => boolean;
}

/** Reads a sheet row by row. Throws `unreadable-file` or `workbook-too-large`. */
export function readSheet(chunks: AsyncIterable<Buffer>, words: CellWords, taker: SheetTaker): Promise<void> {
  const inline = textCollector();
  let row = 0;
  let column = -1;
  let hidden = false;
  let texts: string[] = [];
  let formulas: number[] = [];
  let unknown: number[] = [];
  let noisy: number[] = [];
  let inData = false;
  let inCell = false;
  let inValue = false;
  let type = '';
  let style = 0;
  let value = '';
  let formula = false;

  const openRow = (attributes: string) => {
    const given = attribute(attributes, 'r');
    const next = given === undefined ? row + 1 : Number(given);
    if (!Number.isInteger(next) || next <= row || next > MOST_ROWS) throw strange();
    row = next;
    column = -1;
    hidden = isTrue(attribute(attributes, 'hidden'));
    texts = [];
    [formulas, unknown, noisy] = [[], [], []];
  };
  const openCell = (attributes: string) => {
    const reference = attribute(attributes, 'r');
    column = reference === undefined ? column + 1 : columnOf(reference);
    if (column < 0) throw strange();
    type = attribute(attributes, 't') ?? 'n';
    style = Number(attribute(attributes, 's') ?? 0);
    value = '';
    formula = false;
    inCell = true;
    inline.begin();
  };
  const textOfCell = (): string => {
    if (type === 's') return value === '' ? '' : (words.strings(Number(value)) ?? '');
    if (type === 'inlineStr') return inline.end();
    if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
    if (type === 'n' && value !== '') {
      const { text, noise } = numberText(value, words.styles[style] ?? 'number', words.from1904);
      if (noise) noisy.push(column);
      return plainText(text);
    }
    return plainText(value);
  };
  const closeCell = () => {
    inCell = false;
    if (formula) {
      if (value === '' && type !== 'str' && type !== 'inlineStr') unknown.push(column);
      else formulas.push(column);
    }
    const text = textOfCell();
    if (text.trim() === '') return;
    if (column >= MOST_COLUMNS) {
      throw new Problem(
        'workbook-too-large',
        `Row ${row} has something in column ${columnName(column)}; tables of at most ${MOST_COLUMNS} columns are taken.`,
      );
    }
    while (texts.length < column) texts.push('');
    texts[column] = text;
  };

  return scanXml(
    chunks,
    {
      open(name, attributes) {
        if (inCell) {
          if (name === 'v') inValue = true;
          else if (name === 'f') formula = true;
          else inline.open(name, attributes);
        } else if (inData) {
          if (name === 'c') openCell(attributes);
          else if (name === 'row') openRow(attributes);
        } else if (name === 'sheetData') inData = true;
        else if (name === 'col' && isTrue(attribute(attributes, 'hidden'))) {
          taker.hiddenColumns(
            Number(attribute(attributes, 'min')) - 1,
            Number(attribute(attributes, 'max')) - 1,
          );
        }
      },
      text(text) {
        if (inValue) {
          value += text;
          if (value.length > LONGEST_CELL) throw tooLongCell();
        } else if (inCell) inline.text(text);
      },
      close(name) {
        if (inCell) {
          if (name === 'v') inValue = false;
          else if (name === 'c') closeCell();
          else inline.close(name);
        } else if (name === 'row' && inData) {
          if (texts.length > 0 || unknown.length > 0)
            taker.row({ row, hidden, texts, formulas, unknown, noisy });
        } else if (name === 'sheetData') inData = false;
      },
    },
    taker.enough,
  );
}

function strange(): Problem {
  return new Problem(
    'unreadable-file',
    'The workbook is damaged: its rows or columns do not follow each other.',
  );
}
