import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { UsageError } from './usage-error.ts';

export interface ServiceCommandOptions {
  /** The API key; undefined where none is set. */
  readonly key: string | undefined;
  readonly write: (text: string) => void;
  readonly tell: (text: string) => void;
}

/** The commands that ask a service, over HTTP and with a key, as any other program does. */
export const SERVICE_COMMANDS = ['submit', 'draft', 'publish', 'export'] as const;
export type ServiceCommand = (typeof SERVICE_COMMANDS)[number];

const DONE = 0;
const WITH_ERRORS = 1;
const REFUSED = 3;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const POLL_MS = 2_000;

const problemBody = z.object({ title: z.string(), detail: z.string().default('') });
const counts = z.object({ errors: z.number(), queries: z.number(), notices: z.number() });
const sentBody = z.object({
  id: z.string(),
  status: z.string(),
  cells: z.number(),
  rows: z.number(),
  findings: counts,
  links: z.object({ report: z.string() }),
  report: z.array(z.unknown()).optional(),
});
const findingBody = z.object({ severity: z.string(), message: z.string(), hint: z.string() });
const reportBody = z.object({ findings: z.array(findingBody) });
const releaseBody = z.object({ version: z.string(), status: z.string() });

/** A service that answered with a problem. */
class Refusal extends Error {}

type Ask = (path: string, init?: RequestInit) => Promise<Response>;

/** Runs one of them and returns the exit code: 0, 1 for a file with errors, 3 where the service refused. */
export async function serviceCommand(
  command: ServiceCommand,
  words: readonly string[],
  options: ServiceCommandOptions,
): Promise<number> {
  try {
    if (command === 'submit') return await submit(words, options);
    if (command === 'export') return await exportFile(words, options);
    return await (command === 'draft' ? draft : publish)(words, options);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    options.tell(`${error.message}\n`);
    return REFUSED;
  }
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const service = { type: 'string', default: 'http://127.0.0.1:3000' } as const;

async function submit(
  words: readonly string[],
  { key, write, tell }: ServiceCommandOptions,
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      ...{ service, domain: text, period: text, area: text, layout: text, classification: text },
      ...{ 'dry-run': flag, 'hand-on': flag },
    },
  });
  const path = onlyOne(positionals, 'Which file? ldd-cli submit FILE …');
  if (values.domain === undefined) throw new UsageError('Say --domain.');
  const ask = asking(values.service, key);
  const query = new URLSearchParams({ domain: values.domain });
  const { period, area, layout, classification } = values;
  for (const [name, value] of Object.entries({ period, area, layout, classification }))
    if (value !== undefined) query.set(name, value);
  if (values['dry-run']) query.set('dryRun', 'true');
  await stat(path).catch(() => {
    throw new UsageError(`There is no file ${path}.`);
  });
  const reply = await ask(`/v1/submissions?${query}`, {
    method: 'POST',
    headers: { 'content-type': path.toLowerCase().endsWith('.xlsx') ? XLSX : 'text/csv' },
    body: createReadStream(path),
    duplex: 'half',
  });
  const sent = sentBody.parse(await reply.json());
  const report =
    sent.report === undefined
      ? reportBody.parse(await (await ask(sent.links.report)).json())
      : reportBody.parse({ findings: sent.report });
  const { errors, queries, notices } = sent.findings;
  for (const { severity, message, hint } of report.findings) write(`${severity}: ${message} ${hint}\n`);
  tell(`${basename(path)}: ${sent.rows} rows, ${errors} errors, ${queries} queries, ${notices} notices.\n`);
  if (!values['dry-run']) tell(`Submission ${sent.id} is ${sent.status}.\n`);
  if (errors > 0) return WITH_ERRORS;
  if (values['hand-on'] && !values['dry-run']) {
    await ask(`/v1/submissions/${sent.id}/submit`, { method: 'POST' });
    tell('It has been submitted, and waits for the approver.\n');
  }
  return DONE;
}

async function draft(words: readonly string[], { key, write, tell }: ServiceCommandOptions): Promise<number> {
  const options = { service, bump: text, notes: text };
  const { values } = parseArgs({ args: [...words], options });
  const { bump, notes = '' } = values;
  const ask = asking(values.service, key);
  const body = JSON.stringify({ notes, ...(bump === undefined ? {} : { bump }) });
  const headers = { 'content-type': 'application/json' };
  const made = releaseBody.parse(await (await ask('/v1/releases', { method: 'POST', headers, body })).json());
  let { status } = made;
  if (status === 'draft') tell(`${made.version} is being protected …\n`);
  while (status === 'draft') {
    await pause(POLL_MS);
    ({ status } = releaseBody.parse(await (await ask(`/v1/releases/${made.version}`)).json()));
  }
  write(`${made.version} is ${status}.\n`);
  return DONE;
}

async function publish(words: readonly string[], { key, write }: ServiceCommandOptions): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { service },
  });
  const version = onlyOne(positionals, 'Which release? ldd-cli publish VERSION');
  const ask = asking(values.service, key);
  const post = (act: string) => ask(`/v1/releases/${version}/${act}`, { method: 'POST' });
  // One that is approved already is refused here, and published all the same.
  const refused = await post('approve').then(
    () => undefined,
    (error: unknown) => error,
  );
  const reply = await post('publish').catch((error: unknown) => {
    throw refused ?? error;
  });
  write(`${version} is ${releaseBody.parse(await reply.json()).status}.\n`);
  return DONE;
}

async function exportFile(words: readonly string[], { key, tell }: ServiceCommandOptions): Promise<number> {
  const options = { service, release: { type: 'string', default: 'latest' }, to: text } as const;
  const { values, positionals } = parseArgs({ args: [...words], allowPositionals: true, options });
  const name = onlyOne(positionals, 'Which file? ldd-cli export all.csv, education.parquet, …');
  const to = values.to ?? basename(name);
  const reply = await asking(values.service, key)(`/v1/releases/${values.release}/${name}`);
  if (reply.body === null) throw new Refusal('The service sent no file.');
  const hash = createHash('sha256');
  const hashed = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(Readable.from(reply.body), hashed, createWriteStream(to));
  const digest = hash.digest('base64');
  const told = /sha-256=:([^:]+):/.exec(reply.headers.get('repr-digest') ?? '')?.[1];
  if (told !== undefined && told !== digest) {
    await rm(to);
    throw new Refusal(`${to} did not arrive as it was published, and has been deleted. Try again.`);
  }
  tell(`${to}${told === undefined ? '' : ', proved against its digest'}\n`);
  return DONE;
}

function onlyOne([first, ...more]: readonly string[], otherwise: string): string {
  if (first === undefined || more.length > 0) throw new UsageError(otherwise);
  return first;
}

/** Asks a service at an address; what it refuses is thrown in its own words. */
function asking(address: string, key: string | undefined): Ask {
  if (!URL.canParse(address)) throw new UsageError(`--service is no address: ${address}`);
  return async (path, init = {}) => {
    const headers = new Headers(init.headers);
    if (key !== undefined && key !== '') headers.set('authorization', `Bearer ${key}`);
    // The digest is of the bytes as they are stored, so that they must come as they are.
    headers.set('accept-encoding', 'identity');
    const reply = await fetch(new URL(path, address), { ...init, headers }).catch((error: unknown) => {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : '';
      throw new Refusal(`No service answers at ${address}. ${cause}`.trim());
    });
    if (reply.ok) return reply;
    const { data } = problemBody.safeParse(await reply.json().catch(() => undefined));
    if (data === undefined) throw new Refusal(`The service answered ${reply.status}.`);
    throw new Refusal(`${data.title}${/[.?!]$/.test(data.title) ? '' : '.'} ${data.detail}`);
  };
}
