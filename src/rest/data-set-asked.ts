import type { DataSet } from '../flow/data-set.ts';
import { fault } from '../flow/data-set-criteria.ts';
import { canonicalJson } from '../platform/canonical-json.ts';
import { etagOf } from '../platform/etag.ts';
import { Problem } from '../problem.ts';

export const TABLES = {
  csv: 'text/csv; charset=utf-8; header=present',
  parquet: 'application/vnd.apache.parquet',
} as const;

/** What is asked for before JSON and before the other table. */
export function tableWanted(accept = ''): keyof typeof TABLES | undefined {
  const first = accept
    .toLowerCase()
    .split(',')
    .map((each) => each.split(';')[0]?.trim() ?? '')
    .find((each) => /json$|^text\/csv$|parquet$/.test(each));
  if (first === 'text/csv') return 'csv';
  return first?.endsWith('parquet') === true ? 'parquet' : undefined;
}

export interface Begun {
  readonly set: DataSet;
  readonly question: object;
  readonly pageSize: number;
}

/** Where a page begins among the rows of a question of one version, which never change. */
export function cursorOf(from: number, { set, question }: Begun): string {
  const digest = etagOf(canonicalJson([set.id, question])).slice(1, 13);
  return Buffer.from(`${set.release.version} ${digest} ${from}`).toString('base64url');
}

export function cursorPlace(cursor: string, begun: Begun): number {
  const from = Number(/ (\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1]);
  if (cursorOf(from, begun) === cursor) return from;
  const detail = 'The cursor is of another question or version: send it with the question that it came with.';
  throw new Problem('bad-request', detail, [fault('InvalidCursor', 'cursor', detail)]);
}

/** The version that a cursor is of, so that its pages go on where a newer one has come meanwhile. */
export function versionIn(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  return /^\d+\.\d+\.\d+(?= )/.exec(Buffer.from(cursor, 'base64url').toString())?.[0];
}
