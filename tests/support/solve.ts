import { type SolveFamily, solveFamily } from '../../src/disclosure/family-task.ts';
import { loadSolver } from '../../src/disclosure/solver.ts';

const solver = loadSolver();

/** Protects a family on this thread, as a worker would on its own. */
export const solveHere: SolveFamily = async (task) =>
  solveFamily(task, { solver: await solver, seed: 1, now: () => performance.now(), wholeFor: 20_000 });
