import { getHeapStatistics } from 'node:v8';
import { parentPort } from 'node:worker_threads';
import { type FamilyOutcome, type FamilyTask, solveFamily } from '../../disclosure/family-task.ts';
import { loadSolver, type Solver } from '../../disclosure/solver.ts';

/** A thread that protects families, one after another. Knows nothing but what it is sent. */
export interface Job {
  readonly id: number;
  readonly task: FamilyTask;
  readonly seed: number;
  readonly wholeFor: number;
}

export interface Done {
  readonly id: number;
  /** null where something went wrong. */
  readonly outcome: FamilyOutcome | null;
  /** The most bytes that this thread has held so far, heap and solver. */
  readonly peak: number;
}

const plain = await loadSolver();
let peak = 0;
const look = () => {
  const { total_heap_size: heap, external_memory: beside } = getHeapStatistics();
  peak = Math.max(peak, heap + beside);
};
const solver: Solver = {
  ...plain,
  solve: (programme, options) => {
    look();
    return plain.solve(programme, options);
  },
};

parentPort?.on('message', ({ id, task, seed, wholeFor }: Job) => {
  const tell = (outcome: FamilyOutcome | null) => {
    look();
    const done: Done = { id, outcome, peak };
    parentPort?.postMessage(done);
  };
  // What goes wrong here may hold counts in its text: only that it went wrong is told.
  try {
    tell(solveFamily(task, { solver, seed, wholeFor, now: () => performance.now() }));
  } catch {
    tell(null);
  }
});
