import { createHash } from 'node:crypto';
import { desc, eq } from 'drizzle-orm';
import type { Plan } from '../../disclosure/plan.ts';
import { DEFAULT_POLICY, type Policy } from '../../disclosure/policy.ts';
import { canonicalJson } from '../../platform/canonical-json.ts';
import type { Transaction } from '../../storage/database.ts';
import { policyApproval, policyVersion, releasePlan } from '../../storage/disclosure-tables.ts';
import { readPlan, readPolicy } from './body.ts';

/** `replaced`: it held once, or it was never approved and another has taken its place. */
export type PolicyStatus = 'in-force' | 'waiting' | 'replaced';

export interface PolicyVersion {
  /** 0 is the one that the service came with. */
  readonly version: number;
  readonly basedOn: number;
  readonly sha256: string;
  readonly policy: Policy;
  readonly reason: string;
  readonly weakened: readonly string[];
  readonly status: PolicyStatus;
  readonly changedBy: string;
  readonly changedAt: Date | null;
  readonly approvedBy: string | null;
  readonly approvedAt: Date | null;
}

const LOCK = 5_170_433_004;

/** Changes of the policy take turns, until the transaction ends. */
export async function lockPolicy({ client }: Transaction): Promise<void> {
  await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
}

export function policyHash(policy: Policy): string {
  return createHash('sha256').update(canonicalJson(policy)).digest('hex');
}

/** Every version, newest first, the built-in one last. One is in force. */
export async function policyVersions({ tables }: Transaction): Promise<readonly PolicyVersion[]> {
  const rows = await tables
    .select()
    .from(policyVersion)
    .leftJoin(policyApproval, eq(policyApproval.version, policyVersion.version))
    .orderBy(desc(policyVersion.version));
  const holds = (row: (typeof rows)[number]) =>
    row.policy_version.weakened.length === 0 || row.policy_approval !== null;
  const inForce = rows.find(holds)?.policy_version.version ?? 0;
  const statusOf = (row: (typeof rows)[number]): PolicyStatus => {
    if (row.policy_version.version === inForce) return 'in-force';
    return !holds(row) && row.policy_version.basedOn === inForce ? 'waiting' : 'replaced';
  };
  const versions = rows.map((row): PolicyVersion => {
    const { body, ...facts } = row.policy_version;
    const approval = row.policy_approval;
    return {
      ...facts,
      policy: readPolicy(body),
      status: statusOf(row),
      approvedBy: approval?.approvedBy ?? null,
      approvedAt: approval?.approvedAt ?? null,
    };
  });
  return [...versions, builtIn(inForce === 0 ? 'in-force' : 'replaced')];
}

export async function policyInForce(tx: Transaction): Promise<PolicyVersion> {
  return (await policyVersions(tx)).find(({ status }) => status === 'in-force') ?? builtIn('in-force');
}

function builtIn(status: PolicyStatus): PolicyVersion {
  return {
    version: 0,
    basedOn: 0,
    sha256: policyHash(DEFAULT_POLICY),
    policy: DEFAULT_POLICY,
    reason: 'What the service came with.',
    weakened: [],
    status,
    changedBy: 'the service',
    changedAt: null,
    approvedBy: null,
    approvedAt: null,
  };
}

export async function insertPolicy(
  { tables }: Transaction,
  {
    policy,
    ...facts
  }: Pick<PolicyVersion, 'version' | 'basedOn' | 'policy' | 'reason' | 'weakened' | 'changedBy'> & {
    readonly changedAt: Date;
  },
): Promise<void> {
  const row = { ...facts, weakened: [...facts.weakened], sha256: policyHash(policy), body: { ...policy } };
  await tables.insert(policyVersion).values(row);
}

export async function approvePolicy(
  { tables }: Transaction,
  approval: { readonly version: number; readonly approvedBy: string; readonly approvedAt: Date },
): Promise<void> {
  await tables.insert(policyApproval).values(approval);
}

/** What is planned of one measure. */
export interface MeasurePlan {
  readonly measure: string;
  /** The periods whose counts it was worked out from. */
  readonly basis: readonly string[];
  readonly margins: Plan;
  readonly madeBy: string;
  readonly madeAt: Date;
  readonly holdsUntil: Date;
}

/** The newest plan of each measure that has one, by measure. */
export async function releasePlans({ tables }: Transaction): Promise<ReadonlyMap<string, MeasurePlan>> {
  const rows = await tables
    .selectDistinctOn([releasePlan.measureId])
    .from(releasePlan)
    .orderBy(releasePlan.measureId, desc(releasePlan.id));
  return new Map(
    rows.map(({ id: _, measureId, margins, ...facts }) => [
      measureId,
      { ...facts, measure: measureId, margins: readPlan(margins) },
    ]),
  );
}

export async function insertPlan(
  { tables }: Transaction,
  { measure, basis, margins, ...facts }: MeasurePlan,
): Promise<void> {
  await tables
    .insert(releasePlan)
    .values({ ...facts, measureId: measure, basis: [...basis], margins: { ...margins } });
}
