import { createHash } from 'node:crypto';
import type { FamilyTask, SolveFamily } from '../../disclosure/family-task.ts';
import { type Database, transaction } from '../../storage/database.ts';
import { isStillDraft } from '../store.ts';
import { keepOutcome, noteProgress, outcomeOf } from './store.ts';

export interface SolveOnceOptions {
  readonly publisher: Database['publisher'];
  readonly solve: SolveFamily;
  readonly clock: () => Date;
  readonly releaseId: number;
}

export interface SolveOnce {
  /** Keeps what a domain's families come to, each as soon as it is done, and asks for none that has been done before. */
  forDomain(domain: string): SolveFamily;
  /** The families so far. */
  readonly families: readonly {
    readonly releaseId: number;
    readonly sha256: string;
    readonly domain: string;
  }[];
}

/** The draft was withdrawn, or drafted again, while it was being worked on. */
export class Overtaken extends Error {}

/** Changes with what `suppress` and `certify` do: what older rules made is not taken over. */
const RULES = 3;

/**
 * Each outcome is kept in a transaction of its own, so that a restart in the middle of a draft loses what is being worked
 * on at that moment and no more, and a draft after one correction works on the families that it touches alone.
 */
export function solveOnce({ publisher, solve, clock, releaseId }: SolveOnceOptions): SolveOnce {
  const families: { releaseId: number; sha256: string; domain: string }[] = [];
  let [done, total] = [0, 0];
  return {
    families,
    forDomain: (domain) => async (task) => {
      total += 1;
      const sha256 = hashOf(task);
      families.push({ releaseId, sha256, domain });
      const known = await transaction(publisher, (tx) => outcomeOf(tx, sha256));
      const outcome = known ?? (await solve(task));
      done += 1;
      await transaction(publisher, async (tx) => {
        if (!(await isStillDraft(tx, releaseId))) throw new Overtaken();
        if (known === undefined) await keepOutcome(tx, { sha256, task, outcome, at: clock() });
        await noteProgress(tx, { releaseId, done, total });
      });
      return outcome;
    },
  };
}

function hashOf(task: FamilyTask): string {
  return createHash('sha256')
    .update(`${RULES}\n${JSON.stringify(task)}`)
    .digest('hex');
}
