import { desc, eq } from 'drizzle-orm';
import type { Transaction } from '../../storage/database.ts';
import { authorityGrant } from '../../storage/grant-tables.ts';
import type { Domain } from '../../vocabulary/measure.ts';

/** `submit`: send, explain, submit and withdraw; `approve`: approve, send back and withdraw. Either lets one read. */
export const GRANT_RIGHTS = ['submit', 'approve'] as const;
export type GrantRight = (typeof GRANT_RIGHTS)[number];

export type GrantFacts = Readonly<typeof authorityGrant.$inferSelect>;

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const MOST = 1_000;

export async function insertGrant({ tables }: Transaction, facts: GrantFacts): Promise<void> {
  await tables.insert(authorityGrant).values({ ...facts });
}

/** The grants within the scope of the transaction, those that have ended among them; the newest first. */
export async function listGrants({ tables }: Transaction): Promise<readonly GrantFacts[]> {
  return tables.select().from(authorityGrant).orderBy(desc(authorityGrant.grantedAt)).limit(MOST);
}

/** A grant that nobody else can end until the transaction ends. */
export async function findGrant({ tables }: Transaction, id: string): Promise<GrantFacts | undefined> {
  if (!UUID.test(id)) return undefined;
  const [row] = await tables.select().from(authorityGrant).where(eq(authorityGrant.id, id));
  return row;
}

/** Ends a grant that still holds; false where it does not, or belongs to another authority. */
export async function endGrant(
  { client }: Transaction,
  { id, by, at }: { readonly id: string; readonly by: string; readonly at: Date },
): Promise<boolean> {
  const { rowCount } = await client.query(
    'update intake.authority_grant set revoked_by = $2, revoked_at = $3 where id = $1 and revoked_at is null',
    [id, by, at],
  );
  return rowCount === 1;
}

/** Whether the authority in whose scope the transaction is holds a grant of this right now. */
export async function holdsGrant(
  { client }: Transaction,
  { area, domain, right }: { readonly area: string; readonly domain: Domain; readonly right: GrantRight },
): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>('select intake.granted($1, $2, $3) as held', [
    area,
    domain,
    right,
  ]);
  return rows[0]?.held === true;
}
