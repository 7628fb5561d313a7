import { Problem, type ProblemPart } from '../problem.ts';
import type { FilePlaces, RowRange, RunFilter } from '../release/artefacts/ranges.ts';
import type { ArtefactFacts, ReleaseFacts, ReleaseReader } from '../release/read.ts';
import { DOMAINS, type Domain } from '../vocabulary/measure.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { boundedCache } from './bounded-cache.ts';
import { idsOf, understandCriteria, type Warning } from './data-set-criteria.ts';
import { type DataSetResult, indicatorsOf, resultOf } from './data-set-result.ts';
import { bytesOf, type FoundRows, fieldsIn, findRows, indexOf, rowsOf } from './data-set-rows.ts';
import { sortsOf } from './data-set-sorts.ts';
import { type Contents, FILTERS, type FilterId, inOrder, inTime } from './data-set-words.ts';
import type { Download } from './download.ts';
import { WRITE } from './slice.ts';

export type { DataSetResult } from './data-set-result.ts';
export type { Contents } from './data-set-words.ts';

/** A domain of a release, as a data set of DfE's *Explore education statistics* API. */
export interface DataSet {
  readonly id: Domain;
  readonly release: ReleaseFacts;
  readonly file: ArtefactFacts;
  readonly places: FilePlaces;
  readonly vocabulary: Vocabulary;
}

export interface DataSetQuestion {
  readonly criteria?: unknown;
  /** All where it is left out. */
  readonly indicators?: readonly string[] | undefined;
  readonly sorts?: readonly { readonly field: string; readonly direction: string }[] | undefined;
}

export interface DataSetAnswer {
  readonly total: number;
  readonly results: readonly DataSetResult[];
  readonly warnings: readonly Warning[];
}

export interface DataSets {
  /** The data sets that a release has. */
  of(release: ReleaseFacts): Promise<readonly DataSet[]>;
  /** Throws `not-found`. */
  one(release: ReleaseFacts, id: string): Promise<DataSet>;
  contents(dataSet: DataSet): Promise<Contents>;
  /** A page of the rows asked for. Throws `bad-request` with what is wrong where, and `query-too-large`. */
  query(
    dataSet: DataSet,
    question: DataSetQuestion,
    page: { readonly debug: boolean; readonly from: number; readonly size: number },
  ): Promise<DataSetAnswer>;
  /** All the rows asked for, in the columns of the release's files; the same Problems, before anything is sent. */
  table(
    dataSet: DataSet,
    question: DataSetQuestion,
    format: 'csv' | 'parquet',
  ): Promise<AsyncGenerator<Buffer>>;
}

export interface DataSetsOptions {
  readonly reader: Pick<ReleaseReader, 'vocabulary' | 'artefacts'>;
  readonly download: Download;
  readonly ranges: (
    file: { readonly releaseId: number; readonly name: string },
    filter: RunFilter,
  ) => Promise<readonly RowRange[]>;
  readonly places: (
    file: { readonly releaseId: number; readonly name: string },
    measures: readonly string[],
  ) => Promise<FilePlaces>;
}

/** The file whose rows are indexed; it has those of every domain. */
const WHOLE = 'all';
/** For how many rows of recent questions it is kept where they stand. */
const KEPT_ROWS = 2_000_000;
/** Of how many data sets it is kept what they hold. */
const KEPT_DATA_SETS = 40;
/** Whoever reads more than this waits for his turn, so that memory and the disk are taken by one such question at a time. */
const LARGE_BYTES = 16 * 1024 * 1024;

export function createDataSets({ reader, download, ranges, places }: DataSetsOptions): DataSets {
  const held = boundedCache<Contents>(KEPT_DATA_SETS);
  const found = boundedCache<FoundRows>(KEPT_ROWS);
  const inTurn = turns();

  async function of(release: ReleaseFacts): Promise<readonly DataSet[]> {
    const [vocabulary, files] = await Promise.all([
      reader.vocabulary(release.edition),
      reader.artefacts(release.id),
    ]);
    const sets = DOMAINS.map(async (id) => {
      const file = files.find(({ name, format }) => name === id && format === 'csv');
      if (file === undefined) return [];
      const measures = vocabulary.measures.filter(({ domain }) => domain === id).map((each) => each.id);
      const where = await places({ releaseId: release.id, name: WHOLE }, measures);
      // Published before files had an index: its rows cannot be found.
      if (where.measures.length === 0) return [];
      return [{ id, release, file, vocabulary, places: where }];
    });
    return (await Promise.all(sets)).flat();
  }

  async function read<T>(
    { release }: DataSet,
    filter: RunFilter,
    work: (file: Awaited<ReturnType<Download['open']>>, ranges: readonly RowRange[]) => Promise<T>,
  ): Promise<T> {
    const wanted = await ranges({ releaseId: release.id, name: WHOLE }, filter);
    const bytes = wanted.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const facts = await download.file(release, { name: WHOLE, format: 'csv' });
    const start = async () => {
      const file = await download.open(facts, 'identity');
      try {
        return await work(file, wanted);
      } finally {
        await file.close();
      }
    };
    return bytes > LARGE_BYTES ? inTurn(start) : start();
  }

  async function contents(dataSet: DataSet): Promise<Contents> {
    const { id, release, places: where, vocabulary } = dataSet;
    const key = `${release.version} ${id}`;
    const known = held.get(key);
    if (known !== undefined) return known;
    const seen = new Map<FilterId, Set<string>>(FILTERS.map((filter) => [filter.id, new Set()]));
    const columns = [...seen].map(([filter, options]) => ({ at: indexOf(filter), options }));
    await read(dataSet, { measures: where.measures, periods: null, areas: null }, async (file, wanted) => {
      for await (const fields of rowsOf(file, wanted)) {
        for (const { at, options } of columns) options.add(fields[at] ?? '');
      }
    });
    const made: Contents = {
      periods: inTime(where.periods),
      areas: where.areas.flatMap((area) => vocabulary.area.get(area) ?? []),
      options: new Map([...seen].map(([filter, ids]) => [filter, inOrder(filter, ids, vocabulary)])),
    };
    held.set(key, made, 1);
    return made;
  }

  async function understood(dataSet: DataSet, question: DataSetQuestion) {
    const words = { contents: await contents(dataSet), vocabulary: dataSet.vocabulary };
    const criteria = understandCriteria(question.criteria, words);
    const indicators = indicatorsOf(question.indicators);
    const sorts = sortsOf(question.sorts, words);
    refuse([...criteria.faults, ...indicators.faults, ...sorts.faults]);
    return { ...criteria, indicators: indicators.indicators, sorts: sorts.sorts };
  }

  async function rows(
    dataSet: DataSet,
    question: DataSetQuestion,
    asked: Awaited<ReturnType<typeof understood>>,
  ) {
    const { id, release, places: where } = dataSet;
    const key = JSON.stringify([release.version, id, question.criteria ?? null, question.sorts ?? null]);
    const known = found.get(key);
    if (known !== undefined) return known;
    const { condition, sorts } = asked;
    const named = (column: string) => [...(idsOf(condition, column) ?? [])];
    const filter = {
      measures: idsOf(condition, 'measure') === null ? where.measures : named('measure'),
      periods: idsOf(condition, 'period') === null ? null : named('period'),
      areas: idsOf(condition, 'area') === null ? null : named('area'),
    };
    const made = await read(dataSet, filter, (file, wanted) => findRows(file, wanted, { condition, sorts }));
    found.set(key, made, made.starts.length);
    return made;
  }

  async function open({ release }: DataSet) {
    return download.open(await download.file(release, { name: WHOLE, format: 'csv' }), 'identity');
  }

  return {
    of,
    async one(release, id) {
      const sets = await of(release);
      const set = sets.find((each) => each.id === id.toLowerCase());
      if (set !== undefined) return set;
      const has = sets.map((each) => each.id).join(', ') || 'none';
      throw new Problem(
        'not-found',
        `Release ${release.version} has no data set '${id.slice(0, 40)}'. It has: ${has}.`,
      );
    },
    contents,
    async query(dataSet, question, { debug, from: first, size }) {
      const asked = await understood(dataSet, question);
      const places = await rows(dataSet, question, asked);
      const total = places.starts.length;
      const from = Math.min(first, total);
      const results: DataSetResult[] = [];
      const file = await open(dataSet);
      try {
        for await (const bytes of bytesOf(file, places, { from, to: Math.min(from + size, total) })) {
          const { vocabulary } = dataSet;
          for (const fields of fieldsIn(bytes)) {
            results.push(resultOf(fields, { indicators: asked.indicators, vocabulary, debug }));
          }
        }
      } finally {
        await file.close();
      }
      return { total, results, warnings: [...asked.warnings, ...warningsOf(total, debug)] };
    },
    async table(dataSet, question, format) {
      const places = await rows(dataSet, question, await understood(dataSet, question));
      const lines = (async function* () {
        const file = await open(dataSet);
        try {
          yield* bytesOf(file, places, { from: 0, to: places.starts.length });
        } finally {
          await file.close();
        }
      })();
      return WRITE[format](lines, dataSet.release);
    },
  };
}

function refuse(faults: readonly ProblemPart[]): void {
  const [first] = faults;
  if (first === undefined) return;
  const detail = faults.length === 1 ? `${first.path}: ${first.detail}` : 'The query has faults; see errors.';
  throw new Problem('bad-request', detail, faults);
}

function warningsOf(total: number, debug: boolean): readonly Warning[] {
  const warnings: Warning[] = [];
  if (debug) {
    const message = 'Debug mode is enabled. Do not enable debug mode in a production environment.';
    warnings.push({ message, code: 'DebugEnabled', path: 'debug' });
  }
  if (total === 0) {
    const message = 'The query did not match any results. You may need to refine your criteria.';
    warnings.push({ message, code: 'QueryNoResults', path: '' });
  }
  return warnings;
}

/** Runs works one after another. */
function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => {});
    return mine;
  };
}
