import { parentPort, workerData } from 'node:worker_threads';
import { createEstimator } from '../../comparison/cell-estimate.ts';
import { Problem } from '../../problem.ts';
import { openPublisher } from '../../storage/database.ts';
import type { PublishAnswer, PublishJob, PublishStep } from './apart.ts';
import { publishRelease } from './publish.ts';

/** A thread that publishes one release on a connection of its own. What is no Problem ends it, and so is told. */
const { url, publicUrl, at, ...asked }: PublishJob = workerData;
const publisher = openPublisher(url);
let answer: PublishAnswer;
try {
  const onStep = (step: PublishStep) => parentPort?.postMessage({ step } satisfies PublishAnswer);
  const options = { publisher, clock: () => at, publicUrl, estimator: createEstimator, onStep };
  answer = { release: await publishRelease(asked, options) };
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  const { code, message, parts, links } = error;
  answer = { problem: { code, message, parts, links } };
} finally {
  await publisher.end();
}
parentPort?.postMessage(answer);
