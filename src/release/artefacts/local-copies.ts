import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { ArtefactFacts } from '../read.ts';

/** A frozen file's plain bytes, or its gzip. */
export type Encoding = 'identity' | 'gzip';

export interface LocalCopiesOptions {
  readonly directory: string;
  /** How much of the disk the copies may take; the least recently asked for goes first. */
  readonly maxBytes: number;
  /** The file as the database keeps it: its gzip where it has one. */
  readonly bytesOf: (facts: ArtefactFacts) => AsyncIterable<Buffer>;
}

/** Frozen files on this machine's disk, each proved against its SHA-256 before it is served (decision 5). */
export interface LocalCopies {
  /** An open file of exactly the frozen bytes; fetched from the database first where there is none. The caller closes it. */
  open(facts: ArtefactFacts, encoding: Encoding): Promise<FileHandle>;
  /** Throws a release's copies away: for one that has been withdrawn. */
  forget(files: readonly ArtefactFacts[]): Promise<void>;
}

interface Wanted {
  readonly sha256: string;
  readonly byteLength: number;
}

export function createLocalCopies({ directory, maxBytes, bytesOf }: LocalCopiesOptions): LocalCopies {
  /** What has been proved since this process began, or is being proved: one at a time for each file. */
  const proved = new Map<string, Promise<void>>();
  let drafts = 0;

  const pathOf = ({ sha256 }: Wanted) => join(directory, sha256);

  async function prove(facts: ArtefactFacts, encoding: Encoding): Promise<void> {
    const wanted = wantedOf(facts, encoding);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    if ((await digestOf(pathOf(wanted))) === wanted.sha256) return;
    drafts += 1;
    const draft = `${pathOf(wanted)}.${process.pid}-${drafts}`;
    const sha256 = createHash('sha256');
    const hashing = new Transform({
      transform(chunk: Buffer, _, done) {
        sha256.update(chunk);
        done(null, chunk);
      },
    });
    const unpacking = facts.gzip !== null && encoding === 'identity' ? [createGunzip()] : [];
    try {
      const target = createWriteStream(draft, { mode: 0o600 });
      await pipeline([Readable.from(bytesOf(facts)), ...unpacking, hashing, target]);
      if (sha256.digest('hex') !== wanted.sha256) {
        throw new Error(`${facts.name}.${facts.format} of release ${facts.releaseId} is not what was frozen`);
      }
      await rename(draft, pathOf(wanted));
    } finally {
      await rm(draft, { force: true });
    }
    await makeRoom(wanted);
  }

  /** Removes what was asked for longest ago until the rest fits. A file that is being read stays readable. */
  async function makeRoom(kept: Wanted): Promise<void> {
    const names = await readdir(directory);
    const files = await Promise.all(
      names.map(async (name) => {
        const found = await stat(join(directory, name)).catch(() => undefined);
        return { name, bytes: found?.size ?? 0, at: found?.mtimeMs ?? 0 };
      }),
    );
    let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const { name, bytes } of files.toSorted((one, other) => one.at - other.at)) {
      if (total <= maxBytes) return;
      if (name === kept.sha256) continue;
      await rm(join(directory, name), { force: true });
      total -= bytes;
    }
  }

  async function openProved(facts: ArtefactFacts, encoding: Encoding): Promise<FileHandle | undefined> {
    const wanted = wantedOf(facts, encoding);
    let proving = proved.get(wanted.sha256);
    if (proving === undefined) {
      proving = prove(facts, encoding);
      proved.set(wanted.sha256, proving);
      proving.catch(() => proved.delete(wanted.sha256));
    }
    await proving;
    const file = await open(pathOf(wanted), 'r').catch(() => undefined);
    if (file !== undefined && (await file.stat()).size === wanted.byteLength) {
      const now = new Date();
      await file.utimes(now, now);
      return file;
    }
    // Somebody took it away, or cut it.
    await file?.close();
    if (proved.get(wanted.sha256) === proving) proved.delete(wanted.sha256);
    return undefined;
  }

  return {
    async open(facts, encoding) {
      const file = (await openProved(facts, encoding)) ?? (await openProved(facts, encoding));
      if (file === undefined) throw new Error(`${directory} does not keep what is written there`);
      return file;
    },
    async forget(files) {
      for (const facts of files) {
        for (const { sha256 } of [facts, ...(facts.gzip === null ? [] : [facts.gzip])]) {
          proved.delete(sha256);
          await rm(join(directory, sha256), { force: true });
        }
      }
    },
  };
}

function wantedOf(facts: ArtefactFacts, encoding: Encoding): Wanted {
  return encoding === 'gzip' && facts.gzip !== null ? facts.gzip : facts;
}

async function digestOf(path: string): Promise<string | undefined> {
  const sha256 = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) sha256.update(chunk);
    return sha256.digest('hex');
  } catch {
    return undefined;
  }
}
