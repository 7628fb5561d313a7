import { createReadStream } from 'node:fs';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Flows } from './app.ts';
import { targetBody } from './flow/declare.ts';
import type { Identity } from './platform/identity.ts';
import type { Database } from './storage/database.ts';
import { createKey } from './storage/keys.ts';
import { type PublishedFile, readPublished } from './storage/seed.ts';
import type { Vocabulary } from './vocabulary/vocabulary.ts';

export interface FirstStartOptions {
  readonly flows: Flows;
  readonly published: string;
  readonly say: (line: string) => void;
}

/** Who sends and who approves what is already public: two people, as for everybody. */
function officials(sender: string): { readonly sender: Identity; readonly approver: Identity } {
  return {
    sender: { id: 'seeds', name: sender, roles: ['submitter', 'national'], area: null },
    approver: { id: 'seeds-approver', name: sender, roles: ['approver', 'national'], area: null },
  };
}

/**
 * Sends the published files under `seeds/published` through the same door as any submission, and approves them. What has
 * been sent before is found by its idempotency key and not sent again; what an earlier start left half way goes on.
 */
export async function sendPublished(
  kind: PublishedFile['kind'],
  { flows: { collect }, published, say }: FirstStartOptions,
): Promise<void> {
  for (const entry of await readPublished(published)) {
    if (entry.kind !== kind) continue;
    const { sender, approver } = officials(entry.sender);
    const sent = await collect.submit(sender, {
      stream: createReadStream(join(published, entry.file)),
      mediaType: 'text/csv',
      fileName: entry.fileName,
      domain: entry.domain,
      period: null,
      area: null,
      layout: entry.layout,
      classification: null,
      idempotencyKey: `published ${entry.file}`,
      dryRun: false,
    });
    if (sent.status === 'returned')
      throw new Error(`${entry.file} was returned with ${sent.findings.errors} errors`);
    if (sent.status === 'checked') {
      await explainQueries(collect, { sender, id: sent.id, source: entry.sender });
      await collect.move(sender, sent.id, 'submit');
    }
    if (sent.status === 'checked' || sent.status === 'submitted') {
      await collect.move(approver, sent.id, 'approve');
      say(
        `  ${entry.fileName}: ${sent.rows.toLocaleString('en-GB')} rows, ${sent.cells.toLocaleString('en-GB')} cells`,
      );
    }
  }
}

/** Whatever is asked of a published figure, this is the answer: what it says is its source's, and nothing was changed. */
async function explainQueries(
  collect: Flows['collect'],
  { sender, id, source }: { readonly sender: Identity; readonly id: string; readonly source: string },
): Promise<void> {
  const { findings } = await collect.report(sender, id);
  for (const { key, severity, note } of findings) {
    if (severity !== 'query' || note !== null) continue;
    const text = `Published like this by its source (${source}). Taken over as published; nothing has been changed.`;
    await collect.note(sender, id, { key, note: text });
  }
}

/** Publishes release 1.0.0 out of what has been approved, if nothing has been published yet. */
export async function publishFirstRelease({
  flows: { disseminate, enquire },
  say,
}: FirstStartOptions): Promise<void> {
  if ((await enquire.releases()).length > 0) return;
  const steward: Identity = {
    id: 'first-start-steward',
    name: 'First start',
    roles: ['steward'],
    area: null,
  };
  const publisher: Identity = {
    id: 'first-start-publisher',
    name: 'First start',
    roles: ['publisher'],
    area: null,
  };
  const notes =
    'Published figures of the Department for Education and the Office for National Statistics for London.';
  const draft = await disseminate.draft(steward, { bump: 'major', notes });
  await disseminate.approve(publisher, draft.version);
  await disseminate.publish(publisher, draft.version);
  say(`  release ${draft.version}: ${draft.cellCount.toLocaleString('en-GB')} cells`);
}

const examples = z.array(z.strictObject({ id: z.string().min(1), target: targetBody }));

/** Declares the targets of `file` (`seeds/targets.json`), each once: examples, each with its source. */
export async function declareExamples(
  file: string,
  { flows: { declare, follow }, say }: Pick<FirstStartOptions, 'flows' | 'say'>,
): Promise<void> {
  if ((await follow.revision()) > 0) return;
  const steward: Identity = {
    id: 'first-start-steward',
    name: 'First start',
    roles: ['steward'],
    area: null,
  };
  const list = examples.parse(JSON.parse(await readFile(file, 'utf8')));
  for (const { id, target } of list) await declare.target(steward, target, id);
  say(`  ${list.length} targets as examples`);
}

/**
 * Keys to try the journey with, in a file that only its owner can read. Made once: a second start finds the file.
 * Never called where DATABASE_URL names somebody's own database.
 */
export async function writeDemoKeys(
  path: string,
  {
    database,
    vocabulary,
    now,
  }: { readonly database: Database; readonly vocabulary: Vocabulary; readonly now: Date },
): Promise<void> {
  const existing = await readFile(path, 'utf8').catch(() => undefined);
  if (existing !== undefined) return;
  const by = { actor: 'first-start', at: now };
  const make = async (name: string, role: Identity['roles'][number], area: string | null) =>
    (await createKey(database.intake, { name, roles: [role], area }, by)).key;
  const keys: Record<string, unknown> = {
    steward: await make('London steward (demo)', 'steward', null),
    publisher: await make('London publisher (demo)', 'publisher', null),
  };
  for (const { id, name } of vocabulary.authorities) {
    keys[id] = {
      submitter: await make(`${name} submitter (demo)`, 'submitter', id),
      approver: await make(`${name} approver (demo)`, 'approver', id),
    };
  }
  // Whole or not at all: written beside its place and moved there.
  const draft = `${path}.new`;
  await writeFile(draft, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, path);
}
