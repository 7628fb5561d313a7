import t from 'tap';
import { createEstimator } from '../../src/comparison/cell-estimate.ts';
import type { FamilyTask, SolveFamily } from '../../src/disclosure/family-task.ts';
import { createDisseminate, type Disseminate } from '../../src/flow/disseminate.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { latestVocabulary } from '../../src/storage/editions.ts';
import { asOwner } from '../support/database.ts';
import { explainQueries } from '../support/explain.ts';
import { testService } from '../support/service.ts';
import { solveHere } from '../support/solve.ts';

/* What has been worked out once is not worked out again: after a correction, in the next release, or after a restart. */
const HACKNEY = 'E09000012';
const STEWARD = { id: 's', name: 'a steward', roles: ['steward'] as const, area: null };
const PUBLISHER = { id: 'p', name: 'a publisher', roles: ['publisher'] as const, area: null };
const NOTES = { notes: 'Quarterly.' };

const service = await testService(t);
const { app, key, db, url, clock } = service;
const vocabulary = await latestVocabulary(db.reader);

/** Two measures that no sum ties together. */
const CARE = { domain: 'social-care', measure: 'sc-referral-rate', period: 'FY2024-25-Q1' };
const JUSTICE = { domain: 'youth-justice', measure: 'yj-arrest-rate', period: 'FY2024-25-Q1' };

async function send({ domain, measure, period }: typeof CARE, counts: readonly number[]): Promise<void> {
  const groups = ['asian', 'black', 'mixed', 'other', 'white', 'not-known'];
  const lines = groups.map((group, at) => `${measure},${period},${HACKNEY},${group},${counts[at] ?? 30}`);
  const staff = await key('submitter', HACKNEY);
  const sent = await app.inject({
    method: 'POST',
    url: `/v1/submissions?domain=${domain}&period=${period}&area=${HACKNEY}`,
    headers: { ...staff, 'content-type': 'text/csv' },
    payload: ['measure,period,area,ethnic_group,numerator', ...lines, ''].join('\r\n'),
  });
  const { id } = sent.json();
  await explainQueries(app, id, staff);
  const headers = await key('approver', HACKNEY);
  await app.inject({ method: 'POST', url: `/v1/submissions/${id}/submit`, headers: staff, payload: {} });
  const approved = await app.inject({
    method: 'POST',
    url: `/v1/submissions/${id}/approve`,
    headers,
    payload: {},
  });
  if (approved.json().status !== 'approved') throw new Error(sent.payload + approved.payload);
}

/** Whoever releases, and the domains of the families that are really worked on. */
function working(database: Database, solve: SolveFamily = solveHere) {
  const worked: string[] = [];
  const domainOf = ({ table }: FamilyTask) =>
    table.variables.some(({ name }) => name.startsWith('arrests')) ? 'youth-justice' : 'social-care';
  const disseminate: Disseminate = createDisseminate({
    database,
    vocabulary: () => vocabulary,
    clock,
    publicUrl: '',
    estimator: createEstimator,
    solve: (task) => {
      worked.push(domainOf(task));
      return solve(task);
    },
  });
  return { disseminate, worked };
}

t.before(async () => {
  await send(CARE, [20, 3, 9]);
  await send(JUSTICE, [25, 2, 14]);
});

t.test('killed in the middle, it goes on with what is left', async (t) => {
  // The first process: its second family never ends, and its connections break off.
  const dying = openDatabase({ url, roleSecret: '', poolSize: 2 });
  let reached = () => {};
  const second = new Promise<void>((resolve) => {
    reached = resolve;
  });
  let solved = 0;
  const first = working(dying, (task) => {
    solved += 1;
    if (solved === 1) return solveHere(task);
    reached();
    return new Promise(() => {});
  });
  first.disseminate.draft(STEWARD, NOTES).then(
    () => t.fail('the first process finished'),
    () => undefined,
  );
  await second;
  t.equal(first.worked.length, 2);
  await asOwner(
    url,
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and usename = 'publisher'`,
  );
  const next = working(db);
  await next.disseminate.resume();
  t.same(next.worked, first.worked.slice(1), 'the family that was done is not done again');
  const [draft] = await next.disseminate.drafts(STEWARD);
  t.equal(draft?.status, 'protected');
});

t.test('a correction redoes the family that it touches', async (t) => {
  const { disseminate, worked } = working(db);
  await disseminate.draft(STEWARD, NOTES);
  t.same(worked, [], 'nothing has changed');
  await send(JUSTICE, [25, 2, 34]);
  await disseminate.draft(STEWARD, NOTES);
  t.same(worked, ['youth-justice']);
});

t.test('and so does one after a release', async (t) => {
  const { disseminate, worked } = working(db);
  const { version } = await disseminate.draft(STEWARD, NOTES);
  await disseminate.approve(PUBLISHER, version);
  await disseminate.publish(PUBLISHER, version);
  t.same(worked, []);
  await send(CARE, [20, 3, 29]);
  await disseminate.draft(STEWARD, NOTES);
  t.same(worked, ['social-care'], 'what was released is taken over with its pattern');
});
