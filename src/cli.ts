import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildFlows } from './app.ts';
import { checkCommand } from './check-command.ts';
import { type Config, readConfig } from './config.ts';
import { sendPublished } from './first-start.ts';
import { tellsPupilNumber } from './platform/free-text.ts';
import { KEY_ROLES } from './platform/identity.ts';
import { SERVICE_COMMANDS, serviceCommand } from './service-command.ts';
import { type Database, openDatabase } from './storage/database.ts';
import { latestVocabulary, loadEdition } from './storage/editions.ts';
import { createKey, type KeyFacts, listKeys, revokeKey } from './storage/keys.ts';
import { migrate } from './storage/migrate.ts';
import { scrub } from './storage/scrub.ts';
import { readSeeds } from './storage/seed.ts';
import { isUsageError, UsageError } from './usage-error.ts';

const SEEDS = fileURLToPath(new URL('../seeds', import.meta.url));

const USAGE = `ldd-cli COMMAND

On your own machine, with no database and sending nothing:

  check FILE --domain DOMAIN --period PERIOD --area GSS [--layout NAME] [--classification NAME] [--csv] [--xlsx OUT]
                                            say what the service would find in a file; with --csv, the report as CSV;
                                            with --xlsx, as a workbook with your table in it, cells marked.
                                            Ends with 0 without errors, 1 with errors, 2 for wrong usage, 3 for a
                                            file that cannot be read. A national file has a --layout and no --area.

With LDD_KEY holding an API key, asking a service (--service ADDRESS, by default http://127.0.0.1:3000):

  submit FILE --domain DOMAIN --period PERIOD [--area GSS] [--layout NAME] [--classification NAME] [--dry-run] [--hand-on]
                                            send a file and tell its report; with --hand-on, submit it to the approver
                                            if nothing stands against it. Ends as check does; 3 where it is refused
  draft [--bump patch|minor|major] [--notes TEXT]
                                            draft a release of all that is approved, and wait until it is protected
  publish VERSION                           approve and publish a draft; by another person than drafted it
  export NAME.FORMAT [--release VERSION] [--to FILE]
                                            fetch a release's file (all.csv, education.parquet, bundle.zip) and prove
                                            it against its digest; needs no key

With DATABASE_URL naming the database:

  migrate                                   bring the database up to date
  seed [--published]                        load the vocabulary and the populations; with --published, the
                                            published figures of DfE as well, for the next release
  key create --name NAME --role ROLE … [--area GSS] [--expires DAY]
                                            make a key; it is shown once
  key revoke ID                             end a key at once
  key list                                  who has one, when it was last used, and when it ends or ended
  scrub                                     after a purge: write the tables of intake anew, so that nothing of what
                                            was deleted is left in their files; closes intake for as long

Roles: ${KEY_ROLES.join(', ')}. A submitter and an approver need --area.
`;

const say = (line: string) => process.stdout.write(`${line}\n`);
const now = () => new Date();
const by = () => ({ actor: 'ldd-cli', at: now() });

async function main(words: readonly string[]): Promise<void> {
  const [command, ...rest] = words;
  if (command === undefined || command === 'help' || command === '--help') {
    process.stdout.write(USAGE);
    return;
  }
  if (command === 'check') {
    const write = (text: string) => process.stdout.write(text);
    const tell = (text: string) => process.stderr.write(text);
    process.exitCode = await checkCommand(rest, { seeds: SEEDS, write, tell });
    return;
  }
  const asked = SERVICE_COMMANDS.find((each) => each === command);
  if (asked !== undefined) {
    const write = (text: string) => process.stdout.write(text);
    const tell = (text: string) => process.stderr.write(text);
    process.exitCode = await serviceCommand(asked, rest, { key: process.env.LDD_KEY, write, tell });
    return;
  }
  const config = readConfig(process.env);
  if (config.databaseUrl === '')
    throw new UsageError('Set DATABASE_URL: the embedded database belongs to `npm start`.');
  if (command === 'migrate') {
    await migrateAndLoad(config);
    return;
  }
  if (command === 'seed') {
    const { values } = parseArgs({ args: rest, options: { published: { type: 'boolean', default: false } } });
    await migrateAndLoad(config);
    await withDatabase(config, async (database) => seed(database, { config, published: values.published }));
    return;
  }
  if (command === 'scrub') {
    const { tables, statistics, checkpoint } = await scrub(config.databaseUrl);
    say(`${tables} tables have been written anew.`);
    if (!statistics) say('Old samples of the planner were left: that needs a superuser.');
    if (!checkpoint)
      say('Old files go at the next checkpoint: a superuser, or pg_checkpoint, can make one now.');
    say('Write-ahead log, replicas and backups are not reached: docs/operations.md says what to do.');
    return;
  }
  if (command === 'key') {
    await withDatabase(config, (database) => key(database, rest));
    return;
  }
  throw new UsageError(`There is no command ${command}.`);
}

async function migrateAndLoad(config: Config): Promise<void> {
  const connection = { url: config.databaseUrl, roleSecret: config.roleSecret };
  await migrate(connection);
  const { edition, changed } = await loadEdition({
    url: config.databaseUrl,
    body: await readSeeds(SEEDS),
    now: now(),
  });
  say(
    `The database is up to date. Vocabulary edition ${edition}${changed ? ' has been loaded' : ' stands'}.`,
  );
}

async function withDatabase(config: Config, work: (database: Database) => Promise<void>): Promise<void> {
  const database = openDatabase({ url: config.databaseUrl, roleSecret: config.roleSecret, poolSize: 2 });
  try {
    await work(database);
  } finally {
    await database.close();
  }
}

async function seed(
  database: Database,
  { config, published }: { readonly config: Config; readonly published: boolean },
): Promise<void> {
  const vocabulary = await latestVocabulary(database.reader);
  const flows = buildFlows({
    database,
    vocabulary: () => vocabulary,
    clock: now,
    maxUploadBytes: config.maxUploadBytes,
    exports: { directory: join(config.dataDirectory, 'exports'), maxBytes: config.maxExportBytes },
    workbookLimits: config.workbookLimits,
    patternKey: '',
  });
  await sendPublished('population', { flows, published: `${SEEDS}/published`, say });
  if (published) await sendPublished('measures', { flows, published: `${SEEDS}/published`, say });
}

async function key(database: Database, [act, ...rest]: readonly string[]): Promise<void> {
  if (act === 'list') {
    for (const each of await listKeys(database.intake)) {
      const { id, roles, area, name } = each;
      say(`${id}  ${roles.join(' ')}  ${area ?? '-'}  ${name}  ${keyTimes(each).join(', ')}`);
    }
    return;
  }
  if (act === 'revoke') {
    const [id] = rest;
    if (id === undefined) throw new UsageError('Which key? ldd-cli key revoke ID');
    say(
      (await revokeKey(database.intake, id, by()))
        ? `Key ${id} has ended.`
        : `There is no key ${id} that could end.`,
    );
    return;
  }
  if (act !== 'create') throw new UsageError('ldd-cli key create, revoke or list');
  const { values } = parseArgs({
    args: [...rest],
    options: {
      name: { type: 'string' },
      role: { type: 'string', multiple: true },
      area: { type: 'string' },
      expires: { type: 'string' },
    },
  });
  const roles = KEY_ROLES.filter((role) => values.role?.includes(role));
  const wrong = values.role?.find((role) => !KEY_ROLES.some((known) => known === role));
  if (wrong !== undefined) throw new UsageError(`There is no role ${wrong}.`);
  if (values.name === undefined || roles.length === 0)
    throw new UsageError('A key needs --name and at least one --role.');
  if (tellsPupilNumber(values.name)) throw new UsageError('--name has a Unique Pupil Number in it.');
  const area = values.area ?? null;
  if (
    area === null &&
    roles.some((role) => role === 'submitter' || role === 'approver') &&
    !roles.includes('national')
  ) {
    throw new UsageError('A submitter and an approver need --area, their authority.');
  }
  const { authorities } = await latestVocabulary(database.reader);
  if (area !== null && !authorities.some(({ id }) => id === area))
    throw new UsageError(`${area} is no authority of London.`);
  const expiresAt = values.expires === undefined ? null : momentOf(values.expires);
  const made = await createKey(database.intake, { name: values.name, roles, area, expiresAt }, by());
  say(`${made.key}\nThis is shown once: give it to its holder now.`);
}

/** When a key was made and last used, and when it ends or ended. */
function keyTimes({ createdAt, lastUsedAt, expiresAt, revokedAt }: KeyFacts): readonly string[] {
  const told = (word: string, at: Date | null) => (at === null ? [] : [`${word} ${at.toISOString()}`]);
  return [
    `made ${createdAt.toISOString()}`,
    lastUsedAt === null ? 'never used' : `last used ${lastUsedAt.toISOString()}`,
    ...told(expiresAt !== null && expiresAt <= now() ? 'expired' : 'expires', expiresAt),
    ...told('ended', revokedAt),
  ];
}

/** The moment that a key ends: a day, with which it ends in UTC, or an ISO moment; in the future. */
function momentOf(text: string): Date {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const moment = new Date(isDay ? `${text}T23:59:59.999Z` : text);
  if (!/^\d{4}-\d\d-\d\d(T.+(Z|[+-]\d\d:\d\d))?$/.test(text) || Number.isNaN(moment.valueOf())) {
    throw new UsageError(
      `--expires takes a day, 2027-03-31, or a moment, 2027-03-31T17:00:00Z; not ${text}.`,
    );
  }
  if (moment <= now()) throw new UsageError('--expires is in the past.');
  return moment;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (isUsageError(error)) process.stderr.write(`\n${USAGE}`);
  process.exitCode = isUsageError(error) ? 2 : 1;
});
