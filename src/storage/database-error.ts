import pg from 'pg';

/**
 * What is kept of a database error: its SQLSTATE and the constraint's name. Postgres puts row values into `detail`, and
 * Drizzle puts a query's parameters into its message: neither may reach a log.
 */
export class DatabaseError extends Error {
  readonly sqlState: string;
  readonly constraint: string | null;

  constructor(sqlState: string, constraint: string | null, where: string) {
    super(`Database error ${sqlState}${constraint === null ? '' : ` on ${constraint}`}`);
    this.name = 'DatabaseError';
    this.sqlState = sqlState;
    this.constraint = constraint;
    this.stack = `${this.name}: ${this.message}\n${where}`;
  }
}

/** The same error, or a `DatabaseError` in place of one that could carry values. */
export function withoutValues(error: unknown): unknown {
  const source = databaseCause(error);
  if (source === undefined) return error;
  const frames =
    error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  return new DatabaseError(source.code ?? 'unknown', source.constraint ?? null, frames.join('\n'));
}

function databaseCause(error: unknown): pg.DatabaseError | undefined {
  for (
    let current = error, depth = 0;
    current instanceof Error && depth < 5;
    current = current.cause, depth += 1
  ) {
    if (current instanceof pg.DatabaseError) return current;
  }
  return undefined;
}
