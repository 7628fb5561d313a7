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
  measure: string;
  period: string;
  /** How many cells are in it: its arrays may hold more, of a block before it. */
  size: number;
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
  // The arrays of a block that is written serve the next: thrown away, they would be most of the garbage of an upload.
  let spare: Block | undefined;
  const blockOf = (cell: AcceptedCell): Block => {
    const { measure, period } = cell;
    // Rows that follow one another are mostly of one measure.
    if (last?.measure === measure && last.period === period) return last;
    const key = keyOf(cell);
    const known = blocks.get(key);
    last = known ?? spare ?? emptyBlock();
    if (known !== undefined) return known;
    if (last === spare) spare = undefined;
    last.measure = measure;
    last.period = period;
    blocks.set(key, last);
    return last;
  };
  const write = (block: Block, key: string) => {
    const { size } = block;
    out.row(BLOCK_COLUMNS.length);
    out.uuid(submissionId);
    out.int(written);
    out.text(block.measure);
    out.text(block.period);
    out.ints(block.row, size);
    out.ints(block.ordinal, size);
    out.texts(block.area, size);
    out.texts(block.group, size);
    out.texts(block.groupAsSent, size);
    out.texts(block.sex, size);
    out.texts(block.ageBand, size);
    out.texts(block.category, size);
    out.doubles(block.numerator, size);
    out.texts(block.numeratorStatus, size);
    out.doubles(block.denominator, size);
    out.texts(block.denominatorStatus, size);
    out.doubles(block.sumOfSquares, size);
    out.booleans(block.isPart, size);
    written += 1;
    waiting -= size;
    block.size = 0;
    blocks.delete(key);
    spare = block;
    last = undefined;
  };
  out.begin();
  return {
    take(cells) {
      for (const cell of cells) {
        const block = blockOf(cell);
        add(block, cell);
        waiting += 1;
        if (block.size === MOST_IN_BLOCK) write(block, keyOf(cell));
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

function keyOf({ measure, period }: AcceptedCell): string {
  return `${measure} ${period}`;
}

function emptyBlock(): Block {
  return {
    measure: '',
    period: '',
    size: 0,
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
  const at = block.size;
  block.size += 1;
  block.row[at] = cell.row;
  block.ordinal[at] = cell.ordinal;
  block.area[at] = cell.area;
  block.group[at] = cell.group;
  block.groupAsSent[at] = cell.groupAsSent;
  block.sex[at] = cell.sex;
  block.ageBand[at] = cell.ageBand;
  block.category[at] = cell.category;
  block.numerator[at] = numerator.value ?? Number.NaN;
  block.numeratorStatus[at] = numerator.status;
  block.denominator[at] = denominator?.value ?? Number.NaN;
  block.denominatorStatus[at] = denominator === null ? null : denominator.status;
  block.sumOfSquares[at] = cell.sumOfSquares ?? Number.NaN;
  block.isPart[at] = cell.isPart;
}
