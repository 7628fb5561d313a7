import { parentPort } from 'node:worker_threads';
import { Problem } from '../../problem.ts';
import { declaredCount, declaredHeader } from '../layouts/declared.ts';
import { isTidyCount, isTidyHeader } from '../layouts/tidy.ts';
import type { WorkerAnswer, WorkerJob } from './worker-job.ts';
import { writeTable } from './write-table.ts';

parentPort?.on('message', (job: WorkerJob) => {
  void answer(job).then((message) => parentPort?.postMessage(message));
});

/** Whatever is not a Problem is a bug, and ends the worker: the one who waits for it is told by that. */
async function answer({ from, to, layout, limits }: WorkerJob): Promise<WorkerAnswer> {
  try {
    const isHeader = layout === null ? isTidyHeader : declaredHeader(layout);
    const isCount = layout === null ? isTidyCount : declaredCount(layout);
    return { facts: await writeTable({ from, to, isHeader, isCount, limits }) };
  } catch (error) {
    if (error instanceof Problem) return { code: error.code, detail: error.message };
    throw error;
  }
}
