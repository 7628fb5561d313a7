import { Problem } from '../../problem.ts';
import type { HeaderTest } from '../survey.ts';
import { refuseCarried } from './carried-parts.ts';
import { chooseSheet } from './choose-sheet.ts';
import { type Contents, readContents, type SheetPart } from './contents.ts';
import type { WorkbookLimits } from './limits.ts';
import { readStyles } from './number-format.ts';
import { openParts, type Parts } from './parts.ts';
import { watchForPeople } from './people-watch.ts';
import { searchRemembered } from './remembered.ts';
import { searchParts } from './search-parts.ts';
import { readSharedStrings } from './shared-strings.ts';
import type { SheetFacts } from './sheet-facts.ts';
import { readSheet, type SheetRow } from './sheet-rows.ts';
import { sheetTable } from './sheet-table.ts';
import { tableLines } from './table-lines.ts';

export interface WriteTableOptions {
  /** Descriptors of open files: the workbook, and the one to write to. */
  readonly from: number;
  readonly to: number;
  readonly isHeader: HeaderTest;
  /** Whether a column of this heading holds counts, which a merged cell never stands for more than once. */
  readonly isCount: (heading: string) => boolean;
  readonly limits: WorkbookLimits;
}

const OTHERS_TOLD = 20;

/**
 * Writes the table of a workbook as text: UTF-8, tabs between the fields, each row of the sheet on the line of its number.
 * From there on it is read as any table. Throws `workbook-too-large`, `unsupported-workbook`, `encrypted-workbook`,
 * `several-tables`, `unreadable-file` or `records-of-children`.
 */
export async function writeTable(options: WriteTableOptions): Promise<SheetFacts> {
  const { from, to, isHeader, isCount, limits } = options;
  const parts = await openParts(from, limits.bytes);
  const contents = await readContents(parts);
  refuseCarried(parts.names);
  const { sheets, from1904 } = contents;
  const searched = await searchParts(parts, new Set(sheets.map(({ part }) => part)));
  const words = {
    strings: await readSharedStrings(parts, contents.sharedStrings),
    styles: await readStyles(parts, contents.styles),
    from1904,
  };
  const { sheet, headerRow } = await chooseSheet({ parts, sheets, words, isHeader });
  for (const other of besides(sheet, contents, parts)) {
    const watch = watchForPeople(`On the sheet '${other.name.slice(0, 31)}'`, isHeader);
    const row = ({ texts }: SheetRow) => watch.row(texts);
    await readSheet(parts.read(other.part), words, { hiddenColumns: () => {}, row });
    watch.end();
  }
  await searchRemembered(parts, isHeader);
  const merges = searched.merges.get(sheet.part) ?? [];
  const table = sheetTable({ headerRow, merges, isHeader, isCount, lines: tableLines(to, limits.bytes) });
  await readSheet(parts.read(sheet.part), words, table);
  const facts = { ...table.end(), ...told(sheet, contents) };
  if (searched.pupilNumbers) {
    throw new Problem(
      'records-of-children',
      'Somewhere in the workbook stands what looks like a Unique Pupil Number: on another sheet, in a comment, or in ' +
        'what a pivot table remembers.',
    );
  }
  return facts;
}

/** The sheets that are not read, and those that no tab leads to. */
function besides(read: SheetPart, { sheets }: Contents, { names }: Parts): readonly SheetPart[] {
  const listed = new Set(sheets.map(({ part }) => part));
  const loose = names.filter((name) => /(?:^|\/)worksheets\/[^/]+\.xml$/i.test(name) && !listed.has(name));
  return [
    ...sheets.filter(({ part }) => part !== read.part),
    ...loose.map((part) => ({ name: part.replace(/^.*\//, ''), hidden: true, part })),
  ];
}

function told(
  read: Contents['sheets'][number],
  { sheets }: Contents,
): Pick<SheetFacts, 'name' | 'hidden' | 'others'> {
  const others = sheets.filter((sheet) => sheet !== read).slice(0, OTHERS_TOLD);
  return {
    name: read.name,
    hidden: read.hidden,
    others: others.map(({ name, hidden }) => ({ name, hidden })),
  };
}
