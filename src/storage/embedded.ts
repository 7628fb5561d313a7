import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import {
  type EmbeddedOptions,
  ENVIRONMENT,
  findPrograms,
  type Host,
  reachablePlace,
  run,
  serverUser,
} from './embedded-programs.ts';

export interface EmbeddedPostgres {
  /** The owner's postgres:// URL to the database `ldd` on 127.0.0.1. */
  readonly url: string;
  /** Stops the cluster in an orderly way, also one we only attached to; a second call waits for the first. */
  stop(): Promise<void>;
}

const OWNER = 'ldd_owner';
/** Any fixed number. The session that holds this lock is the one service that may use the cluster. */
const SERVICE_LOCK = 5_333_001;
/** Covers the replay of max_wal_size (1 GB) after a crash. */
const START_MS = 120_000;
/** Covers a killed postmaster that lingers as a zombie with its lock file, and a port that was not free. */
const RETRY_MS = 10_000;
const LOCK_NOT_AVAILABLE = '55P03';
const INVALID_PASSWORD = '28P01';
const PASSES_BY_ITSELF = /lock file|TCP\/IP sockets|shared memory block/;
const INITDB = [
  ...[`--username=${OWNER}`, '--auth=scram-sha-256', '--encoding=UTF8'],
  ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'], // sorts the same everywhere
];
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '', // a socket's path is limited to 107 bytes
  max_connections: '100',
  shared_buffers: '128MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  // An error's text, detail and statement can quote a cell: the client gets them, the log does not.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};
const NOT_DURABLE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * Starts the Postgres cluster kept under `directory`, or attaches to one that a killed service left running,
 * and resolves once it answers. Throws an Error of one readable sentence, also where another live service
 * uses the directory. The process does not end by itself before `stop()`.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  try {
    await fs.mkdir(options.directory, { recursive: true });
    const directory = await fs.realpath(options.directory);
    const user = await serverUser(join(directory, 'cluster'));
    return await start({ durable: true, say: () => {}, ...options, directory, user });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The embedded Postgres in ${options.directory} did not start: ${reason}`, { cause });
  }
}

async function start(host: Host): Promise<EmbeddedPostgres> {
  const bin = await findPrograms(host);
  const cluster = await findCluster(host, bin);
  const data = join(cluster, 'data');
  const password = await fs.readFile(join(cluster, 'owner-password'), 'utf8');
  const { pid, port, session: first } = await reachServer(host, bin, data, password);
  let session = first;
  let stopping: Promise<void> | undefined;
  const isRunning = async () => (await readPostmaster(data))?.pid === pid;
  // When a backend crashes, Postgres drops every session, and ours with the lock: take it again.
  const keepLock = () =>
    session.once('end', async () => {
      while (!stopping && (await isRunning())) {
        const again = await openSession(port, password, data).catch(() => undefined);
        if (again) {
          session = again;
          return keepLock();
        }
        await pause(500);
      }
    });
  keepLock();

  const stop = async () => {
    // Ours is the last session, so that nobody attaches to a server about to stop.
    if (await isRunning()) {
      const asked = await run(host.user, join(bin, 'pg_ctl'), ['stop', '-D', data, '-m', 'fast', '-s']);
      if (!asked.ok && (await isRunning()))
        throw new Error(`Postgres (process ${pid}) did not stop: ${asked.said}`);
    }
    await session.end().catch(() => {});
  };
  try {
    const { rowCount } = await session.query("SELECT FROM pg_database WHERE datname = 'ldd'");
    if (rowCount === 0) await session.query('CREATE DATABASE ldd');
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `postgres://${OWNER}:${password}@127.0.0.1:${port}/ldd`,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** `directory`/cluster, made on the first start: a link where the server's user cannot enter `directory`. */
async function findCluster(host: Host, bin: string): Promise<string> {
  const usual = join(host.directory, 'cluster');
  const canEnter = async (place: string) =>
    host.user.uid === undefined || (await run(host.user, '/bin/sh', ['-c', 'cd "$0"', place])).ok;
  if (!(await fs.lstat(usual).catch(() => undefined))) {
    host.say('Preparing a new database; this happens once.');
    // Empty, it is ours to open to the server's user: all that comes into it is closed by itself.
    if (host.user.uid !== undefined && (await fs.readdir(host.directory)).length === 0)
      await fs.chmod(host.directory, 0o711);
    if (await canEnter(host.directory)) await makeCluster(host, bin, usual);
    else {
      const elsewhere = join(await reachablePlace(host), `cluster-${randomBytes(4).toString('hex')}`);
      await makeCluster(host, bin, elsewhere);
      await fs.symlink(elsewhere, usual);
    }
  }
  const cluster = await fs.realpath(usual).catch(() => {
    throw new Error(
      `${usual} leads nowhere: restore what it led to, or delete it to begin with an empty one.`,
    );
  });
  if (cluster !== usual)
    host.say(`The database is kept in ${cluster}: the server's user cannot enter ${host.directory}.`);
  return cluster;
}

/** Made beside its place and renamed, password and all: a kill in the middle leaves nothing half done. */
async function makeCluster(host: Host, bin: string, cluster: string): Promise<void> {
  const fresh = await fs.mkdtemp(`${cluster}.new-`);
  const password = join(fresh, 'owner-password');
  await fs.writeFile(password, randomBytes(24).toString('base64url'), { mode: 0o600, flush: true });
  const { uid, gid } = host.user;
  if (uid !== undefined && gid !== undefined)
    for (const path of [password, fresh]) await fs.chown(path, uid, gid);
  const args = [`--pgdata=${join(fresh, 'data')}`, `--pwfile=${password}`, ...INITDB];
  const made = await run(host.user, join(bin, 'initdb'), host.durable ? args : [...args, '--no-sync']);
  // The rename fails where another start was faster, and its cluster will do.
  if (made.ok) await fs.rename(fresh, cluster).catch(() => {});
  const exists = await fs.stat(cluster).catch(() => undefined);
  // With a cluster in place nobody has a use for the rest: ours, or what starts that were killed have left.
  const isLeft = (name: string) =>
    join(dirname(cluster), name).startsWith(exists ? `${cluster}.new-` : fresh);
  for (const name of (await fs.readdir(dirname(cluster))).filter(isLeft))
    await fs.rm(join(dirname(cluster), name), { recursive: true, force: true }).catch(() => {});
  if (!exists) throw new Error(`initdb failed: ${made.said}`);
}

/** Whether it runs already is for Postgres and its lock file to judge: launch, and see who answers. */
async function reachServer(host: Host, bin: string, data: string, password: string) {
  const begun = Date.now();
  let launched: { child: ChildProcess; reason: () => Promise<string> } | undefined;
  for (;;) {
    const found = await readPostmaster(data);
    const session = found?.ready && (await openSession(found.port, password, data));
    if (found && session) {
      if (found.pid !== launched?.child.pid)
        host.say(`Attached to the Postgres that an earlier service left running (process ${found.pid}).`);
      return { ...found, session };
    }
    if (!launched) launched = await launch(host, bin, data);
    else if (launched.child.exitCode !== null || launched.child.signalCode !== null) {
      const reason = await launched.reason();
      if (!PASSES_BY_ITSELF.test(reason)) throw new Error(reason);
      if (Date.now() - begun > RETRY_MS)
        throw new Error(`${reason} If process ${found?.pid} is no Postgres, delete ${data}/postmaster.pid.`);
      launched = undefined;
      await pause(250);
    } else if (Date.now() - begun > START_MS) {
      launched.child.kill('SIGQUIT');
      throw new Error(`it did not answer within ${START_MS / 1000} seconds.`);
    }
    await pause(20);
  }
}

async function launch(host: Host, bin: string, data: string) {
  const path = join(host.directory, 'postgres.log');
  const log = await fs.open(path, 'a', 0o600);
  const before = (await log.stat()).size;
  const settings = Object.entries(host.durable ? SETTINGS : { ...SETTINGS, ...NOT_DURABLE });
  // Below the ports that systems hand out by themselves; one that is not free is tried again.
  const args = ['-D', data, '-p', String(randomInt(20_000, 32_768))];
  const child = spawn(
    join(bin, 'postgres'),
    [...args, ...settings.flatMap(([k, v]) => ['-c', `${k}=${v}`])],
    {
      ...host.user,
      cwd: '/',
      env: ENVIRONMENT,
      detached: true, // a terminal's Ctrl-C must not reach it before our own orderly close
      windowsHide: true,
      stdio: ['ignore', log.fd, log.fd],
    },
  );
  await once(child, 'spawn').finally(() => log.close());
  const reason = async () => {
    const added = (await fs.readFile(path)).subarray(before).toString();
    const [, fatal = 'the server ended at once'] = /(?:FATAL|PANIC|postgres):\s*(.*)/.exec(added) ?? [];
    return `${fatal} (see ${path}).`;
  };
  return { child, reason };
}

/** What postmaster.pid tells of a living process; only `openSession` shows whether that is our server. */
async function readPostmaster(data: string) {
  const lines = (await fs.readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  try {
    // Zero and below would ask about whole groups of processes.
    if (pid > 0 && process.kill(pid, 0))
      return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
  } catch {}
  return undefined;
}

/** Undefined where our cluster does not answer, or not yet. Throws where another live service uses it. */
async function openSession(port: number, password: string, data: string): Promise<pg.Client | undefined> {
  const session = new pg.Client({
    ...{ host: '127.0.0.1', port, user: OWNER, password, database: 'postgres', ssl: false },
    ...{ application_name: `process ${process.pid}`, connectionTimeoutMillis: 2000 },
    lock_timeout: 1000, // a killed service's session, and its lock with it, ends a moment after it
  });
  session.on('error', () => {});
  const end = () => session.end().catch(() => {});
  try {
    await session.connect();
    const { rows } = await session.query<{ data_directory: string }>('SHOW data_directory');
    if (rows[0]?.data_directory !== data.replaceAll('\\', '/')) throw new Error('another cluster');
    await session.query('SELECT pg_advisory_lock($1)', [SERVICE_LOCK]);
    return session;
  } catch (error) {
    const code = error instanceof pg.DatabaseError ? error.code : undefined;
    if (code !== LOCK_NOT_AVAILABLE) await end();
    if (code === INVALID_PASSWORD) throw error;
    if (code !== LOCK_NOT_AVAILABLE) return undefined;
  }
  const { rows } = await session
    .query<{ name: string }>(
      `SELECT application_name AS name FROM pg_stat_activity JOIN pg_locks USING (pid)
       WHERE locktype = 'advisory' AND objid = $1 AND granted`,
      [SERVICE_LOCK],
    )
    .finally(end);
  throw new Error(`another live service (${rows[0]?.name ?? 'now gone'}) uses it: stop that one first.`);
}
