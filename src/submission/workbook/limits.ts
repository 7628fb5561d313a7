/** What a workbook may cost us. Its own statements about its sizes are never believed. */
export interface WorkbookLimits {
  /** Inflated, over all parts that are read; and written down as a table. */
  readonly bytes: number;
  /** From the first part to the last. */
  readonly milliseconds: number;
}

export const USUAL_LIMITS: WorkbookLimits = { bytes: 512 * 1024 * 1024, milliseconds: 120_000 };

/** A workbook of Excel's has a dozen; one with a picture and a comment in each of a hundred sheets, a thousand. */
export const MOST_ENTRIES = 2_000;
/** Excel's own. */
export const MOST_ROWS = 1_048_576;
/** Excel has 16,384; no table that we take has a fiftieth of them. */
export const MOST_COLUMNS = 1_000;
/** Excel's own. */
export const LONGEST_CELL = 32_767;
export const MOST_SHEETS = 255;
export const MOST_MERGES = 100_000;
/** Of a part that is read whole: the names of sheets, the styles of cells. */
export const LARGEST_SMALL_PART = 32 * 1024 * 1024;
/** The texts of cells, which are looked up by number and so have to be at hand. */
export const LARGEST_STRINGS = 128 * 1024 * 1024;
/** What a worker may hold beside what is written to the scratch file. */
export const WORKER_MEGABYTES = 256;
