import { createHash } from 'node:crypto';
import { saysMore } from '../../disclosure/certify/joint.ts';
import {
  type FamilyOutcome,
  type FamilyTask,
  NOTHING_EARLIER,
  type SolveFamily,
} from '../../disclosure/family-task.ts';
import { type Database, type Transaction, transaction } from '../../storage/database.ts';
import { isStillDraft } from '../drafts/store.ts';
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
const RULES = 6;

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
      const known = await transaction(publisher, async (tx) => {
        const before = await knownOutcome(tx, task);
        await noteProgress(tx, { releaseId, done, total });
        return before;
      });
      const outcome = known?.outcome ?? (await solve(task));
      const sha256 = known?.sha256 ?? hashOf(task);
      done += 1;
      await transaction(publisher, async (tx) => {
        if (!(await isStillDraft(tx, releaseId))) throw new Overtaken();
        if (known === undefined)
          for (const own of new Set([sha256, hashOf({ ...task, ...NOTHING_EARLIER })]))
            await keepOutcome(tx, { sha256: own, task, outcome, at: clock() });
        await noteProgress(tx, { releaseId, done, total });
      });
      families.push({ releaseId, sha256, domain });
      return outcome;
    },
  };
}

/**
 * What the same family came to before: with the same releases behind it, or with others, where a pattern was made for the
 * same counts and no earlier release says more than they say with that pattern.
 */
async function knownOutcome(
  tx: Transaction,
  task: FamilyTask,
): Promise<{ readonly sha256: string; readonly outcome: FamilyOutcome } | undefined> {
  const sha256 = hashOf(task);
  const outcome = await outcomeOf(tx, sha256);
  if (outcome !== undefined) return { sha256, outcome };
  const alone = hashOf({ ...task, ...NOTHING_EARLIER });
  const before = alone === sha256 ? undefined : await outcomeOf(tx, alone);
  if (before === undefined) return undefined;
  const current = { ...task.table, withheld: before.withheld };
  return task.earlier.some((release) => saysMore(current, release))
    ? undefined
    : { sha256: alone, outcome: before };
}

function hashOf(task: FamilyTask): string {
  return createHash('sha256')
    .update(`${RULES}\n${JSON.stringify(task)}`)
    .digest('hex');
}
