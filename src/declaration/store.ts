import type pg from 'pg';
import type { Transaction } from '../storage/database.ts';
import { declaration } from '../storage/declaration-tables.ts';
import type { Declared, Programme, Target } from '../vocabulary/target.ts';
import { type DeclarationKind, programmeBody, targetBody } from './body.ts';

/** What everybody may read of what has been declared. */
export interface DeclarationReader {
  /** Every target as it stands, by id. */
  targets(): Promise<readonly Declared<Target>[]>;
  programmes(): Promise<readonly Declared<Programme>[]>;
  /** Newest first; empty where there is none of the id. */
  targetVersions(id: string): Promise<readonly Declared<Target>[]>;
  programmeVersions(id: string): Promise<readonly Declared<Programme>[]>;
  /** How many versions of anything there are: it grows whenever something is declared or changed. */
  count(): Promise<number>;
}

interface Row {
  readonly id: string;
  readonly version: number;
  readonly area: string;
  readonly body: unknown;
  readonly declared_at: Date;
}

const COLUMNS = 'id, version, area, body, declared_at';

/** Reads declarations as `publication_reader`. */
export function createDeclarationReader(pool: pg.Pool): DeclarationReader {
  const standing = async (kind: DeclarationKind): Promise<readonly Row[]> => {
    const { rows } = await pool.query<Row>(
      `select distinct on (id) ${COLUMNS} from declaration.declaration where kind = $1 order by id, version desc`,
      [kind],
    );
    return rows;
  };
  const versions = async (kind: DeclarationKind, id: string): Promise<readonly Row[]> => {
    const { rows } = await pool.query<Row>(
      `select ${COLUMNS} from declaration.declaration where kind = $1 and id = $2 order by version desc`,
      [kind, id],
    );
    return rows;
  };
  return {
    targets: async () => (await standing('target')).map(targetOf),
    programmes: async () => (await standing('programme')).map(programmeOf),
    targetVersions: async (id) => (await versions('target', id)).map(targetOf),
    programmeVersions: async (id) => (await versions('programme', id)).map(programmeOf),
    async count() {
      const { rows } = await pool.query<{ n: number }>(
        'select count(*)::int as n from declaration.declaration',
      );
      return rows[0]?.n ?? 0;
    },
  };
}

function targetOf({ declared_at, body, ...row }: Row): Declared<Target> {
  return { ...row, declaredAt: declared_at, body: targetBody.parse(body) };
}

function programmeOf({ declared_at, body, ...row }: Row): Declared<Programme> {
  return { ...row, declaredAt: declared_at, body: programmeBody.parse(body) };
}

const LOCK = 5_170_433_005;

/** The newest version of a declaration and whose it is; nobody else can add one until the transaction ends. */
export async function lockDeclaration(
  { client }: Transaction,
  kind: DeclarationKind,
  id: string,
): Promise<{ readonly version: number; readonly area: string } | undefined> {
  await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
  const { rows } = await client.query<{ version: number; area: string }>(
    'select version, area from declaration.declaration where kind = $1 and id = $2 order by version desc limit 1',
    [kind, id],
  );
  return rows[0];
}

export async function insertDeclaration(
  { tables }: Transaction,
  { body, ...row }: Omit<typeof declaration.$inferInsert, 'body'> & { readonly body: object },
): Promise<void> {
  await tables.insert(declaration).values({ ...row, body: { ...body } });
}
