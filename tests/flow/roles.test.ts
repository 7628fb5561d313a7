import pg from 'pg';
import t from 'tap';
import { latestVocabulary } from '../../src/storage/editions.ts';
import { createKey, identify, revokeKey } from '../../src/storage/keys.ts';
import { asOwner, testDatabase } from '../support/database.ts';

const { db, url } = await testDatabase(t);

/** The SQLSTATE that a statement fails with, or `done`. */
async function outcome(pool: pg.Pool, sql: string): Promise<string> {
  try {
    await pool.query(sql);
    return 'done';
  } catch (error) {
    return error instanceof pg.DatabaseError ? (error.code ?? 'none') : 'none';
  }
}
const DENIED = '42501';

t.test('the service is never the owner', async (t) => {
  for (const [pool, role] of [
    [db.intake, 'intake_writer'],
    [db.publisher, 'publisher'],
    [db.reader, 'publication_reader'],
  ] as const) {
    const { rows } = await pool.query(
      'select current_user, (select rolsuper from pg_roles where rolname = current_user) as super',
    );
    t.same(rows, [{ current_user: role, super: false }]);
  }
});

t.test('whoever answers the public can read published cells and nothing else', async (t) => {
  for (const table of [
    'intake.submission',
    'intake.cell_block',
    'intake.stored_cell',
    'intake.submission_file',
    'intake.submission_finding',
    'intake.finding_note',
    'intake.own_cell',
    'intake.approved_cell',
    'intake.api_key',
    'audit.event',
    'publication.draft_cell',
    'disclosure.policy_version',
    'disclosure.release_plan',
    'disclosure.protected_family',
    'disclosure.release_family',
    'disclosure.protection_run',
    'disclosure.small_revision',
    'intake.published_cell',
    'intake.published_source',
  ]) {
    if (/^disclosure.(p|small)|published/.test(table) && table !== 'disclosure.policy_version')
      t.equal(await outcome(db.intake, `select * from ${table} limit 1`), DENIED, `intake: ${table}`);
    t.equal(await outcome(db.reader, `select * from ${table} limit 1`), DENIED, table);
  }
  t.equal(await outcome(db.reader, 'select * from publication.cell limit 1'), 'done');
  t.equal(await outcome(db.reader, 'select * from vocabulary.edition limit 1'), 'done');
});

t.test(
  'nobody may change or delete a published cell, a frozen file, a finding or an audit event',
  async (t) => {
    for (const pool of [db.intake, db.publisher, db.reader]) {
      for (const table of [
        'publication.cell',
        'publication.artefact',
        'publication.artefact_part',
        'publication.coverage',
        'audit.event',
      ]) {
        t.equal(await outcome(pool, `delete from ${table}`), DENIED, `delete from ${table}`);
      }
      t.equal(await outcome(pool, 'update publication.cell set numerator = 1'), DENIED);
      t.equal(await outcome(pool, "update audit.event set act = 'x'"), DENIED);
      t.equal(await outcome(pool, 'update publication.artefact_part set part = 1'), DENIED);
      t.equal(await outcome(pool, "update publication.release set notes = 'x'"), DENIED);
      t.equal(await outcome(pool, 'delete from intake.submission'), DENIED);
      t.equal(await outcome(pool, "update intake.submission_finding set message = 'x'"), DENIED);
      t.equal(await outcome(pool, 'delete from intake.finding_note'), DENIED);
    }
  },
);

t.test(
  'intake may not read a cell but through its own view, and publishing sees what is approved only',
  async (t) => {
    for (const table of ['intake.cell_block', 'intake.stored_cell']) {
      t.equal(await outcome(db.intake, `select * from ${table} limit 1`), DENIED, table);
      t.equal(await outcome(db.publisher, `select * from ${table} limit 1`), DENIED, table);
    }
    t.equal(await outcome(db.intake, 'select * from publication.cell limit 1'), DENIED);
    t.equal(await outcome(db.publisher, 'select * from intake.submission_file limit 1'), DENIED);
    t.equal(await outcome(db.publisher, 'select * from intake.own_cell limit 1'), DENIED);
  },
);

t.test('one authority does not see another, even where the code asks for everything', async (t) => {
  const insert = (id: string, area: string, status: string) => `insert into intake.submission
    (id, domain, period, area, sender, layout, origin, status, media_type, sha256, byte_length, row_count, cell_count,
     error_count, query_count, notice_count, submitted_by, received_at)
    values ('${id}', 'youth-justice', 'FY2024-25', '${area}', 'test', 'tidy', 'authority', '${status}', 'text/csv', 'x', 1, 1, 1, 0, 0, 0, 'k', now());
    insert into intake.cell_block values ('${id}', 0, 'yj-arrest-rate', 'FY2024-25', '{2}', '{0}', '{${area}}', '{all}', '{}', '{all}', '{all}', '{all}', '{7}', '{shown}', '{}', '{}', '{}', '{f}')`;
  await asOwner(url, insert('00000000-0000-4000-8000-000000000001', 'E09000012', 'checked'));
  await asOwner(url, insert('00000000-0000-4000-8000-000000000002', 'E09000022', 'approved'));
  const seen = async (pool: pg.Pool, area: string, table: string) => {
    const client = await pool.connect();
    try {
      await client.query('begin');
      await client.query("select set_config('ldd.area', $1, true)", [area]);
      const { rows } = await client.query(`select area from ${table} order by area`);
      await client.query('rollback');
      return rows.map((row) => row.area);
    } finally {
      client.release();
    }
  };
  for (const table of ['intake.submission', 'intake.own_cell']) {
    t.same(await seen(db.intake, 'E09000012', table), ['E09000012'], table);
    t.same(await seen(db.intake, '*', table), ['E09000012', 'E09000022'], table);
    t.same(await seen(db.intake, '', table), [], table);
  }
  t.same(await seen(db.publisher, '*', 'intake.approved_cell'), ['E09000022']);
  t.same(await seen(db.publisher, '*', 'intake.submission'), ['E09000022']);
});

t.test('a key is known by its secret, holds its roles, and can be ended', async (t) => {
  const at = new Date('2026-11-21T09:00:00Z');
  const { id, key } = await createKey(
    db.intake,
    { name: 'Hackney', roles: ['submitter'], area: 'E09000012' },
    { actor: 'test', at },
  );
  const rejected = (text: string, detail: RegExp) =>
    t.rejects(identify(db.intake, text, at), { code: 'unauthenticated', message: detail });
  t.match(await identify(db.intake, key, at), {
    id,
    name: 'Hackney',
    roles: ['submitter'],
    area: 'E09000012',
  });
  await rejected(`${key.slice(0, -2)}${key.endsWith('AA') ? 'BA' : 'AA'}`, /not known/);
  await rejected('not a key', /not known/);
  const stored = await asOwner(url, 'select * from intake.api_key');
  t.notOk(JSON.stringify(stored.rows).includes(key.split('_')[2] ?? 'nothing'), 'the secret is not stored');
  t.equal(await revokeKey(db.intake, id, { actor: 'test', at }), true);
  t.equal(await revokeKey(db.intake, id, { actor: 'test', at }), false);
  await rejected(key, /was ended at 2026-11-21T09:00:00/);
});

t.test('the vocabulary is read by every role, in its newest edition', async (t) => {
  for (const pool of [db.intake, db.publisher, db.reader])
    t.equal((await latestVocabulary(pool)).measures.length, 148);
});
