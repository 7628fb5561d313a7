import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { loadEdition } from '../../src/storage/editions.ts';
import { startEmbedded } from '../../src/storage/embedded.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { readSeeds } from '../../src/storage/seed.ts';
import { asOwner, TEMPLATE } from './database.ts';

/**
 * Starts a throwaway Postgres, prepares the template that each test file clones, runs tap over the files given (all of
 * them by default), and ends with `N passed, N failed`.
 */
const directory = await mkdtemp(join(tmpdir(), 'ldd-tests-'));
const postgres = await startEmbedded({ directory, durable: false });
let code = 1;
try {
  await asOwner(postgres.url, `create database ${TEMPLATE}`);
  const template = new URL(postgres.url);
  template.pathname = `/${TEMPLATE}`;
  await migrate({ url: template.href, roleSecret: '' });
  await loadEdition({
    url: template.href,
    body: await readSeeds('seeds'),
    now: new Date('2026-01-01T00:00:00Z'),
  });
  code = await runTap(process.argv.slice(2));
} finally {
  await postgres.stop();
  await rm(directory, { recursive: true, force: true });
}
process.exitCode = code;

/**
 * A fresh install's tap has its TypeScript plugin built in, whatever .taprc says, until it is built again; that plugin's
 * own resolver fails on packages whose exports it does not understand (hyparquet).
 */
async function leaveTypeScriptToTsx(): Promise<void> {
  const built = await readFile('node_modules/@tapjs/test/test-built/dist/esm/index.js', 'utf8');
  if (!built.includes('@tapjs/typescript')) return;
  const build = spawn('npx', ['tap', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] });
  await new Promise((resolve) => build.on('close', resolve));
}

async function runTap(files: readonly string[]): Promise<number> {
  const chosen = files.length > 0 ? files : ['tests/**/*.test.ts'];
  await leaveTypeScriptToTsx();
  const tap = spawn('npx', ['tap', 'run', '--reporter=tap', '--jobs=2', ...chosen], {
    env: { ...process.env, TEST_DATABASE_URL: postgres.url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let passed = 0;
  let failed = 0;
  let explaining = false;
  for await (const line of createInterface({ input: tap.stdout })) {
    // What is skipped, where a runtime is not there, counts as neither.
    const totals = /^# \{ total: \d+, (?:pass: (\d+))?(?:, )?(?:fail: (\d+))?/.exec(line);
    if (totals !== null) [passed, failed] = [Number(totals[1] ?? 0), Number(totals[2] ?? 0)];
    // One line a file; of failures, everything that tap says of them.
    if (/^\s*not ok/.test(line)) explaining = true;
    if (explaining || /^(ok|Bail out)/.test(line)) process.stdout.write(`${line}\n`);
    if (/^\s*(\.\.\.|ok )/.test(line)) explaining = false;
  }
  const exit = await new Promise<number>((resolve) => tap.on('close', (status) => resolve(status ?? 1)));
  if (failed === 0 && (exit !== 0 || passed === 0)) failed = 1;
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}
