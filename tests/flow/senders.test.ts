import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { asOwner } from '../support/database.ts';
import { testService } from '../support/service.ts';
import { spooled } from '../support/uploading.ts';

/** Senders on a real socket who hang up, fall silent, or take their time. */

const HACKNEY = 'E09000012';
const PERIOD = 'AY2024-25-T1';
const HEADER = 'measure,period,area,ethnic_group,numerator,denominator\r\n';
const ROW = `ed-suspension-rate,${PERIOD},${HACKNEY},all,40,900\r\n`;
const SILENCE = 1_500;
/** More of them than there are turns, and connections to the database. */
const MANY = 14;

const { app, db, url, key, logs } = await testService(t, { longestSilence: SILENCE });
const submitter = await key('submitter', HACKNEY);
const base = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
const path = `/v1/submissions?domain=education&period=${PERIOD}&area=${HACKNEY}`;

/** A request whose body is still to be sent. */
function open(headers: Record<string, string> = {}): ClientRequest {
  const { hostname, port } = base;
  const made = request({
    ...{ hostname, port, path, method: 'POST' },
    headers: { ...submitter, 'content-type': 'text/csv', ...headers },
  });
  made.flushHeaders();
  return made;
}

async function answer(sender: ClientRequest): Promise<{ status: number; body: unknown; headers: object }> {
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    sender.once('response', resolve).once('error', reject);
  });
  let text = '';
  for await (const chunk of reply) text += chunk;
  return { status: reply.statusCode ?? 0, body: JSON.parse(text), headers: reply.headers };
}

const sendWhole = async () => {
  const begun = performance.now();
  const sender = open();
  sender.end(`${HEADER}${ROW}`);
  const { status } = await answer(sender);
  return { status, milliseconds: performance.now() - begun };
};

const stored = async () => {
  const { rows } = await asOwner(
    url,
    `select (select count(*) from intake.submission)::int as submissions, (select count(*) from intake.cell_block)::int as blocks,
       (select count(*) from intake.submission_file)::int as files, (select count(*) from audit.event where act like 'submission.%')::int as acts`,
  );
  return rows[0];
};

async function until(holds: () => Promise<boolean>): Promise<boolean> {
  for (let time = 0; time < 200; time += 1) {
    if (await holds()) return true;
    await pause(25);
  }
  return false;
}

const busy = () => {
  const { total, idle, waiting } = db.states().find(({ name }) => name === 'intake') ?? {
    total: 0,
    idle: 0,
    waiting: 0,
  };
  return total - idle + waiting;
};

const FORM = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n';
const asForm = { 'content-type': 'multipart/form-data; boundary=x' };

t.test('who hangs up in mid-file leaves nothing, and holds nothing', async (t) => {
  const before = await stored();
  for (const [how, headers, begin] of [
    ['a body', {}, ''],
    ['a body of a declared length', { 'content-length': '100000' }, ''],
    ['a form', asForm, FORM],
    ['a form with a digest', { ...asForm, 'content-digest': `sha-256=:${'A'.repeat(43)}=:` }, FORM],
  ] as const) {
    const sender = open(headers);
    sender.on('error', () => {});
    sender.write(`${begin}${HEADER}${ROW.repeat(500)}`);
    t.ok(await until(async () => (await spooled(process.pid)) === 1), `${how} is being received`);
    sender.destroy();
    t.ok(await until(async () => (await spooled(process.pid)) === 0), `${how} is let go`);
  }
  t.same(await stored(), before);
  t.ok(await until(async () => busy() === 0), 'no connection to the database is held');
  t.equal((await sendWhole()).status, 201);
});

t.test('who falls silent is told so and let go, and kept nobody waiting', async (t) => {
  const before = await stored();
  const silent = Array.from({ length: MANY }, (_, at) => {
    const sender = at % 2 === 0 ? open() : open(asForm);
    sender.write(`${at % 2 === 0 ? '' : FORM}${HEADER}${ROW.repeat(500)}`);
    return answer(sender);
  });
  t.ok(await until(async () => (await spooled(process.pid)) === MANY), 'all of them have begun');
  t.ok(await until(async () => busy() === 0), 'none of them holds a connection to the database');
  const { status, milliseconds } = await sendWhole();
  t.equal(status, 201);
  t.ok(milliseconds < SILENCE, `another file is taken meanwhile, in ${Math.round(milliseconds)} ms`);
  for (const each of await Promise.all(silent)) {
    t.match(each, { status: 408, body: { code: 'upload-stalled' }, headers: { connection: 'close' } });
  }
  t.ok(await until(async () => (await spooled(process.pid)) === 0), 'no file of theirs is left');
  t.match(await stored(), { submissions: before.submissions + 1 });
});

t.test('who has not even begun, or has not ended a form behind its file, is let go as well', async (t) => {
  const nothing = open();
  const form = open(asForm);
  form.write('--x\r\n');
  const digest = open({ ...asForm, 'content-digest': `sha-256=:${'A'.repeat(43)}=:` });
  digest.write(`${FORM}${HEADER}${ROW}\r\n--x\r\n`);
  for (const each of await Promise.all([nothing, form, digest].map(answer)))
    t.match(each, { status: 408, body: { code: 'upload-stalled' } });
});

t.test('a form that is refused before it has ended is answered, and its line closed', async (t) => {
  const form = open(asForm);
  form.write('--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'.repeat(30));
  t.match(await answer(form), {
    status: 400,
    body: { code: 'bad-request' },
    headers: { connection: 'close' },
  });
});

t.test('of a file that broke off the log says whose it was, how much came, and why', async (t) => {
  const sent = `${HEADER}${ROW.repeat(500)}`;
  for (const [how, headers, begin] of [
    ['a body', {}, ''],
    ['a form', asForm, FORM],
  ] as const) {
    const from = logs.length;
    const sender = open(headers);
    sender.on('error', () => {});
    sender.write(`${begin}${sent}`);
    await until(async () => (await spooled(process.pid)) === 1);
    await pause(100);
    sender.destroy();
    const lines = () => logs.slice(from).filter((line) => line.includes('upload not received'));
    t.ok(await until(async () => lines().length === 1), `${how}: one line`);
    const [line = '{}'] = lines();
    const { level, area, bytes, req } = JSON.parse(line);
    t.match(
      { level, area, req },
      { level: 40, area: HACKNEY, req: { method: 'POST', path: '/v1/submissions' } },
    );
    // A parser of forms holds back what may be the beginning of a boundary.
    t.ok(bytes > sent.length - 100 && bytes <= sent.length, `${how}: ${bytes} bytes of ${sent.length}`);
    t.equal(JSON.parse(line).reason, 'ECONNRESET');
    t.notMatch(line, /ed-suspension|40,900/);
  }
});

t.test('what never comes to be a request is answered as everything else is', async (t) => {
  const say = (text: string) =>
    new Promise<string>((resolve, reject) => {
      let told = '';
      const line = connect(Number(base.port), base.hostname, () => line.write(text));
      line
        .on('data', (chunk) => (told += chunk))
        .once('close', () => resolve(told))
        .once('error', reject);
    });
  const cases = [
    [`GET / HTTP/1.1\r\nhost: a\r\nx: ${'99991'.repeat(4_000)}\r\n\r\n`, 431, 'headers-too-large'],
    ['99991 is no request\r\n\r\n', 400, 'bad-request'],
  ] as const;
  for (const [text, status, code] of cases) {
    const [head = '', body = '{}'] = (await say(text)).split('\r\n\r\n');
    t.match(head, new RegExp(`^HTTP/1.1 ${status} `));
    t.match(head, /^content-type: application\/problem\+json$/m);
    t.match(JSON.parse(body), { status, code, title: String, hint: String, instance: /^urn:request:/ });
    t.notMatch(`${body}${logs.join('')}`, '99991');
  }
});

t.test('who is slow is waited for, and keeps nobody waiting', async (t) => {
  const slow = Array.from({ length: MANY }, async () => {
    const sender = open();
    const told = answer(sender);
    sender.write(HEADER);
    for (let time = 0; time < 4; time += 1) {
      await pause(SILENCE * 0.4);
      sender.write(time < 3 ? ROW.slice(time * 15, time * 15 + 15) : ROW.slice(45));
    }
    sender.end();
    return told;
  });
  await pause(SILENCE * 0.4);
  const waits = await Promise.all(Array.from({ length: 8 }, sendWhole));
  t.same(new Set(waits.map(({ status }) => status)), new Set([201]));
  const longest = Math.max(...waits.map(({ milliseconds }) => milliseconds));
  t.ok(longest < SILENCE, `eight others have theirs after ${Math.round(longest)} ms`);
  for (const each of await Promise.all(slow)) t.match(each, { status: 201, body: { rows: 1 } });
});
