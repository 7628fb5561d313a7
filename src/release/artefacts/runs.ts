import type { Transaction } from '../../storage/database.ts';
import type { ProtectedCell } from '../../vocabulary/cell.ts';
import { type ArtefactRun, insertRuns } from './store.ts';

const BATCH = 2000;

/** Notes where in one CSV file the rows of each measure, period and area stand: they follow one another, since the file is ordered. */
export function openRuns(
  tx: Transaction,
  {
    releaseId,
    name,
    firstByte,
  }: { readonly releaseId: number; readonly name: string; readonly firstByte: number },
): { note(cell: ProtectedCell, line: string): Promise<void>; close(): Promise<void> } {
  let runs: Required<ArtefactRun>[] = [];
  let at = firstByte;
  let open: Required<ArtefactRun> | undefined;
  const flush = async () => {
    await insertRuns(tx, runs);
    runs = [];
  };
  return {
    async note(cell, line) {
      const length = Buffer.byteLength(line);
      if (open?.area === cell.area && open.period === cell.period && open.measureId === cell.measure) {
        open.byteLength += length;
        open.rowCount += 1;
      } else {
        if (runs.length >= BATCH) await flush();
        const { measure: measureId, period, area } = cell;
        open = { releaseId, name, measureId, period, area, firstByte: at, byteLength: length, rowCount: 1 };
        runs.push(open);
      }
      at += length;
    },
    close: flush,
  };
}
