import { PassThrough } from 'node:stream';
import Fastify from 'fastify';
import { GraphQLError } from 'graphql';
import t from 'tap';
import { failureOf } from '../../../src/graphql/over-http.ts';
import { tellsPupilNumber } from '../../../src/platform/free-text.ts';
import { answerUnread } from '../../../src/platform/unread-request.ts';

t.test('the time of a copy in a name is no pupil’s number, and a pupil’s number is no time', async (t) => {
  const cases: readonly (readonly [string, boolean])[] = [
    ['backup_v202511221005.csv', false],
    ['V202511222359', false],
    // The check letter of these twelve digits: a school of Camden.
    ['backup_Y202511221005.csv', true],
    ['backup_y202511221005.csv', true],
    ['v202513221005', true],
    ['v202511321005', true],
    ['v202511222405', true],
    ['v202511221060', true],
    ['A820200001234', true],
    ['v202511221005 of A820200001234', true],
    ['A82020000123', false],
  ];
  for (const [text, tells] of cases) t.equal(tellsPupilNumber(text), tells, text);
});

t.test('nothing is written into an answer that is already going out', async (t) => {
  const log = Fastify().log;
  for (const [headersSent, told] of [
    [true, ''],
    [false, 'HTTP/1.1 400 Bad Request'],
  ] as const) {
    const line = new PassThrough();
    let sent = '';
    line.on('data', (chunk) => (sent += chunk));
    answerUnread({ code: 'HPE_INVALID_METHOD' }, Object.assign(line, { _httpMessage: { headersSent } }), log);
    await new Promise((resolve) => line.once('close', resolve));
    t.equal(sent.split('\r\n')[0], told);
  }
});

t.test('a full stack is the query’s doing while it is read, and ours in a field', async (t) => {
  const app = Fastify();
  app.get('/:where', async (request) => {
    const path = request.url === '/field' ? { path: ['areas'] } : {};
    const message = 'Maximum call stack size exceeded';
    const error = new GraphQLError(message, { ...path, originalError: new RangeError(message) });
    return failureOf({ errors: [error], data: null }, request).response;
  });
  for (const [where, code] of [
    ['/document', 'query-too-large'],
    ['/field', 'internal'],
  ] as const) {
    const reply = await app.inject(where);
    t.match(reply.json(), { errors: [{ extensions: { code } }] }, where);
    t.notMatch(reply.payload, 'call stack');
  }
});
