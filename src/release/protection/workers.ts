import { createHmac } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { FamilyOutcome, FamilyTask, SolveFamily } from '../../disclosure/family-task.ts';
import type { Job } from './worker.ts';

export interface WorkersOptions {
  readonly count: number;
  /** What makes patterns repeatable for us and for nobody else. */
  readonly key: string;
  /** Milliseconds for whole-number tables of a family. */
  readonly wholeFor: number;
}

export interface Workers {
  readonly solve: SolveFamily;
  close(): Promise<void>;
}

/** A worker's memory grows with each model and never shrinks: after so many families it makes room for a new one. */
const FAMILIES_EACH = 40;
const MEGABYTES = 300;

interface Waiting {
  readonly job: Job;
  readonly resolve: (outcome: FamilyOutcome) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Threads that protect families, started when there is work: the event loop stays free for those who ask. They do not
 * keep the process alive.
 */
export function openWorkers({ count, key, wholeFor }: WorkersOptions): Workers {
  const queue: Waiting[] = [];
  const all = new Set<Worker>();
  const idle: Worker[] = [];
  const done = new Map<Worker, number>();
  let jobs = 0;

  const start = (): Worker => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: MEGABYTES },
    });
    worker.unref();
    all.add(worker);
    return worker;
  };
  const retire = (worker: Worker) => {
    all.delete(worker);
    void worker.terminate();
  };
  const next = () => {
    while (queue.length > 0 && (idle.length > 0 || all.size < count)) {
      const waiting = queue.shift();
      if (waiting !== undefined) run(idle.pop() ?? start(), waiting);
    }
  };
  const run = (worker: Worker, { job, resolve, reject }: Waiting) => {
    // While it works the process waits for it; while it does not, it does not.
    worker.ref();
    const settle = (finish: () => void, alive: boolean) => {
      worker.removeAllListeners();
      worker.unref();
      const families = (done.get(worker) ?? 0) + 1;
      done.set(worker, families);
      if (alive && families < FAMILIES_EACH) idle.push(worker);
      else retire(worker);
      finish();
      next();
    };
    worker.once('message', ({ outcome }: { readonly outcome: FamilyOutcome | null }) =>
      settle(() => {
        if (outcome === null) reject(new Error('A family could not be protected'));
        else resolve(outcome);
      }, outcome !== null),
    );
    worker.once('error', () =>
      settle(() => reject(new Error('A worker that protects families has failed')), false),
    );
    worker.once('exit', () =>
      settle(() => reject(new Error('A worker that protects families has ended')), false),
    );
    worker.postMessage(job);
  };
  return {
    solve: (task) =>
      new Promise((resolve, reject) => {
        jobs += 1;
        queue.push({ job: { id: jobs, task, seed: seedOf(task, key), wholeFor }, resolve, reject });
        next();
      }),
    close: async () => {
      await Promise.all([...all].map((worker) => worker.terminate()));
      all.clear();
    },
  };
}

/** Of a family's places, not of its counts: two families that differ in counts alone are treated alike. */
function seedOf({ table }: FamilyTask, key: string): number {
  const hmac = createHmac('sha256', key);
  for (const { name } of table.variables) hmac.update(`${name}\n`);
  return hmac.digest().readUInt32BE(0);
}
