import type { FileHandle } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Problem } from '../../problem.ts';
import type { Layout } from '../../vocabulary/layout.ts';
import type { ByteSource } from '../byte-source.ts';
import { bytesOf, openScratch } from '../scratch-file.ts';
import { WORKER_MEGABYTES, type WorkbookLimits } from './limits.ts';
import type { SheetFacts } from './sheet-facts.ts';
import type { WorkerAnswer, WorkerJob } from './worker-job.ts';

/** The table of a workbook, as text. */
export interface WorkbookTable {
  readonly sheet: SheetFacts;
  readonly source: ByteSource;
  /** Gives the disk space back. */
  close(): Promise<void>;
}

export interface WorkbookReader {
  /**
   * Writes the workbook's table to a scratch file, in a thread of its own with a heap of its own, and not for longer than
   * the limit. Throws the Problems of `writeTable`.
   */
  read(file: FileHandle, layout: Layout | null): Promise<WorkbookTable>;
}

export interface WorkbookReaderOptions {
  readonly limits: WorkbookLimits;
  readonly directory: string;
}

const ENTRANCE = new URL('./worker.mjs', import.meta.url);

/** Half of the machine at most: whoever sends workbooks must not keep those waiting who ask. */
const AT_ONCE = Math.max(1, Math.floor(availableParallelism() / 2));

export function createWorkbookReader({ limits, directory }: WorkbookReaderOptions): WorkbookReader {
  /** One that has done its work is kept: to start one takes longer than to read a quarter's return. */
  let idle: Worker | undefined;
  let busy = 0;
  const waiting: (() => void)[] = [];

  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (busy >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    else busy += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) busy -= 1;
      else next();
    }
  };
  const run = async (job: WorkerJob): Promise<SheetFacts> => {
    const worker = idle ?? startWorker();
    idle = undefined;
    worker.ref();
    try {
      const answer = await answerOf(worker, job);
      worker.unref();
      if (idle === undefined) idle = worker;
      else void worker.terminate();
      if ('code' in answer) throw new Problem(answer.code, answer.detail);
      return answer.facts;
    } catch (error) {
      // The files it has been given are closed next.
      if (!(error instanceof Problem) || error.code === 'workbook-too-large') {
        if (idle === worker) idle = undefined;
        await worker.terminate();
      }
      throw error;
    }
  };

  return {
    read: (file, layout) =>
      inTurn(async () => {
        const scratch = await openScratch(directory);
        try {
          const sheet = await run({ from: file.fd, to: scratch.fd, layout, limits });
          return { sheet, source: () => bytesOf(scratch), close: () => scratch.close() };
        } catch (error) {
          await scratch.close();
          throw error;
        }
      }),
  };
}

function startWorker(): Worker {
  const worker = new Worker(ENTRANCE, {
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: WORKER_MEGABYTES },
  });
  worker.unref();
  return worker;
}

function answerOf(worker: Worker, job: WorkerJob): Promise<WorkerAnswer> {
  return new Promise<WorkerAnswer>((resolve, reject) => {
    const late = setTimeout(() => {
      const seconds = Math.round(job.limits.milliseconds / 1000);
      done(() =>
        reject(new Problem('workbook-too-large', `It took longer than ${seconds} seconds to read it.`)),
      );
    }, job.limits.milliseconds);
    const onMessage = (answer: WorkerAnswer) => done(() => resolve(answer));
    const onError = (error: unknown) => done(() => reject(outOfMemory(error)));
    const onExit = () => done(() => reject(new Error('The reader of workbooks has stopped.')));
    const done = (settle: () => void) => {
      clearTimeout(late);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      settle();
    };
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(job);
  });
}

function outOfMemory(error: unknown): unknown {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? new Problem('workbook-too-large', 'The workbook takes more memory to read than any table should.')
    : error;
}
