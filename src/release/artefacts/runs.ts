import type { Transaction } from '../../storage/database.ts';
import type { CellKey } from '../../vocabulary/cell.ts';
import { type ArtefactRun, insertRuns } from './store.ts';

const BATCH = 2000;

type Run = Required<ArtefactRun>;

export interface Runs {
  /** Notes that the next line of that CSV file is this cell's. */
  note(name: string, cell: CellKey, line: string): Promise<void>;
  close(): Promise<void>;
}

/** Notes where in CSV files the rows of each measure, period and area stand: they follow one another, since files are ordered. */
export function openRuns(
  tx: Transaction,
  { releaseId, firstByte }: { readonly releaseId: number; readonly firstByte: number },
): Runs {
  let runs: Run[] = [];
  const open = new Map<string, { run: Run | undefined; at: number }>();
  const flush = async () => {
    await insertRuns(tx, runs);
    runs = [];
    open.forEach((file) => {
      file.run = undefined;
    });
  };
  return {
    async note(name, { measure: measureId, period, area }, line) {
      const length = Buffer.byteLength(line);
      const file = open.get(name) ?? { run: undefined, at: firstByte };
      open.set(name, file);
      const { run, at } = file;
      if (run?.area === area && run.period === period && run.measureId === measureId) {
        run.byteLength += length;
        run.rowCount += 1;
      } else {
        if (runs.length >= BATCH) await flush();
        file.run = {
          releaseId,
          name,
          measureId,
          period,
          area,
          firstByte: at,
          byteLength: length,
          rowCount: 1,
        };
        runs.push(file.run);
      }
      file.at = at + length;
    },
    close: flush,
  };
}
