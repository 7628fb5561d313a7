import type { FileHandle } from 'node:fs/promises';
import { Problem } from '../problem.ts';
import { COMPARED_TABLES } from '../release/artefacts/freeze-changes.ts';
import { readLines } from '../release/artefacts/line-reader.ts';
import {
  changeOf,
  figuresOf,
  REVISIONS_HEADER,
  type RevisedFigure,
  revisedFigureOf,
  revisionLines,
  revisionsBetween,
  wordsOf,
} from '../release/artefacts/revisions.ts';
import { rangesAfter, singleLines } from '../release/artefacts/slice.ts';
import type { ReleaseFacts, ReleaseReader } from '../release/read.ts';
import { type Download, ofWithdrawn, withdrawn } from './download.ts';

export type { RevisedFigure };

export interface RevisionPage {
  readonly rows: readonly RevisedFigure[];
  /** Where the next page begins; null after the last. It names places in public files and nothing else. */
  readonly next: string | null;
}

/** Which published figures are not what they were, worked out from the frozen files of two releases that stand. */
export interface Revisions {
  /**
   * What a release is compared with: the one named, or the one that stood before it; undefined for the first. Throws
   * `unknown-release`, `withdrawn-release`, and `bad-request` for one that is not older.
   */
  base(release: ReleaseFacts, since: string | undefined): Promise<ReleaseFacts | undefined>;
  csv(release: ReleaseFacts, base: ReleaseFacts): AsyncGenerator<Buffer>;
  /**
   * At least `limit` figures, whole rows of them, unless there are no more. By the release before, whose list is frozen, just
   * the lines of the page are read; by an earlier one the files of both are, from where the page before ended.
   */
  page(
    release: ReleaseFacts,
    base: ReleaseFacts,
    at: { readonly after: string | null; readonly limit: number },
  ): Promise<RevisionPage>;
}

type Table = (typeof COMPARED_TABLES)[number];

interface Place {
  readonly table: Table;
  readonly before: number;
  readonly after: number;
}

const HEADER_BYTES = Buffer.byteLength(REVISIONS_HEADER);
const READ_BYTES = 512 * 1024;
const CHUNK = 64 * 1024;

export function createRevisions({
  reader,
  download,
}: {
  readonly reader: ReleaseReader;
  readonly download: Download;
}): Revisions {
  /** The revisions of one table, and where it has got to. */
  async function* tableOf(
    [base, release]: readonly [ReleaseFacts, ReleaseFacts],
    { table, before: beforeAt, after: afterAt }: Place,
  ) {
    const opened: FileHandle[] = [];
    const linesOf = async (of: ReleaseFacts, at: number) => {
      const files = await reader.artefacts(of.id);
      if (!files.some(({ name, format }) => name === table && format === 'csv')) return readLines(nothing());
      const file = await download.open(await download.file(of, { name: table, format: 'csv' }), 'identity');
      opened.push(file);
      if (at > 0 && (await rangesAfter(file, [], at)) === undefined) throw wrongCursor();
      return readLines(file.createReadStream({ start: at, highWaterMark: READ_BYTES, autoClose: false }), at);
    };
    try {
      const [before, after] = [await linesOf(base, beforeAt), await linesOf(release, afterAt)];
      for await (const revision of revisionsBetween(before, after)) {
        yield { revision, place: { table, before: before.at, after: after.at } };
      }
    } finally {
      for (const file of opened) await file.close();
    }
  }

  async function* all(pair: readonly [ReleaseFacts, ReleaseFacts], from: Place | null) {
    const tables = COMPARED_TABLES.slice(from === null ? 0 : COMPARED_TABLES.indexOf(from.table));
    for (const table of tables)
      yield* tableOf(pair, from?.table === table ? from : { table, before: 0, after: 0 });
  }

  /** A page of the list that was frozen with the release. */
  async function frozenPage(
    [base, release]: readonly [ReleaseFacts, ReleaseFacts],
    { after, limit }: { readonly after: string | null; readonly limit: number },
  ): Promise<RevisionPage> {
    const names = [base.version, release.version, 'frozen'];
    const facts = await download.file(release, { name: 'revisions', format: 'csv' });
    const file = await download.open(facts, 'identity');
    try {
      const [at = HEADER_BYTES] = after === null ? [] : placesIn(after, names);
      const lines = [{ firstByte: HEADER_BYTES, byteLength: facts.byteLength - HEADER_BYTES }];
      const left = await rangesAfter(file, lines, at);
      if (left === undefined) throw wrongCursor();
      const rows: RevisedFigure[] = [];
      let last = at;
      for await (const { line, end } of singleLines(file, left, new Map())) {
        if (rows.length === limit) return { rows, next: cursorOf(names, [last]) };
        rows.push(revisedFigureOf(line));
        last = end;
      }
      return { rows, next: null };
    } finally {
      await file.close();
    }
  }

  return {
    async base(release, since) {
      const releases = await reader.releases();
      if (since === undefined) {
        const named = (await reader.changes(release.id))?.since;
        const found = releases.find(({ version }) => version === named);
        if (found?.status === 'withdrawn') throw ofWithdrawn(release, found);
        return found;
      }
      const found = await reader.find(since);
      if (found === undefined)
        throw new Problem('unknown-release', `There is no release '${since.slice(0, 40)}'.`);
      if (found.status === 'withdrawn') throw withdrawn(found, await reader.find('latest'));
      if (found.number < release.number) return found;
      throw new Problem('bad-request', `since names a release before ${release.version}.`);
    },
    async *csv(release, base) {
      const between = { since: base.version, release: release.version };
      let pending = REVISIONS_HEADER;
      for await (const { revision } of all([base, release], null)) {
        pending += revisionLines(revision, between);
        if (pending.length < CHUNK) continue;
        yield Buffer.from(pending);
        pending = '';
      }
      yield Buffer.from(pending);
    },
    async page(release, base, { after, limit }) {
      const frozen = (await reader.changes(release.id))?.since;
      if (frozen === base.version) return frozenPage([base, release], { after, limit });
      const names = [base.version, release.version];
      const rows: RevisedFigure[] = [];
      let next: Place | null = null;
      for await (const { revision, place } of all([base, release], placeIn(after, names))) {
        if (next !== null) return { rows, next: cursorOf([...names, next.table], [next.before, next.after]) };
        const [words, change] = [wordsOf(revision), changeOf(revision)];
        rows.push(...figuresOf(revision).map((figure) => ({ place: words, change, ...figure })));
        if (rows.length >= limit) next = place;
      }
      return { rows, next: null };
    },
  };
}

function cursorOf(names: readonly string[], places: readonly number[]): string {
  return Buffer.from([...names, ...places].join(' ')).toString('base64url');
}

/** Where the cursor of a list of these names points. */
function placesIn(cursor: string, names: readonly string[]): readonly number[] {
  const words = Buffer.from(cursor, 'base64url').toString().split(' ');
  const places = words.slice(names.length);
  if (names.some((name, index) => words[index] !== name)) throw wrongCursor();
  if (!places.every((place) => /^\d{1,15}$/.test(place)) || Number(places[0]) < 1) throw wrongCursor();
  return places.map(Number);
}

function placeIn(cursor: string | null, names: readonly string[]): Place | null {
  if (cursor === null) return null;
  const words = Buffer.from(cursor, 'base64url').toString().split(' ');
  const table = COMPARED_TABLES.find((each) => each === words[names.length]);
  if (table === undefined) throw wrongCursor();
  const [before = 0, after = 0] = placesIn(cursor, [...names, table]);
  return { table, before, after };
}

function wrongCursor(): Problem {
  return new Problem(
    'bad-request',
    'The cursor is not one of these releases: follow the link `next` as it was given.',
  );
}

async function* nothing(): AsyncGenerator<Buffer> {}
