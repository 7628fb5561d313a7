import { Worker } from 'node:worker_threads';
import type { Identity } from '../../platform/identity.ts';
import { Problem } from '../../problem.ts';
import type { FreezeStep } from '../../release/artefacts/freeze.ts';
import type { DraftFacts } from '../../release/store.ts';

export interface PublishRequest {
  readonly identity: Identity;
  readonly version: string;
  readonly at: Date;
}

/** What publishing does, one after the other. */
export type PublishStep = 'append the cells' | FreezeStep;

/** Publishes on another thread. Throws what publishing throws. */
export type PublishApart = (
  request: PublishRequest & { readonly onStep?: (step: PublishStep) => void },
) => Promise<DraftFacts>;

export interface PublishJob extends PublishRequest {
  /** Of the database, as the publisher. */
  readonly url: string;
  readonly publicUrl: string;
}

export type PublishAnswer =
  | { readonly step: PublishStep }
  | { readonly release: DraftFacts }
  | { readonly problem: Pick<Problem, 'code' | 'message' | 'parts' | 'links'> };

export function createPublishApart(to: Pick<PublishJob, 'url' | 'publicUrl'>): PublishApart {
  return ({ onStep = () => {}, ...request }) =>
    new Promise((resolve, reject) => {
      const workerData: PublishJob = { ...to, ...request };
      const worker = new Worker(new URL('./worker-start.mjs', import.meta.url), { execArgv: [], workerData });
      worker.on('message', (answer: PublishAnswer) => {
        if ('step' in answer) return onStep(answer.step);
        if ('release' in answer) return resolve(answer.release);
        const { code, message, parts, links } = answer.problem;
        reject(new Problem(code, message, parts, links));
      });
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('The thread that publishes has ended without an answer')));
    });
}
