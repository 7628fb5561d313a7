import type { Layout } from '../vocabulary/layout.ts';
import type { ByteSource } from './byte-source.ts';
import { declaredHeader } from './layouts/declared.ts';
import { isTidyHeader } from './layouts/tidy.ts';
import { type CsvTable, openCsv } from './read-csv.ts';

/** Opens a file of text for the table that a layout reads; null for our own columns. Throws as `openCsv` does. */
export function openTable(source: ByteSource, layout: Layout | null): Promise<CsvTable> {
  return openCsv(source, layout === null ? isTidyHeader : declaredHeader(layout));
}
