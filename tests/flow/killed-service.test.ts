import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { publishedTemplate } from '../support/service.ts';
import { cellsOf, fileOf, sentBody, spooled, uploading } from '../support/uploading.ts';

const UPLOADS = 50;
const KILLS = 3;
const CELLS = cellsOf(150);
// Else the first start would load the populations before it takes a file.
const { start, send, kept } = await uploading(t, { template: await publishedTemplate(['population']) });

t.test(
  'killed at any point of fifty uploads, each is wholly there or not at all, and can be sent again',
  async (t) => {
    const files = new Map(Array.from({ length: UPLOADS }, (_, mark) => [`key-${mark}`, fileOf(mark + 10)]));
    const waiting = new Set(files.keys());
    const answered = new Map<string, string>();
    let service = await start();
    const sendNext = async () => {
      for (const key of [...waiting]) {
        if (!waiting.delete(key)) continue;
        const reply = await send(service, files.get(key) ?? '', { 'idempotency-key': key }).catch(
          () => undefined,
        );
        const body =
          reply?.status === 201
            ? sentBody.safeParse(await reply.json().catch(() => undefined)).data
            : undefined;
        // What was not answered is sent again, by the same key, once the service is back.
        if (body === undefined) waiting.add(key);
        else answered.set(key, body.id);
        if (reply === undefined) return;
      }
    };
    for (let kill = 0; kill <= KILLS; kill += 1) {
      const senders = Promise.all([sendNext(), sendNext(), sendNext(), sendNext()]);
      if (kill < KILLS) {
        await pause(60 + Math.random() * 500);
        await service.end('SIGKILL');
        await senders;
        const { rows, astray } = await kept();
        t.same(astray, [], 'nothing is there without its submission');
        for (const { key, ...row } of rows) {
          const sha256 = createHash('sha256')
            .update(files.get(key) ?? '')
            .digest('hex');
          const whole = {
            sha256,
            bytes: sha256,
            status: 'checked',
            rows: CELLS,
            cells: CELLS,
            stored: CELLS,
          };
          t.match(row, { ...whole, marks: 1, told: true, acts: 1 }, `${key} is wholly there`);
        }
        for (const [key, id] of answered)
          t.ok(
            rows.some((row) => row.key === key && row.id === id),
            `${key} was answered and is kept`,
          );
        service = await start();
      } else await senders;
    }
    t.equal(answered.size, UPLOADS);
    t.equal((await kept()).rows.length, UPLOADS, 'one submission a key');
    t.equal(await spooled(service.pid), 0, 'no file of an upload is left');
    await service.end('SIGTERM');
  },
);
