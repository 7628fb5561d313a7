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
