import { Problem } from '../../problem.ts';
import { HEADER_ROWS, type HeaderTest } from '../survey.ts';
import type { SheetPart } from './contents.ts';
import type { Parts } from './parts.ts';
import { type CellWords, readSheet } from './sheet-rows.ts';

export interface ChosenSheet {
  readonly sheet: SheetPart;
  /** The row that names the columns; undefined where no row does. */
  readonly headerRow: number | undefined;
}

interface Seen extends ChosenSheet {
  readonly filled: boolean;
  /** Something stands below the header. */
  readonly rowsBelow: boolean;
}

export interface SheetsToChooseFrom {
  readonly parts: Parts;
  readonly sheets: readonly SheetPart[];
  readonly words: CellWords;
  readonly isHeader: HeaderTest;
}

/**
 * The sheet whose header fits and that has rows below it; of several the visible one. Where none fits, the first in which
 * anything stands, so that the report can say what is missing in it. Throws `several-tables` where more than one can be
 * meant, and `unreadable-file` where nothing stands anywhere.
 */
export async function chooseSheet({
  parts,
  sheets,
  words,
  isHeader,
}: SheetsToChooseFrom): Promise<ChosenSheet> {
  const seen: Seen[] = [];
  for (const sheet of sheets) seen.push(await look({ parts, sheet, words, isHeader }));
  const fitting = seen.filter(({ headerRow }) => headerRow !== undefined);
  const withRows = fitting.filter(({ rowsBelow }) => rowsBelow);
  const candidates = withRows.length > 0 ? withRows : fitting;
  const visible = candidates.filter(({ sheet }) => !sheet.hidden);
  const [first, ...more] = visible.length > 0 ? visible : candidates;
  if (first !== undefined && more.length > 0) {
    const names = [first, ...more].slice(0, 5).map(({ sheet }) => `'${sheet.name.slice(0, 31)}'`);
    throw new Problem(
      'several-tables',
      `The sheets ${names.join(' and ')} each have the header of the table.`,
    );
  }
  const chosen =
    first ?? seen.find(({ filled, sheet }) => filled && !sheet.hidden) ?? seen.find(({ filled }) => filled);
  if (chosen === undefined)
    throw new Problem('unreadable-file', 'There is nothing in any sheet of the workbook.');
  return chosen;
}

async function look(
  options: Omit<SheetsToChooseFrom, 'sheets'> & { readonly sheet: SheetPart },
): Promise<Seen> {
  const { parts, sheet, words, isHeader } = options;
  let headerRow: number | undefined;
  let filled = false;
  let rowsBelow = false;
  let past = false;
  await readSheet(parts.read(sheet.part), words, {
    hiddenColumns: () => {},
    row({ row, texts }) {
      filled = true;
      if (headerRow !== undefined) rowsBelow = true;
      if (row > HEADER_ROWS) {
        past = true;
        return;
      }
      if (headerRow === undefined && isHeader(texts)) headerRow = row;
    },
    enough: () => past,
  });
  return { sheet, headerRow, filled, rowsBelow };
}
