import type { CsvRow } from '../submission/csv-row.ts';
import type { Field, HeaderFaults } from '../submission/draft.ts';
import type { CheckContext } from './context.ts';
import type { FileFacts } from './file-facts.ts';
import type { Place, Severity } from './finding.ts';
import type { Change } from './movement.ts';
import type { Reading } from './reading.ts';

/** A finding in a check's own words. The row is put before the message, and the column beside the field. */
export interface Told {
  readonly message: string;
  readonly field?: Field;
  readonly value?: string;
  readonly expected?: string | undefined;
}

/** A finding about a whole file, or about many rows of it. */
export interface ToldOfFile extends Told {
  readonly column?: string;
  readonly first?: Place | undefined;
  readonly occurrences?: number;
  /** Every row that it is about, where they are to be marked. */
  readonly rows?: readonly number[];
  /** Places and values that it rests on, in no order of the file: when they change, the finding is another one. */
  readonly restsOn?: string;
}

interface Named {
  /** A promise: notes, documents and other people's programs go by it. */
  readonly code: string;
  readonly severity: Severity;
  readonly title: string;
  readonly hint: string;
}

/** Looks at the header before any row is read. */
export interface HeaderCheck extends Named {
  readonly of: 'header';
  find(faults: HeaderFaults, context: CheckContext): readonly ToldOfFile[];
}

/** Looks at a row before it is taken for cells. */
export interface RowCheck extends Named {
  readonly of: 'row';
  fires(row: CsvRow, width: number): boolean;
  tell(row: CsvRow, width: number): Told;
}

/** Looks at each cell. `fires` is asked of every one and must be quick; `tell` only of those that are kept. */
export interface CellCheck extends Named {
  readonly of: 'cell';
  /** What the message rests on, of an error that one slip makes in many rows: it is told of the first few, and then once. */
  readonly alike?: (reading: Reading) => string;
  fires(reading: Reading, context: CheckContext): boolean;
  tell(reading: Reading, context: CheckContext): readonly Told[];
}

/**
 * The same, of what a cell is of: neither of its numbers, nor of which of our groups it is. Where no such check has fired
 * none is asked again of the groups that follow at the same place.
 */
export interface WordCheck extends Omit<CellCheck, 'of'> {
  readonly of: 'words';
}

/** Looks at what has been gathered when the last row is read. */
export interface FileCheck extends Named {
  readonly of: 'file';
  find(facts: FileFacts, context: CheckContext): readonly ToldOfFile[];
}

/** Looks at what has changed since the authority's last accepted figures. Asked only of a file without errors. */
export interface ChangeCheck extends Named {
  readonly of: 'change';
  find(change: Change, context: CheckContext): readonly ToldOfFile[];
}

export type Check = HeaderCheck | RowCheck | WordCheck | CellCheck | FileCheck | ChangeCheck;

/** A text from a file in a message: in quotes, and not longer than a line of it. */
export function quote(text: string): string {
  return `'${text.length > 60 ? `${text.slice(0, 59)}…` : text}'`;
}

/** ` Did you mean 'Asian'?`, or nothing. */
export function didYouMean(suggestion: string | undefined): string {
  return suggestion === undefined ? '' : ` Did you mean ${quote(suggestion)}?`;
}
