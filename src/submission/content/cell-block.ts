import type { AcceptedCell } from '../accepted-cell.ts';
import { createCopyBytes } from './copy-bytes.ts';

/**
 * The columns of `intake.cell_block` in the order in which blocks are written. A block holds cells of one submission,
 * measure and period column by column: an array of one element is the value of all its cells, an empty one is null in all.
 */
export const BLOCK_COLUMNS = [
  'submission_id',
  'block',
  'measure_id',
  'period',
  'row_number',
  'ordinal',
  'area',
  'ethnic_group',
  'ethnic_group_as_sent',
  'sex',
  'age_band',
  'category',
  'numerator',
  'numerator_status',
  'denominator',
  'denominator_status',
  'sum_of_squares',
  'is_part',
] as const;

/** So many cells are in one block at most: enough for an array to cost little, few enough to be read in one piece. */
const MOST_IN_BLOCK = 2_048;
/** So many cells wait for their block to fill at most, over all measures and periods of a file. */
const MOST_WAITING = 32_768;

interface Block {
  readonly measure: string;
  readonly period: string;
  readonly row: number[];
  readonly ordinal: number[];
  readonly area: string[];
  readonly group: string[];
  readonly groupAsSent: (string | null)[];
  readonly sex: string[];
  readonly ageBand: string[];
  readonly category: string[];
  /** NaN for null, as in the other numbers. */
  readonly numerator: number[];
  readonly numeratorStatus: string[];
  readonly denominator: number[];
  readonly denominatorStatus: (string | null)[];
  readonly sumOfSquares: number[];
  readonly isPart: boolean[];
}

/** Cells on their way into blocks, as bytes of Postgres's binary COPY format. */
export interface BlockWriter {
  /** The bytes of the blocks that these cells have filled; null where there are none yet. */
  take(cells: readonly AcceptedCell[]): Buffer | null;
  /** All that is left, and the end of the format. */
  finish(): Buffer;
}

export function createBlockWriter(submissionId: string): BlockWriter {
  const blocks = new Map<string, Block>();
  const out = createCopyBytes();
  let waiting = 0;
  let written = 0;
  let last: Block | undefined;
  const blockOf = ({ measure, period }: AcceptedCell): Block => {
    // Rows that follow one another are mostly of one measure.
    if (last?.measure === measure && last.period === period) return last;
    const key = `${measure} ${period}`;
    last = blocks.get(key) ?? emptyBlock(measure, period);
    blocks.set(key, last);
    return last;
  };
  const write = (block: Block) => {
    if (block.row.length === 0) return;
    out.row(BLOCK_COLUMNS.length);
    out.uuid(submissionId);
    out.int(written);
    out.text(block.measure);
    out.text(block.period);
    out.ints(block.row);
    out.ints(block.ordinal);
    out.texts(block.area);
    out.texts(block.group);
    out.texts(block.groupAsSent);
    out.texts(block.sex);
    out.texts(block.ageBand);
    out.texts(block.category);
    out.doubles(block.numerator);
    out.texts(block.numeratorStatus);
    out.doubles(block.denominator);
    out.texts(block.denominatorStatus);
    out.doubles(block.sumOfSquares);
    out.booleans(block.isPart);
    written += 1;
    waiting -= block.row.length;
    empty(block);
  };
  out.begin();
  return {
    take(cells) {
      for (const cell of cells) {
        const block = blockOf(cell);
        add(block, cell);
        waiting += 1;
        if (block.row.length === MOST_IN_BLOCK) write(block);
        else if (waiting === MOST_WAITING) blocks.forEach(write);
      }
      return out.taken();
    },
    finish() {
      blocks.forEach(write);
      out.end();
      return out.taken() ?? Buffer.alloc(0);
    },
  };
}

function emptyBlock(measure: string, period: string): Block {
  return {
    measure,
    period,
    row: [],
    ordinal: [],
    area: [],
    group: [],
    groupAsSent: [],
    sex: [],
    ageBand: [],
    category: [],
    numerator: [],
    numeratorStatus: [],
    denominator: [],
    denominatorStatus: [],
    sumOfSquares: [],
    isPart: [],
  };
}

function add(block: Block, cell: AcceptedCell): void {
  const { numerator, denominator } = cell;
  block.row.push(cell.row);
  block.ordinal.push(cell.ordinal);
  block.area.push(cell.area);
  block.group.push(cell.group);
  block.groupAsSent.push(cell.groupAsSent);
  block.sex.push(cell.sex);
  block.ageBand.push(cell.ageBand);
  block.category.push(cell.category);
  block.numerator.push(numerator.value ?? Number.NaN);
  block.numeratorStatus.push(numerator.status);
  block.denominator.push(denominator?.value ?? Number.NaN);
  block.denominatorStatus.push(denominator === null ? null : denominator.status);
  block.sumOfSquares.push(cell.sumOfSquares ?? Number.NaN);
  block.isPart.push(cell.isPart);
}

function empty({ measure: _measure, period: _period, ...columns }: Block): void {
  for (const column of Object.values(columns)) column.length = 0;
}
