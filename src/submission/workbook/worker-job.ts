import type { ProblemCode } from '../../problem.ts';
import type { Layout } from '../../vocabulary/layout.ts';
import type { WorkbookLimits } from './limits.ts';
import type { SheetFacts } from './sheet-facts.ts';

/** What a worker is asked. */
export interface WorkerJob {
  /** Descriptors: a process's threads share its open files. */
  readonly from: number;
  readonly to: number;
  /** null for our own columns. */
  readonly layout: Layout | null;
  readonly limits: WorkbookLimits;
}

/** What it answers. Problems do not cross from one thread to another as what they are. */
export type WorkerAnswer =
  | { readonly facts: SheetFacts }
  | { readonly code: ProblemCode; readonly detail: string };
