import { getTableColumns } from 'drizzle-orm';
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';

/**
 * The text of what is asked with every file and every report, made of the table once. Drizzle puts its texts together anew
 * each time, which costs as much as the rest of the question.
 */
export interface PlainSql {
  /** Its columns by the names that the code knows them by, for a select. */
  readonly columns: string;
  /** An insert of one row, whose values are the parameters in the order of `valuesOf`. */
  readonly insert: string;
  valuesOf(row: Readonly<Record<string, unknown>>): unknown[];
}

/** `without` are columns that the database fills itself. */
export function plainSql(table: PgTable, without: readonly string[] = []): PlainSql {
  const { name, schema = 'public' } = getTableConfig(table);
  const columns = Object.entries(getTableColumns(table)).filter(([key]) => !without.includes(key));
  const names = columns.map(([, column]) => column.name);
  return {
    columns: columns.map(([key, column]) => `"${name}".${column.name} as "${key}"`).join(', '),
    insert: `insert into ${schema}.${name} (${names.join(', ')}) values (${names.map((_, at) => `$${at + 1}`).join(', ')})`,
    valuesOf: (row) => columns.map(([key]) => row[key]),
  };
}
