import { createHmac } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { FamilyOutcome, FamilyTask, SolveFamily } from '../../disclosure/family-task.ts';
import type { Done, Job } from './worker.ts';

export interface WorkersOptions {
  readonly count: number;
  /** What makes patterns repeatable for us and for nobody else. */
  readonly key: string;
  /** Milliseconds for whole-number tables of a family. */
  readonly wholeFor: number;
}

export interface Workers {
  readonly solve: SolveFamily;
  /** The most bytes that each worker so far has held. */
  peaks(): readonly number[];
  close(): Promise<void>;
}

/** A worker's memory grows with each model and never shrinks: after so many families it makes room for a new one. */
const FAMILIES_EACH = 40;
const MEGABYTES = 300;

interface Member {
  readonly worker: Worker;
  busy: Waiting | undefined;
  families: number;
}

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
  const crew = new Set<Member>();
  const peaks: number[] = [];
  let jobs = 0;

  const next = () => {
    while (queue.length > 0) {
      const member = [...crew].find(({ busy }) => busy === undefined) ?? hired();
      const waiting = queue.shift();
      if (member === undefined || waiting === undefined) {
        if (waiting !== undefined) queue.unshift(waiting);
        return;
      }
      member.busy = waiting;
      // While it works the process waits for it; while it does not, it does not.
      member.worker.ref();
      member.worker.postMessage(waiting.job);
    }
  };
  const hired = (): Member | undefined => {
    if (crew.size >= count) return undefined;
    const worker = new Worker(new URL('./worker-start.mjs', import.meta.url), {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MEGABYTES },
    });
    const member: Member = { worker, busy: undefined, families: 0 };
    crew.add(member);
    const own = peaks.push(0) - 1;
    worker.on('message', ({ outcome, peak }: Done) => {
      peaks[own] = peak;
      const { busy } = member;
      member.busy = undefined;
      member.families += 1;
      if (member.families >= FAMILIES_EACH) dismiss(member);
      else worker.unref();
      if (outcome === null) busy?.reject(new Error('A family could not be protected'));
      else busy?.resolve(outcome);
      next();
    });
    const lost = () => {
      const { busy } = member;
      member.busy = undefined;
      crew.delete(member);
      busy?.reject(new Error('A worker that protects families has failed'));
      next();
    };
    worker.on('error', lost);
    worker.on('exit', lost);
    return member;
  };
  const dismiss = (member: Member) => {
    crew.delete(member);
    void member.worker.terminate();
  };
  return {
    solve: (task) =>
      new Promise((resolve, reject) => {
        jobs += 1;
        queue.push({ job: { id: jobs, task, seed: seedOf(task, key), wholeFor }, resolve, reject });
        next();
      }),
    peaks: () => peaks,
    close: async () => {
      await Promise.all([...crew].map(({ worker }) => worker.terminate()));
    },
  };
}

/** Of a family's places, not of its counts: two families that differ in counts alone are treated alike. */
function seedOf({ table }: FamilyTask, key: string): number {
  const hmac = createHmac('sha256', key);
  for (const { name } of table.variables) hmac.update(`${name}\n`);
  return hmac.digest().readUInt32BE(0);
}
