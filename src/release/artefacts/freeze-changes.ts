import type { Transaction } from '../../storage/database.ts';
import type { ReleaseChanges } from '../../vocabulary/release-changes.ts';
import { releaseByVersion } from '../store.ts';
import type { About } from './about.ts';
import { changesDocument } from './changes-document.ts';
import { deflatePiece, openFrozenFile, openGzippedFile } from './frozen-file.ts';
import { readLines } from './line-reader.ts';
import { REVISIONS_HEADER, revisionLines, revisionsBetween } from './revisions.ts';
import { frozenFiles, plainParts } from './store.ts';
import { MEDIA_TYPES } from './table-files.ts';

const PIECE = 512 * 1024;

/** The tables whose rows are set beside those of the release before. */
export const COMPARED_TABLES = ['all', 'populations'] as const;

/** `changes.json`: what is different in the catalogue from the release before. */
export async function freezeChanges(
  tx: Transaction,
  { releaseId, about, changes }: FreezeChangesOptions,
): Promise<void> {
  const key = { releaseId, name: 'changes', format: 'json', mediaType: 'application/json' };
  const file = openFrozenFile(tx, key);
  await file.write(Buffer.from(changesDocument(about, changes)));
  await file.close(0);
}

/**
 * `revisions.csv`: every published figure that is not what it was in the release before. It is made of the frozen files of
 * both, so it can say no more than they.
 */
export async function freezeRevisions(
  tx: Transaction,
  { releaseId, about, changes }: FreezeChangesOptions,
): Promise<void> {
  const key = { releaseId, name: 'revisions', format: 'csv', mediaType: MEDIA_TYPES.csv };
  const file = openGzippedFile(tx, key);
  let pending = REVISIONS_HEADER;
  let rows = 0;
  const flush = async () => {
    await file.append(await deflatePiece(Buffer.from(pending)));
    pending = '';
  };
  const base = changes.since === null ? undefined : await releaseByVersion(tx, changes.since);
  for (const name of base === undefined ? [] : COMPARED_TABLES) {
    const [before, after] = [await linesOf(tx, base?.id ?? 0, name), await linesOf(tx, releaseId, name)];
    const between = { since: changes.since ?? '', release: about.version };
    for await (const revision of revisionsBetween(before, after)) {
      pending += revisionLines(revision, between);
      rows += 1;
      if (pending.length >= PIECE) await flush();
    }
  }
  await flush();
  await file.close(rows);
}

export interface FreezeChangesOptions {
  readonly releaseId: number;
  readonly about: About;
  readonly changes: ReleaseChanges;
}

async function linesOf(tx: Transaction, releaseId: number, name: string) {
  const files = await frozenFiles(tx, releaseId);
  const file = files.find((each) => each.name === name && each.format === 'csv');
  return readLines(file === undefined ? nothing() : plainParts(tx, file));
}

async function* nothing(): AsyncGenerator<Buffer> {}
