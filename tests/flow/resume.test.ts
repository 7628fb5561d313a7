import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { publishFirstRelease, sendPublished } from '../../src/first-start.ts';
import { testService } from '../support/service.ts';

/* A node dies in the middle of a download; the same command, sent to another node of the same database, goes on. */
const PATH = '/v1/releases/1.0.0/populations.ndjson';
const curl = spawnSync('curl', ['--version']).status === 0;

t.test(
  'curl -C - goes on at another node where the first one died',
  {
    skip: curl ? false : 'there is no curl here',
  },
  async (t) => {
    const service = await testService(t);
    const start = { flows: service.flows, published: 'seeds/published', say: () => {} };
    await sendPublished('population', start);
    await publishFirstRelease(start);
    const directory = await mkdtemp(join(tmpdir(), 'ldd-resume-'));
    t.teardown(() => rm(directory, { recursive: true, force: true }));

    async function node(name: string) {
      const child = spawn(process.execPath, ['--import=tsx', 'src/main.ts'], {
        env: {
          ...process.env,
          DATABASE_URL: service.url,
          DATA_DIR: join(directory, name),
          PORT: '0',
          LOG_LEVEL: 'silent',
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      t.teardown(() => child.kill('SIGKILL'));
      let said = '';
      for await (const chunk of child.stdout) {
        said += String(chunk);
        const address = /http:\/\/[^/\s]+(?=\/docs)/.exec(said)?.[0];
        if (address !== undefined) return { child, address };
      }
      throw new Error(`The node did not start: ${said}`);
    }
    const [first, second] = await Promise.all([node('first'), node('second')]);

    const file = join(directory, 'populations.ndjson');
    const download = (address: string) =>
      new Promise<number | null>((resolve) => {
        const client = spawn('curl', ['-sf', '-C', '-', '-o', file, `${address}${PATH}`]);
        client.once('close', resolve);
      });
    // The system keeps on sending what a process that died had handed to it: the line is cut as well, in mid-file.
    const line = createServer((client) => {
      const { hostname, port } = new URL(first.address);
      const node = connect(Number(port), hostname);
      client.pipe(node);
      client.on('error', () => node.destroy());
      let passed = 0;
      node.on('data', (chunk: Buffer) => {
        passed += chunk.length;
        client.write(chunk);
        if (passed < 1_000_000) return;
        first.child.kill('SIGKILL');
        node.destroy();
        client.end();
      });
    });
    await new Promise<void>((ready) => line.listen(0, '127.0.0.1', ready));
    t.teardown(() => line.close());
    const at = line.address();
    const cut = download(`http://127.0.0.1:${typeof at === 'object' ? at?.port : ''}`);
    t.not(await cut, 0, 'the cut is seen');
    const part = (await stat(file)).size;
    const { artefacts } = (await service.app.inject('/v1/releases/1.0.0')).json();
    const whole = artefacts.find((each: { href: string }) => each.href === PATH);
    t.ok(part > 0 && part < whole.byteLength, `${part} of ${whole.byteLength} bytes had come`);
    t.equal(await download(second.address), 0);
    t.equal(
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
      whole.sha256,
    );
  },
);
