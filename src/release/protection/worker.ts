import { parentPort } from 'node:worker_threads';
import { type FamilyTask, solveFamily } from '../../disclosure/family-task.ts';
import { loadSolver } from '../../disclosure/solver.ts';

/** A thread that protects families, one after another. Knows nothing but what it is sent. */
export interface Job {
  readonly id: number;
  readonly task: FamilyTask;
  readonly seed: number;
  readonly wholeFor: number;
}

const solver = await loadSolver();

parentPort?.on('message', ({ id, task, seed, wholeFor }: Job) => {
  // What goes wrong here may hold counts in its text: only that it went wrong is told.
  try {
    const outcome = solveFamily(task, { solver, seed, wholeFor, now: () => performance.now() });
    parentPort?.postMessage({ id, outcome });
  } catch {
    parentPort?.postMessage({ id, outcome: null });
  }
});
