import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { inflateSync } from 'node:zlib';
import pg from 'pg';
import t from 'tap';
import type { Identity } from '../../src/platform/identity.ts';
import { testService } from '../support/service.ts';

/* What should never have been sent is got rid of by two people, and nothing of it is left. */
const HACKNEY = 'E09000012';
const LAMBETH = 'E09000022';
/** Stands in the file, its name, its key, a note on it, and nowhere else. */
const WORD = 'Zxqvbnwort';
const COUNT = 98_765_432;
const Q1 = 'FY2025-26-Q1';
const Q2 = 'FY2025-26-Q2';

const service = await testService(t);
const { app, key, db, flows } = service;
type Headers = Record<string, string>;
const submitter = await key('submitter', HACKNEY);
const approver = await key('approver', HACKNEY);
const steward = await key('steward');
const publisher = await key('publisher');
const owner = new pg.Client({ connectionString: service.url });
await owner.connect();
t.teardown(() => owner.end());
/** Has been reading since before the purge. */
const reader = new pg.Client({ connectionString: service.url });
await reader.connect();
t.teardown(() => reader.end());

const call = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, headers: Headers, payload?: object) =>
  app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
const about = (id: string, rest = '') => `/v1/submissions/${id}${rest}`;
const REASON = { reason: 'A column of surnames slipped through.' };
const propose = (id: string, who: Headers) => call('POST', about(id, '/purge'), who, REASON);
const confirm = (id: string, who: Headers) => call('POST', about(id, '/purge/confirm'), who);

function send(
  period: string,
  all: number,
  { word = 'more', idempotency = '', area = HACKNEY, by = submitter } = {},
) {
  const rows = { all, black: 120, white: 150, asian: 3 };
  const lines = Object.entries(rows).map(
    ([group, count]) => `sc-referral-rate,${period},${area},${group},${count},${word}`,
  );
  const file = ['measure,period,area,ethnic_group,numerator,remark', ...lines, ''].join('\r\n');
  const boundary = 'limit';
  return app.inject({
    method: 'POST',
    url: `/v1/submissions?domain=social-care&period=${period}`,
    headers: {
      ...by,
      'content-type': `multipart/form-data; boundary=${boundary}`,
      ...(idempotency === '' ? {} : { 'idempotency-key': idempotency }),
    },
    payload:
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${word}.csv"\r\n` +
      `content-type: text/csv\r\n\r\n${file}\r\n--${boundary}--\r\n`,
  });
}

async function approve(id: string, note: string, { by = submitter, other = approver } = {}): Promise<void> {
  const { findings } = (await call('GET', about(id, '/report'), by)).json();
  for (const each of findings) {
    if (each.severity === 'query' && each.note === null)
      await call('PUT', about(id, `/queries/${each.key}/note`), by, { note });
  }
  await call('POST', about(id, '/submit'), by);
  const approved = await call('POST', about(id, '/approve'), other);
  if (approved.statusCode !== 200) throw new Error(approved.payload);
}

async function draft(): Promise<string> {
  const made = await call('POST', '/v1/releases', steward, { bump: 'minor' });
  if (made.statusCode !== 201) throw new Error(made.payload);
  return made.json().version;
}

/** The tables of intake, the audit trail and the drafts in which a text or a count is to be found. */
async function tablesWith(...wanted: readonly string[]): Promise<readonly string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname in ('intake', 'audit') or tablename = 'draft_cell' order by 1`,
  );
  const holding: string[] = [];
  for (const { name } of rows) {
    for (const each of wanted) {
      const hex = Buffer.from(each).toString('hex');
      const { rowCount } = await owner.query(
        `select from ${name} r where r::text ~ '${each}|${hex}' limit 1`,
      );
      if (rowCount !== 0 && !holding.includes(name)) holding.push(name);
    }
  }
  return holding;
}

/** Whether the count stands in a family that was protected for no release that was ever public. */
async function isInFamilies(): Promise<boolean> {
  const { rows } = await owner.query<{ body: Buffer }>(
    `select body from disclosure.protected_family f where not exists (
       select from disclosure.release_family l join publication.release r on r.id = l.release_id
       where l.sha256 = f.sha256 and r.number is not null)`,
  );
  return rows.some(({ body }) => inflateSync(body).includes(String(COUNT)));
}

/** The files of the database on the server's disk in which the word or the count stands. */
async function filesWithMarks(): Promise<readonly string[]> {
  const { rows } = await owner.query<{ directory: string; oid: string }>(
    `select current_setting('data_directory') as directory, oid from pg_database where datname = current_database()`,
  );
  const directory = join(rows[0]?.directory ?? '', 'base', String(rows[0]?.oid));
  const count = Buffer.alloc(8);
  count.writeDoubleLE(COUNT);
  const marks = [Buffer.from(WORD), Buffer.from(String(COUNT)), count];
  const holding: string[] = [];
  for (const name of await readdir(directory)) {
    const bytes = await readFile(join(directory, name));
    if (marks.some((mark) => bytes.includes(mark))) holding.push(name);
  }
  return holding;
}

let id = '';
let later = '';

t.before(async () => {
  id = (await send(Q1, COUNT, { word: WORD, idempotency: WORD })).json().id;
  await approve(id, `${WORD} moved away.`);
  later = (await send(Q2, 600, { word: 'other' })).json().id;
});

t.test('one person proposes, and may think again; the proposer cannot confirm', async (t) => {
  const proposed = await propose(id, steward);
  t.match([proposed.statusCode, proposed.json()], [201, { state: 'proposed', ...REASON, confirmedBy: null }]);
  t.match((await call('GET', about(id), approver)).json(), { purgedAt: null, purge: { state: 'proposed' } });
  t.equal((await propose(id, approver)).json().code, 'wrong-move', 'one at a time');
  t.match((await confirm(id, steward)).json(), { status: 409, code: 'same-person' });
  t.equal((await confirm(id, submitter)).json().code, 'forbidden');
  t.equal((await confirm(id, await key('approver', LAMBETH))).json().code, 'not-found');
  t.equal((await call('DELETE', about(id, '/purge'), approver)).json().state, 'taken-back');
  t.equal((await call('GET', about(id), approver)).json().purge, null);
  t.equal((await confirm(id, approver)).json().code, 'wrong-move', 'nothing is proposed any more');
  t.equal((await call('DELETE', about(id, '/purge'), approver)).json().code, 'wrong-move');
  t.equal((await call('POST', about(id, '/purge'), steward, { reason: ' ' })).json().code, 'bad-request');
});

t.test('people are told apart by who they are, not by what they may do or where', async (t) => {
  const ann: Identity = { id: 'oidc:ann@login', name: 'Ann', roles: ['steward'], area: null };
  const annAtHackney: Identity = { ...ann, name: 'Ann of Hackney', roles: ['approver'], area: HACKNEY };
  await flows.purge.propose(ann, id, REASON.reason);
  await t.rejects(flows.purge.confirm(annAtHackney, id), { code: 'same-person' });
  await flows.purge.takeBack(annAtHackney, id);
});

t.test('a grant to approve is none to purge', async (t) => {
  const grant = { grantee: LAMBETH, rights: ['submit', 'approve'] };
  const given = (await call('POST', '/v1/grants', approver, grant)).json();
  const lambeth = await key('approver', LAMBETH);
  t.equal((await call('GET', about(id), lambeth)).statusCode, 200);
  t.equal((await propose(id, lambeth)).json().code, 'another-authority');
  await call('DELETE', `/v1/grants/${given.id}`, approver);
});

t.test('the database holds to two people, whatever the service says', async (t) => {
  await propose(id, steward);
  const { proposed_by: first } = (
    await owner.query('select proposed_by from intake.purge where taken_back_at is null')
  ).rows[0];
  const as = async (pool: pg.Pool, area: string, sql: string) => {
    const client = await pool.connect();
    try {
      await client.query('begin');
      await client.query("select set_config('ldd.area', $1, true)", [area]);
      await client.query(sql);
      return 'done';
    } catch (error) {
      return error instanceof pg.DatabaseError ? (error.constraint ?? error.code) : error;
    } finally {
      await client.query('rollback');
      client.release();
    }
  };
  const purge = (person: string) => `select intake.purge_submission('${id}', ${person}, now(), '{}')`;
  t.equal(await as(db.intake, '*', purge(`'${first}'`)), 'purge_second_person');
  t.equal(await as(db.intake, '*', purge('null')), 'purge_second_person');
  t.equal(await as(db.intake, LAMBETH, purge("'other'")), 'purge_proposed_first', 'out of sight');
  t.equal(await as(db.intake, HACKNEY, purge("'other'")), 'done', 'and by another it goes');
  t.equal(await as(db.publisher, '*', purge("'other'")), '42501');
  t.equal(await as(db.reader, '*', purge("'other'")), '42501');
  t.equal(
    await as(db.intake, '*', "update intake.purge set confirmed_by = 'other', confirmed_at = now()"),
    '42501',
  );
  t.equal(await as(db.intake, '*', 'update intake.submission set purged_at = now()'), '42501');
  for (const table of ['submission_file', 'cell_block', 'submission_finding', 'finding_note', 'submission']) {
    t.equal(await as(db.intake, '*', `delete from intake.${table}`), '42501', table);
  }
  t.equal(await as(db.publisher, '*', 'select * from publication.release_source'), '42501');
  t.equal(await as(db.reader, '*', 'select * from publication.release_source'), '42501');
  await call('DELETE', about(id, '/purge'), steward);
});

t.test('what is published stands in the way until it is withdrawn', async (t) => {
  await propose(id, steward);
  const version = await draft();
  await call('POST', `/v1/releases/${version}/approve`, publisher);
  t.equal((await call('POST', `/v1/releases/${version}/publish`, publisher)).statusCode, 200);
  const refused = await confirm(id, approver);
  t.match(refused.json(), {
    status: 409,
    code: 'release-stands',
    links: [{ href: `/v1/releases/${version}` }],
  });
  t.match((await call('GET', about(id), approver)).json().purge, { state: 'proposed' }, 'nothing was done');
  t.equal((await call('GET', about(id, '/file'), approver)).statusCode, 200);
  t.equal((await call('GET', `/v1/releases/${version}/all.csv`, {})).statusCode, 200);
  const why = { reason: 'It was drawn from a file that should not have been sent.' };
  t.equal((await call('POST', `/v1/releases/${version}/withdraw`, publisher, why)).statusCode, 200);
  t.equal((await call('GET', `/v1/releases/${version}/all.csv`, {})).statusCode, 410);
});

t.test('by the second person it goes: file, cells, findings, notes, copies and drafts', async (t) => {
  // A note is taken over by the next file of the series; a later period's file quotes the figures.
  await send(Q1, COUNT, { word: `${WORD} ` });
  const next = (await send(Q1, 610)).json().id;
  const quoted = (await call('GET', about(later, '/report'), submitter)).payload;
  t.match(quoted, String(COUNT), 'a later file was held against it');
  // With another authority in London's total the family is protected anew: as it was, it belongs to the withdrawn release.
  const lambeth = { by: await key('submitter', LAMBETH), other: await key('approver', LAMBETH) };
  const beside = (await send(Q1, 620, { area: LAMBETH, by: lambeth.by })).json().id;
  await approve(beside, 'Counted twice.', lambeth);
  const thrownAway = await draft();
  await call('POST', `/v1/releases/${thrownAway}/withdraw`, steward, { reason: 'Not this one.' });
  const version = await draft();
  t.strictSame(await tablesWith(WORD, String(COUNT)), [
    'intake.cell_block',
    'intake.finding_note',
    'intake.submission',
    'intake.submission_file',
    'intake.submission_finding',
    'publication.draft_cell',
  ]);
  t.ok(await isInFamilies(), 'what protection keeps of its work');
  await owner.query('analyze');
  const sampled = await owner.query(
    `select tablename, attname from pg_stats s where s::text ~ '${WORD}|${COUNT}'`,
  );
  t.same(sampled.rows, [], 'the planner samples nothing of it');
  // The second copy of the file goes as well: by the same two, one after the other.
  const copies = (await call('GET', '/v1/submissions?limit=500', steward)).json().submissions;
  const copy = copies.find((each: { fileName: string }) => each.fileName === `${WORD} .csv`).id;
  await propose(copy, approver);
  t.equal((await confirm(copy, steward)).json().state, 'purged');

  await reader.query('begin isolation level repeatable read');
  await reader.query('select count(*) from intake.submission');
  const both = await Promise.all([confirm(id, approver), confirm(id, await key('approver', HACKNEY))]);
  const [done, lost] = both.toSorted((one, other) => one.statusCode - other.statusCode);
  t.equal(done?.json().state, 'purged');
  t.ok(['wrong-move', 'submission-purged'].includes(lost?.json().code), 'one of two at once');
  t.same(await tablesWith(WORD, String(COUNT)), [], 'nowhere in intake, the audit trail or a draft');
  t.notOk(await isInFamilies(), 'nor in what protection keeps of its work');

  const seen = (await call('GET', about(id), approver)).json();
  t.match(seen, { status: 'withdrawn', fileName: null, sha256: /^[0-9a-f]{64}$/, purgedAt: String });
  t.match(seen.purge, { state: 'purged', ...REASON, proposedBy: String, confirmedBy: String });
  t.not(seen.purge.proposedBy, seen.purge.confirmedBy);
  for (const part of [
    '/file',
    '/report',
    '/report.csv',
    '/report.xlsx',
    '/diff',
    '/diff.csv',
    '/disclosure-preview',
  ]) {
    const gone = await call('GET', about(id, part), approver);
    t.match([gone.statusCode, gone.json().code], [410, 'submission-purged'], part);
  }
  const note = await call('PUT', about(id, '/queries/k/note'), submitter, { note: 'x' });
  t.equal(note.json().code, 'submission-purged');
  t.equal((await propose(id, steward)).json().code, 'submission-purged');
  t.equal((await call('POST', about(id, '/submit'), submitter)).json().code, 'wrong-move');

  const { events } = (await call('GET', about(id, '/history'), approver)).json();
  const line = events.at(-1);
  t.match(line, {
    act: 'submission.purge',
    actor: seen.purge.confirmedBy,
    area: HACKNEY,
    detail: {
      proposedBy: seen.purge.proposedBy,
      sha256: seen.sha256,
      parts: 1,
      quotes: 1,
      drafts: 1,
      to: 'withdrawn',
    },
  });
  t.ok(
    line.detail.blocks > 0 && line.detail.findings > 0 && line.detail.notes > 0 && line.detail.noteCopies > 0,
  );
  t.ok(events.some(({ act }: { act: string }) => act === 'submission.purge-take-back'));

  const publish = await call('POST', `/v1/releases/${version}/approve`, publisher);
  t.equal(publish.json().code, 'wrong-move', 'the draft that was open is withdrawn');
  const kept = (await call('GET', about(next, '/report'), submitter)).json();
  t.ok(kept.findings.length > 0, 'what another file brought stays');
  t.match((await call('GET', about(later, '/report'), submitter)).payload, 'have been purged');
  for (const name of await readdir(service.exportsDirectory)) {
    t.notOk((await readFile(join(service.exportsDirectory, name))).includes(WORD), name);
  }
  const logged = service.logs.filter((line) => new RegExp(`${WORD}|${COUNT}|Bearer`).test(line));
  t.same(logged, [], 'nothing of it, and no key, in a log, even at the finest level');
});

t.test('the same bytes are not taken again; the mended file is', async (t) => {
  const again = await send(Q1, COUNT, { word: WORD, idempotency: WORD });
  t.match(again.json(), { status: 409, code: 'purged-file' });
  t.equal((await send(Q1, 650)).statusCode, 201);
  t.same(await tablesWith(WORD), []);
});

t.test('a scrub takes the bytes out of the files of the database', async (t) => {
  await owner.query('checkpoint');
  t.ok((await filesWithMarks()).length > 0, 'deleted rows lie in the files until they are written over');
  const environment = { PATH: process.env.PATH, DATABASE_URL: service.url };
  const command = ['--import', 'tsx', 'src/cli.ts', 'scrub'];
  const scrubbing = promisify(execFile)(process.execPath, command, { env: environment });
  const first = await Promise.race([scrubbing.then(() => 'scrub'), setTimeout(3000, 'reader')]);
  t.equal(first, 'reader', 'while somebody can still see the deleted rows, they cannot be written away');
  await reader.query('commit');
  const { stdout } = await scrubbing;
  t.match(stdout, /tables have been written anew/);
  t.notMatch(stdout, 'superuser', 'the owner here may do all of it');
  const { rows } = await owner.query<{ file: string }>(
    `select pg_relation_filenode(oid)::text as file from pg_class
     where oid = 'publication.cell'::regclass or oid = 'publication.artefact_part'::regclass
       or oid = (select reltoastrelid from pg_class where oid = 'publication.artefact_part'::regclass)`,
  );
  // What a withdrawn release showed stays in its own tables, closed to everybody: a release is never changed.
  const published = rows.map(({ file }) => file);
  t.same(
    (await filesWithMarks()).filter((name) => !published.includes(name)),
    [],
  );
  t.equal((await send(Q1, 660)).statusCode, 201, 'and the service goes on');
});
