import { csvLine } from '../platform/csv-line.ts';
import { Problem } from '../problem.ts';
import { LICENCE, TITLE } from '../release/artefacts/about.ts';
import { COLUMN_NAMES, jsonLine, rowOfCsv } from '../release/artefacts/columns.ts';
import { openParquet } from '../release/artefacts/parquet.ts';
import type { RowRange, RunFilter } from '../release/artefacts/ranges.ts';
import { linesOf, rangesAfter, singleLines } from '../release/artefacts/slice.ts';
import type { ArtefactFacts, ReleaseFacts, ReleaseReader } from '../release/read.ts';
import type { Download } from './download.ts';
import { type SliceQuestion, type UnderstoodSlice, understandSlice } from './slice-question.ts';

export { SLICE_FILTERS, type SliceQuestion } from './slice-question.ts';
export const SLICE_FORMATS = ['csv', 'ndjson', 'parquet'] as const;
export type SliceFormat = (typeof SLICE_FORMATS)[number];

export interface SlicePage {
  /** Column → value. */
  readonly rows: readonly Readonly<Record<string, string | number | null>>[];
  /** Where the next page begins; null after the last. It says where a row stands in a public file and nothing else. */
  readonly next: string | null;
}

/** Any part of a release, by words: the rows that its frozen files hold, read from them. */
export interface Slices {
  /** Ready to be streamed. Throws a Problem for a word that the release does not know, before anything is sent. */
  stream(
    release: ReleaseFacts,
    question: SliceQuestion,
    format: SliceFormat,
  ): Promise<AsyncGenerator<Buffer>>;
  page(
    release: ReleaseFacts,
    question: SliceQuestion,
    at: { readonly after: string | null; readonly limit: number },
  ): Promise<SlicePage>;
}

export interface SlicesOptions {
  readonly reader: ReleaseReader;
  readonly download: Download;
  readonly ranges: (
    file: { readonly releaseId: number; readonly name: string },
    filter: RunFilter,
  ) => Promise<readonly RowRange[]>;
}

/** One file that a slice reads, and where in it. */
interface Source {
  readonly facts: ArtefactFacts;
  readonly ranges: readonly RowRange[];
}

const HEADER = Buffer.from(csvLine([...COLUMN_NAMES]));
/** Smaller than in frozen files: other requests wait while a group is made. */
const GROUP_ROWS = 5000;

export function createSlices({ reader, download, ranges }: SlicesOptions): Slices {
  async function understood(release: ReleaseFacts, question: SliceQuestion) {
    const [vocabulary, lists] = await Promise.all([
      reader.vocabulary(release.edition),
      reader.periods(release.number),
    ]);
    return understandSlice(question, { vocabulary, periods: new Set([...lists.values()].flat()) });
  }

  async function sourcesOf(release: ReleaseFacts, slice: UnderstoodSlice): Promise<readonly Source[]> {
    const sources: Source[] = [];
    for (const [name, measures] of [
      ['all', slice.measures],
      ['populations', slice.populations],
    ] as const) {
      if (measures?.length === 0) continue;
      const facts = await download.file(release, { name, format: 'csv' });
      const { periods, areas } = slice;
      const filter = { measures, periods, areas };
      const file = { releaseId: release.id, name };
      const found = await ranges(file, filter);
      if (found.length === 0 && facts.rowCount > 0 && (await ranges(file, EVERYTHING)).length === 0)
        throw withoutIndex(release);
      sources.push({ facts, ranges: found });
    }
    return sources;
  }

  async function* lines({ lines: filter }: UnderstoodSlice, sources: readonly Source[]) {
    for (const { facts, ranges: wanted } of sources) {
      const file = await download.open(facts, 'identity');
      try {
        yield* linesOf(file, wanted, filter);
      } finally {
        await file.close();
      }
    }
  }

  return {
    async stream(release, question, format) {
      const slice = await understood(release, question);
      const sources = await sourcesOf(release, slice);
      return WRITE[format](lines(slice, sources), release);
    },
    async page(release, question, { after, limit }) {
      const slice = await understood(release, question);
      const from = after === null ? null : placeOf(after, release);
      const rows: SlicePage['rows'][number][] = [];
      let last = '';
      for (const { facts, ranges: wanted } of await sourcesOf(release, slice)) {
        if (from !== null && from.name > facts.name) continue;
        const file = await download.open(facts, 'identity');
        try {
          const begun = from?.name === facts.name;
          const left = begun ? await rangesAfter(file, wanted, from.at) : wanted;
          if (left === undefined) throw wrongCursor();
          for await (const { line, end } of singleLines(file, left, slice.lines)) {
            if (rows.length === limit) return { rows, next: last };
            rows.push(objectOf(rowOfCsv(line)));
            last = cursorOf(release, { name: facts.name, at: end });
          }
        } finally {
          await file.close();
        }
      }
      return { rows, next: null };
    },
  };
}

const EVERYTHING: RunFilter = { measures: null, periods: null, areas: null };

/** Where its rows stand is noted when a release is published, and cannot be added to it. */
function withoutIndex({ version }: ReleaseFacts): Problem {
  return new Problem(
    'not-found',
    `Release ${version} was published before its files had an index, so parts of it cannot be read: take its whole files.`,
    [],
    [{ rel: 'related', href: `/v1/releases/${version}` }],
  );
}

/** Between two lines of a frozen file. */
interface PlaceInFile {
  readonly name: string;
  readonly at: number;
}

function cursorOf({ version }: ReleaseFacts, { name, at }: PlaceInFile): string {
  return Buffer.from(`${version} ${name} ${at}`).toString('base64url');
}

function placeOf(cursor: string, { version }: ReleaseFacts): PlaceInFile {
  const text = Buffer.from(cursor, 'base64url').toString();
  const [, of, name = '', at = ''] = /^(\S+) (all|populations) (\d{1,15})$/.exec(text) ?? [];
  if (of !== version || Number(at) < 1) throw wrongCursor();
  return { name, at: Number(at) };
}

function wrongCursor(): Problem {
  return new Problem(
    'bad-request',
    'The cursor is not one of this release: follow the link `next` as it was given.',
  );
}

/** Rows of frozen CSV files, in another format. */
export const WRITE: Readonly<
  Record<
    SliceFormat,
    (
      lines: AsyncGenerator<Buffer>,
      release: Pick<ReleaseFacts, 'version' | 'publishedAt'>,
    ) => AsyncGenerator<Buffer>
  >
> = {
  async *csv(lines) {
    yield HEADER;
    yield* lines;
  },
  async *ndjson(lines) {
    for await (const bytes of lines) yield Buffer.from(rowsIn(bytes).map(jsonLine).join(''));
  },
  async *parquet(lines, { version, publishedAt }) {
    const made: Buffer[] = [];
    const parquet = openParquet(async (bytes) => void made.push(bytes), { groupRows: GROUP_ROWS });
    for await (const bytes of lines) {
      for (const row of rowsIn(bytes)) {
        await parquet.write(row);
        if (made.length > 0) yield* made.splice(0);
      }
    }
    await parquet.close({
      title: TITLE,
      release: version,
      published: publishedAt.toISOString(),
      licence: `${LICENCE.title} ${LICENCE.path}`,
    });
    yield* made;
  },
};

function rowsIn(bytes: Buffer) {
  return bytes.toString('utf8').split('\r\n').slice(0, -1).map(rowOfCsv);
}

function objectOf(row: ReturnType<typeof rowOfCsv>): Record<string, string | number | null> {
  return Object.fromEntries(COLUMN_NAMES.map((name, index) => [name, row[index] ?? null]));
}
