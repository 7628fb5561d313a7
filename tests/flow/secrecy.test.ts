import t from 'tap';
import { asOwner } from '../support/database.ts';
import { testService } from '../support/service.ts';

const service = await testService(t);
const { app, logs, url } = service;
const MARK = '99991';
const HEADER = 'measure,period,area,ethnic_group,sex,age_band,category,numerator,denominator';
const address = '/v1/submissions?domain=education&period=AY2024-25-T1&area=E09000012';
const headers = { ...(await service.key('submitter', 'E09000012')), 'content-type': 'text/csv' };

/** Files that go wrong in every way we could think of, each full of one number. */
const FILES: Record<string, string> = {
  good: `${HEADER}\r\ned-suspension-rate,AY2024-25-T1,E09000012,all,,,,${MARK},${MARK}${MARK}\r\n`,
  'numerator over denominator': `${HEADER}\r\ned-suspended-pupils-pct,AY2024-25-T1,E09000012,all,,,,${MARK},1\r\n`,
  'not a number': `${HEADER}\r\ned-suspension-rate,AY2024-25-T1,E09000012,all,,,,${MARK}x,${MARK}y\r\n`,
  'every word wrong': `${HEADER}\r\n${Array(9).fill(MARK).join(',')}\r\n`,
  ragged: `${HEADER}\r\n${MARK},${MARK}\r\n`,
  'an open quote': `${HEADER}\r\n"${MARK},${MARK}\r\n`,
  'no header': `${Array(9).fill(MARK).join(',')}\r\n`,
  binary: `${MARK}\0${MARK}\0`,
  'records of children': `upn,surname,date of birth\r\nA${MARK}0000000,${MARK},2010-01-01\r\n`,
};

t.test('no value of a file comes back in a problem, a log or the audit trail', async (t) => {
  for (const [name, payload] of Object.entries(FILES)) {
    const reply = await app.inject({ method: 'POST', url: address, headers, payload });
    t.ok(reply.statusCode < 500, `${name}: ${reply.statusCode}`);
    if (reply.statusCode >= 400) t.notMatch(reply.payload, MARK, `${name}: the problem`);
    t.notMatch(JSON.stringify(reply.headers), MARK, `${name}: the headers`);
  }
  const json = { ...headers, 'content-type': 'application/json' };
  const badJson = await app.inject({
    method: 'POST',
    url: '/v1/releases',
    headers: json,
    payload: `{"bump": ${MARK}`,
  });
  t.notMatch(badJson.payload, MARK);
  await service.graphql(`{ comparison(measure: "${MARK}") { rows { area { id } } } }`);
  // A moment or a request's id may hold any digits.
  const told = logs.join('').replaceAll(/"time":\d+|[0-9a-f]{8}-[0-9a-f-]{27}/g, '');
  t.notMatch(told, MARK, 'the logs');
  t.ok(logs.length > 5, 'there are logs');
  const audit = await asOwner(url, 'select * from audit.event');
  t.notMatch(JSON.stringify(audit.rows), MARK, 'the audit trail');
});

t.test('a database error keeps its code and loses its values', async (t) => {
  const { withoutValues } = await import('../../src/storage/database-error.ts');
  const error = await asOwner(url, `select '${MARK}x'::integer`).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  t.match(error, { message: new RegExp(MARK) });
  const kept = withoutValues(error);
  t.match(kept, { sqlState: '22P02' });
  t.notMatch(`${kept} ${kept instanceof Error ? kept.stack : ''}`, MARK);
});

t.test('a pupil’s number is refused in whatever a person types, by the name of its field', async (t) => {
  const UPN = 'h801200001001';
  const told = `about ${UPN}, who has moved`;
  const id = '00000000-0000-4000-8000-000000000000';
  const target = { measure: 'ed-suspension-rate', area: 'E09000012', group: 'black', due: '2030-01-01' };
  const goal = { ...target, aim: { kind: 'previous-best' }, baseline: 'AY2024-25', title: 'Fewer' };
  const programme = { name: 'Mentors', summary: 'In all schools', areas: ['E09000012'], start: '2025-09-01' };
  const effort = { ...programme, measures: ['ed-suspension-rate'] };
  const source = { title: 'Plan', url: 'https://example.org/plan' };
  const held = { domain: 'education', period: 'AY2024-25', area: 'E09000012', reason: told };
  const asked = [
    ['submitter', 'PUT', `/v1/submissions/${id}/queries/q-1/note`, { note: told }, 'note'],
    ['approver', 'POST', `/v1/submissions/${id}/purge`, { reason: told }, 'reason'],
    ['steward', 'POST', '/v1/releases', { notes: told }, 'notes'],
    ['steward', 'POST', '/v1/releases', { correction: told }, 'correction'],
    ['steward', 'POST', '/v1/releases', { exceptions: [held] }, 'exceptions.0.reason'],
    ['steward', 'POST', '/v1/releases/1.0.0/previews', { label: told }, 'label'],
    ['publisher', 'POST', '/v1/releases/1.0.0/withdraw', { reason: told }, 'reason'],
    ['steward', 'PUT', '/v1/policy', { reason: told }, 'reason'],
    ['approver', 'POST', '/v1/targets', { ...goal, source, title: told }, 'title'],
    ['approver', 'POST', '/v1/targets', { ...goal, source, note: told }, 'note'],
    ['approver', 'PUT', '/v1/targets/x', { ...goal, source: { ...source, title: told } }, 'source.title'],
    [
      'approver',
      'POST',
      '/v1/targets',
      { ...goal, source: { ...source, url: `https://a.uk/${UPN}` } },
      'source.url',
    ],
    ['approver', 'POST', '/v1/programmes', { ...effort, name: told }, 'name'],
    ['approver', 'PUT', '/v1/programmes/x', { ...effort, summary: told }, 'summary'],
    [
      'approver',
      'POST',
      '/v1/programmes',
      { ...effort, practiceNote: `https://a.uk/${UPN}.pdf` },
      'practiceNote',
    ],
  ] as const;
  for (const [role, method, where, payload, field] of asked) {
    const own = await service.key(
      role,
      role === 'submitter' || role === 'approver' ? 'E09000012' : undefined,
    );
    const reply = await app.inject({ method, url: where, headers: { ...own, 'if-match': '*' }, payload });
    const { status, code, errors = [] } = reply.json();
    t.match({ status, code }, { status: 400, code: 'bad-request' }, `${method} ${where}, ${field}`);
    const fault = errors.find((each: { readonly field: string }) => each.field === field);
    t.match(fault, { detail: /Unique Pupil Number/ }, `${method} ${where} names ${field}`);
    t.notMatch(reply.payload, UPN);
  }
  const kept = { ...headers, 'idempotency-key': `return of ${UPN}` };
  const reply = await app.inject({ method: 'POST', url: address, headers: kept, payload: FILES.good ?? '' });
  t.match(reply.json(), { status: 400, detail: /'idempotency-key': has a Unique Pupil Number/ });
  t.notMatch(logs.join(''), UPN);
});
