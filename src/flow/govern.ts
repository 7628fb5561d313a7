import { belowFloor, type Policy } from '../disclosure/policy.ts';
import { hasRole, type Identity } from '../platform/identity.ts';
import { Problem } from '../problem.ts';
import {
  approvePolicy,
  insertPolicy,
  lockPolicy,
  type MeasurePlan,
  type PolicyVersion,
  policyHash,
  policyInForce,
  policyVersions,
  releasePlans,
} from '../release/policy/store.ts';
import { recordAct } from '../storage/audit.ts';
import { type Database, type Transaction, transaction } from '../storage/database.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';

export { policyBody } from '../release/policy/body.ts';
export type { MeasurePlan, PolicyVersion } from '../release/policy/store.ts';

export interface PolicyChange {
  readonly policy: Policy;
  readonly reason: string;
  /** The SHA-256 of the policy that was in force when its changer read it; `*` for whichever is. */
  readonly from: readonly string[] | '*';
}

/** The rules of disclosure control, and how they change. A change holds for the next draft; releases keep theirs. */
export interface Govern {
  policy(identity: Identity): Promise<PolicyVersion>;
  /** Newest first. */
  versions(identity: Identity): Promise<readonly PolicyVersion[]>;
  /** By measure. */
  plans(identity: Identity): Promise<readonly MeasurePlan[]>;
  /**
   * Makes a version out of a whole policy. It is in force at once, unless it protects less than the floor: then it waits
   * for another person. Throws `policy-changed`, and `bad-request` for words that are not known.
   */
  change(identity: Identity, change: PolicyChange): Promise<PolicyVersion>;
  /** A second person lets a waiting version come into force. Throws `same-person`, `wrong-move` or `not-found`. */
  approve(identity: Identity, version: number): Promise<PolicyVersion>;
}

export interface GovernOptions {
  readonly pool: Database['publisher'];
  readonly vocabulary: () => Vocabulary;
  readonly clock: () => Date;
}

export function createGovern({ pool, vocabulary, clock }: GovernOptions): Govern {
  const reading = <T>(identity: Identity, work: (tx: Transaction) => Promise<T>): Promise<T> => {
    if (!hasRole(identity, 'steward', 'publisher'))
      throw new Problem('forbidden', 'The policy is read by stewards and publishers.');
    return transaction(pool, work);
  };
  const record = (tx: Transaction, given: { act: string; actor: string; at: Date; made: PolicyVersion }) =>
    recordAct(tx, {
      at: given.at,
      actor: given.actor,
      act: `policy.${given.act}`,
      subjectKind: 'policy',
      subjectId: String(given.made.version),
      area: null,
      detail: {
        sha256: given.made.sha256,
        status: given.made.status,
        weakened: given.made.weakened.join(' '),
      },
    });
  const made = async (tx: Transaction, version: number): Promise<PolicyVersion> => {
    const found = (await policyVersions(tx)).find((each) => each.version === version);
    if (found === undefined) throw new Problem('not-found', `There is no version ${version} of the policy.`);
    return found;
  };

  return {
    policy: (identity) => reading(identity, policyInForce),
    versions: (identity) => reading(identity, policyVersions),
    plans: (identity) => reading(identity, async (tx) => [...(await releasePlans(tx)).values()]),
    change(identity, { policy, reason, from }) {
      if (!hasRole(identity, 'steward'))
        throw new Problem('forbidden', 'The policy is changed by a steward.');
      const { measure } = vocabulary();
      const unknown = Object.keys(policy.measures).filter((id) => !measure.has(id));
      if (unknown.length > 0) {
        throw new Problem('bad-request', `There is no measure ${unknown.slice(0, 5).join(', ')}.`);
      }
      return transaction(pool, async (tx) => {
        await lockPolicy(tx);
        const [newest] = await policyVersions(tx);
        const before = await policyInForce(tx);
        if (from !== '*' && !from.includes(before.sha256)) {
          throw new Problem(
            'policy-changed',
            `Version ${before.version} of the policy is in force, which is not the one that you changed.`,
          );
        }
        if (policyHash(policy) === before.sha256)
          throw new Problem('bad-request', 'This is the policy in force: nothing is different.');
        const isPersons = (id: string) => measure.get(id)?.persons ?? true;
        const low = belowFloor(before.policy, isPersons);
        const weakened = belowFloor(policy, isPersons).filter((each) => !low.includes(each));
        const at = clock();
        const version = (newest?.version ?? 0) + 1;
        const facts = { version, basedOn: before.version, policy, reason, weakened };
        await insertPolicy(tx, { ...facts, changedBy: identity.id, changedAt: at });
        const changed = await made(tx, version);
        await record(tx, { act: 'change', actor: identity.id, at, made: changed });
        return changed;
      });
    },
    approve(identity, version) {
      if (!hasRole(identity, 'publisher'))
        throw new Problem('forbidden', 'A version that waits is approved by a publisher.');
      return transaction(pool, async (tx) => {
        await lockPolicy(tx);
        const waiting = await made(tx, version);
        if (waiting.status !== 'waiting')
          throw new Problem('wrong-move', `Version ${version} of the policy is ${waiting.status}.`);
        if (waiting.changedBy === identity.id)
          throw new Problem(
            'same-person',
            `Version ${version} was made with this key; another person approves it.`,
          );
        const at = clock();
        await approvePolicy(tx, { version, approvedBy: identity.id, approvedAt: at });
        const approved = await made(tx, version);
        await record(tx, { act: 'approve', actor: identity.id, at, made: approved });
        return approved;
      });
    },
  };
}
