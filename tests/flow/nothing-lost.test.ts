import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { z } from 'zod';
import type { ServiceProcess } from '../support/service-process.ts';
import { fileOf, sentBody, spooled, uploading } from '../support/uploading.ts';

const { ann, ben, cat, dan, start, send, kept, asOwner } = await uploading(t);
const act = (service: ServiceProcess, id: string, move: string, authorization: string) =>
  fetch(`${service.address}/v1/submissions/${id}/${move}`, { method: 'POST', headers: { authorization } });

t.test('with a service', async (t) => {
  const service = await start();
  t.teardown(() => service.end('SIGTERM'));

  await t.test('one submission that two approve at once is approved once', async (t) => {
    const { id } = sentBody.parse(await (await send(service, fileOf(776))).json());
    t.equal((await act(service, id, 'submit', ann)).status, 200);
    const approvals = await Promise.all([act(service, id, 'approve', cat), act(service, id, 'approve', dan)]);
    t.same(approvals.map(({ status }) => status).sort(), [200, 409]);
  });

  await t.test('one upload that is sent again while it is under way is one submission', async (t) => {
    const again = { 'idempotency-key': 'sent-twice' };
    const replies = await Promise.all([send(service, fileOf(775), again), send(service, fileOf(775), again)]);
    const [one, two] = await Promise.all(replies.map(async (reply) => sentBody.parse(await reply.json())));
    t.equal(one?.id, two?.id);
  });

  await t.test(
    'two officers who send one return at once give two submissions in order, not a mixture',
    async (t) => {
      const before = new Set((await kept()).rows.map(({ id }) => id));
      const replies = await Promise.all([
        send(service, fileOf(777), { authorization: ann }),
        send(service, fileOf(778), { authorization: ben }),
      ]);
      t.same(
        replies.map(({ status }) => status),
        [201, 201],
      );
      const bodies = await Promise.all(replies.map(async (reply) => sentBody.parse(await reply.json())));
      const [one, two] = z.tuple([sentBody, sentBody]).parse(bodies);
      const { rows } = await kept();
      const fresh = rows.filter(({ id }) => !before.has(id));
      t.same(new Set(fresh.map(({ id }) => id)), new Set([one.id, two.id]));
      for (const row of fresh) t.match(row, { marks: 1, stored: row.cells });

      // Both are put to the approvers, who approve both at once.
      for (const { id } of [one, two]) t.equal((await act(service, id, 'submit', ann)).status, 200);
      const approvals = await Promise.all([
        act(service, one.id, 'approve', cat),
        act(service, two.id, 'approve', dan),
      ]);
      t.same(
        approvals.map(({ status }) => status),
        [200, 200],
      );
      const { rows: statuses } = await asOwner(
        `select status, superseded_by is not null as replaced from intake.submission where id in ('${one.id}', '${two.id}') order by status`,
      );
      t.same(statuses, [
        { status: 'approved', replaced: false },
        { status: 'superseded', replaced: true },
      ]);
    },
  );

  await t.test('who hangs up half way leaves nothing', async (t) => {
    const before = (await kept()).rows.length;
    const hangUp = new AbortController();
    const text = fileOf(555);
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        controller.enqueue(Buffer.from(text.slice(0, 20_000)));
        await pause(100);
        hangUp.abort();
      },
    });
    const reply = await send(service, body, {}, hangUp.signal).catch(() => 'aborted');
    t.equal(reply, 'aborted');
    await pause(200);
    t.equal((await kept()).rows.length, before);
    t.equal(await spooled(service.pid), 0);
  });

  await t.test('who sends slowly keeps nobody else waiting', async (t) => {
    const text = fileOf(333);
    let go: (() => void) | undefined;
    const released = new Promise<void>((resolve) => {
      go = resolve;
    });
    const slow = send(
      service,
      new ReadableStream<Uint8Array>({
        async start(controller) {
          for (let from = 0; from < text.length; from += 1_000) {
            controller.enqueue(Buffer.from(text.slice(from, from + 1_000)));
            if (from === 30_000) await released;
          }
          controller.close();
        },
      }),
    );
    let done = false;
    void slow.then(() => {
      done = true;
    });
    // More than the pool has connections.
    const others = await Promise.all(
      Array.from({ length: 12 }, (_, mark) => send(service, fileOf(2_000 + mark, 10))),
    );
    t.ok(others.every(({ status }) => status === 201));
    t.notOk(done, 'the slow one is still sending');
    go?.();
    t.equal((await slow).status, 201);
  });

  await t.test('what is larger than the service takes is refused before it has all been read', async (t) => {
    const before = (await kept()).rows.length;
    const line = Buffer.from(`${'x'.repeat(1023)}\n`.repeat(64));
    let read = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        read += line.length;
        if (read > 256 * 1024 * 1024) controller.close();
        else controller.enqueue(line);
      },
    });
    const reply = await send(service, endless).catch(() => undefined);
    if (reply !== undefined) t.match(await reply.json(), { status: 413, code: 'too-large' });
    t.ok(read < 64 * 1024 * 1024, `${read} bytes were taken from the sender`);
    t.equal((await kept()).rows.length, before);
    t.equal(await spooled(service.pid), 0);
  });
});

t.test('without room for uploads the answer is a problem, and nothing is half done', async (t) => {
  const room = await mkdtemp(join(tmpdir(), 'ldd-room-'));
  const service = await start({ TMPDIR: room });
  await rm(room, { recursive: true });
  const before = (await kept()).rows.length;
  const reply = await send(service, fileOf(444));
  t.equal(reply.status, 500);
  t.match(reply.headers.get('content-type'), /application\/problem\+json/);
  t.notMatch(await reply.text(), /ldd-room|ENOENT/);
  t.equal((await kept()).rows.length, before);
  t.equal((await fetch(`${service.address}/health/ready`)).status, 200, 'and everything else goes on');

  // A browser connects ahead of what it may ask.
  const { hostname, port } = new URL(service.address);
  const silent = connect(Number(port), hostname);
  await once(silent, 'connect');
  const begun = performance.now();
  await service.end('SIGTERM');
  t.ok(performance.now() - begun < 20_000, 'who says nothing does not keep it from closing');
  silent.destroy();
});
