import type { Transaction } from '../../storage/database.ts';
import type { SubmissionFacts } from '../store.ts';

export interface Note {
  readonly submissionId: string;
  /** The finding's. */
  readonly key: string;
  readonly note: string;
  readonly notedBy: string;
  readonly notedAt: Date;
}

/** Writes a note, in the place of one that was there. */
export async function writeNote({ client }: Transaction, note: Note): Promise<void> {
  await client.query(
    `insert into intake.finding_note (submission_id, key, note, noted_by, noted_at) values ($1, $2, $3, $4, $5)
     on conflict (submission_id, key) do update
       set note = excluded.note, noted_by = excluded.noted_by, noted_at = excluded.noted_at`,
    [note.submissionId, note.key, note.note, note.notedBy, note.notedAt],
  );
}

/**
 * Gives a new submission the notes that its series has on queries of the same keys: the newest of each, with who wrote it
 * and when. The series is its authority's (or its sender's, where a file has no authority) for one domain, period and
 * layout. Returns how many it took over.
 */
export async function takeOverNotes(
  { client }: Transaction,
  { id, domain, period, layout, area, sender }: SubmissionFacts,
): Promise<number> {
  const { rowCount } = await client.query(
    `insert into intake.finding_note (submission_id, key, note, noted_by, noted_at)
     select distinct on (f.key) $1::uuid, f.key, n.note, n.noted_by, n.noted_at
     from intake.submission_finding f
     join intake.finding_note n on n.key = f.key
     join intake.submission s on s.id = n.submission_id
     where f.submission_id = $1 and f.severity = 'query' and s.id <> $1 and s.domain = $2
       and s.period is not distinct from $3 and s.layout = $4
       and s.area is not distinct from $5 and ($5::text is not null or s.sender = $6)
     order by f.key, n.noted_at desc, s.received_at desc`,
    [id, domain, period, layout, area, sender],
  );
  return rowCount ?? 0;
}

export interface OpenQuery {
  readonly key: string;
  readonly code: string;
  readonly title: string;
}

/** The queries that nobody has put a note on, in the order in which they were found: the first `limit`, and how many. */
export async function openQueries(
  { client }: Transaction,
  submissionId: string,
  limit: number,
): Promise<{ readonly total: number; readonly first: readonly OpenQuery[] }> {
  const { rows } = await client.query<OpenQuery & { readonly total: number }>(
    `select f.key, f.code, f.title, count(*) over ()::int as total
     from intake.submission_finding f
     left join intake.finding_note n on n.submission_id = f.submission_id and n.key = f.key
     where f.submission_id = $1 and f.severity = 'query' and n.key is null
     order by f.ordinal limit $2`,
    [submissionId, limit],
  );
  return { total: rows[0]?.total ?? 0, first: rows.map(({ key, code, title }) => ({ key, code, title })) };
}
