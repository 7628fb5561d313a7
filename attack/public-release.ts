import { z } from 'zod';
import { filesIn, rowsIn, type TextRow } from './formats.ts';

/** A number as somebody outside sees it: there, or a symbol. */
export type Seen = number | string;

/** One row of a release's file. Nothing is known of it that does not stand there. */
export interface PublicCell {
  readonly measure: string;
  readonly period: string;
  readonly area: string;
  readonly group: string;
  readonly sex: string;
  readonly age: string;
  readonly category: string;
  readonly numerator: Seen;
  /** null where a population supplies it, or there is none. */
  readonly denominator: Seen | null;
  /** How many authorities a total is made of; null for an authority, and where a source gave the total. */
  readonly made: number | null;
}

export interface PublicRelease {
  readonly version: string;
  readonly cells: readonly PublicCell[];
  /** Every file's own sight of a cell, to hold against the first: place → `file: numerator/denominator`. */
  readonly files: readonly { readonly name: string; readonly cells: ReadonlyMap<string, string> }[];
  /** What it says was different in the release before: both figures of each. */
  readonly revisions: readonly TextRow[];
  /** `measure period` of what an official source published, which goes out as it is. */
  readonly official: ReadonlySet<string>;
  readonly thresholdOf: (measure: string) => number;
  readonly withdrawn: boolean;
}

export interface PublicMeasure {
  readonly id: string;
  readonly domain: string;
  readonly kind: string;
  readonly persons: boolean;
  readonly multiplier: number;
}

export interface PublicWords {
  readonly measures: ReadonlyMap<string, PublicMeasure>;
  readonly areas: readonly {
    readonly id: string;
    readonly kind: string;
    readonly subRegion: string | null;
    readonly innerOuter: string | null;
    readonly region: string | null;
  }[];
  readonly groups: readonly { readonly id: string; readonly level: string; readonly parent: string | null }[];
}

/** Asks the service's public doors, and counts how often. */
export interface Asking {
  readonly json: (path: string) => Promise<unknown>;
  /** Bytes of a file; undefined for one that is not given out. */
  readonly file: (path: string) => Promise<Buffer | undefined>;
  readonly graphql: (query: string) => Promise<unknown>;
  readonly asked: () => number;
}

/** Asks as anybody, or with a key of one's own. */
export function askingOf(address: string, key?: string): Asking {
  let asked = 0;
  const own: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const ask = async (path: string, { headers, ...init }: RequestInit = {}) => {
    asked += 1;
    return fetch(new URL(path, address), { ...init, headers: { ...own, ...headers } });
  };
  return {
    async json(path) {
      const reply = await ask(path);
      if (!reply.ok) throw new Error(`${path}: ${reply.status}`);
      return reply.json();
    },
    async file(path) {
      const reply = await ask(path);
      return reply.ok ? Buffer.from(await reply.arrayBuffer()) : undefined;
    },
    async graphql(query) {
      const reply = await ask('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      return reply.json();
    },
    asked: () => asked,
  };
}

const releaseList = z.object({ releases: z.array(z.object({ version: z.string(), status: z.string() })) });
const ownRule = z.looseObject({ threshold: z.number().optional() });
const releaseDetail = z.object({
  artefacts: z.array(z.object({ name: z.string(), format: z.string(), href: z.string() })),
  manifest: z.looseObject({
    contents: z.array(z.looseObject({ measure: z.string(), period: z.string(), origin: z.string() })),
    policy: z.looseObject({
      threshold: z.number(),
      domains: z.record(z.string(), ownRule).default({}),
      measures: z.record(z.string(), ownRule).default({}),
    }),
  }),
});

const TABLES = ['csv', 'ndjson', 'parquet', 'xlsx'];

/** Every release that its service still gives out, oldest first, from every file of it. */
export async function collectReleases(
  asking: Asking,
  {
    words,
    only,
    everyFile,
  }: {
    readonly words: PublicWords;
    readonly only?: readonly string[] | undefined;
    /** In every format; else in CSV. */
    readonly everyFile: boolean;
  },
): Promise<readonly PublicRelease[]> {
  const { releases } = releaseList.parse(await asking.json('/v1/releases'));
  const found: PublicRelease[] = [];
  for (const { version, status } of releases.toReversed()) {
    if (only?.includes(version) === false) continue;
    const { artefacts, manifest } = releaseDetail.parse(await asking.json(`/v1/releases/${version}`));
    const files: { name: string; cells: Map<string, string> }[] = [];
    let cells: readonly PublicCell[] = [];
    let revisions: readonly TextRow[] = [];
    const read = async (name: string, format: string, bytes: Buffer) => {
      const own = cellsIn(await rowsIn(format, bytes));
      files.push({
        name: `${name}.${format}`,
        cells: new Map(own.map((cell) => [placeOf(cell), sightOf(cell)])),
      });
      return own;
    };
    for (const { name, format, href } of artefacts) {
      // The other formats of a domain's rows are looked at where they are all together.
      const isMore = format !== 'csv' && !(everyFile && ['all', 'bundle'].includes(name));
      if (isMore || ![...TABLES, 'zip'].includes(format)) continue;
      const bytes = await asking.file(href);
      if (bytes === undefined) continue;
      if (name === 'bundle') {
        for (const [path, inside] of await filesIn(bytes)) {
          const [, table = '', kind = ''] = /^(.+)\.(csv|parquet|ndjson)$/.exec(path) ?? [];
          if (kind !== '' && table !== 'revisions') await read(`bundle/${table}`, kind, inside);
        }
        continue;
      }
      if (name === 'revisions') {
        revisions = await rowsIn(format, bytes);
        continue;
      }
      const own = await read(name, format, bytes);
      if (format === 'csv' && ['all', 'populations'].includes(name)) cells = [...cells, ...own];
    }
    const { policy } = manifest;
    found.push({
      version,
      cells,
      files,
      revisions,
      official: new Set(
        manifest.contents
          .filter(({ origin }) => origin === 'official')
          .map((each) => `${each.measure} ${each.period}`),
      ),
      thresholdOf: (measure) =>
        policy.measures[measure]?.threshold ??
        policy.domains[words.measures.get(measure)?.domain ?? '']?.threshold ??
        policy.threshold,
      withdrawn: status === 'withdrawn',
    });
  }
  return found;
}

export function placeOf({
  measure,
  period,
  area,
  group,
  sex,
  age,
  category,
}: Omit<PublicCell, 'numerator' | 'denominator' | 'made'>): string {
  return [measure, period, area, group, sex, age, category].join('|');
}

export function sightOf({ numerator, denominator }: Pick<PublicCell, 'numerator' | 'denominator'>): string {
  return `${numerator} / ${denominator ?? 'none'}`;
}

export function seen(value: unknown, status: unknown): Seen {
  return value === '' || value === null || value === undefined ? String(status) : Number(value);
}

/** The cells of rows that have the columns of the files. */
export function cellsIn(rows: readonly TextRow[]): readonly PublicCell[] {
  return rows.map((row) => ({
    measure: row.measure ?? '',
    period: row.period ?? '',
    area: row.area ?? '',
    group: row.ethnic_group ?? '',
    sex: row.sex ?? '',
    age: row.age_band ?? '',
    category: row.category ?? '',
    numerator: seen(row.numerator, row.numerator_status),
    denominator:
      row.population !== '' || row.denominator_status === '' || row.denominator_status === 'z'
        ? null
        : seen(row.denominator, row.denominator_status),
    made: row.coverage === '' ? null : Number(row.coverage?.split('/')[0]),
  }));
}

const nullable = z.string().nullable();
const words = {
  measures: z.object({
    measures: z.array(
      z.object({
        id: z.string(),
        domain: z.string(),
        kind: z.string(),
        persons: z.boolean(),
        multiplier: z.number(),
      }),
    ),
  }),
  areas: z.object({
    areas: z.array(
      z.object({
        id: z.string(),
        kind: z.string(),
        subRegion: nullable,
        innerOuter: nullable,
        region: nullable,
      }),
    ),
  }),
  groups: z.object({
    ethnicGroups: z.array(z.object({ id: z.string(), level: z.string(), parent: nullable })),
  }),
};

export async function collectWords(asking: Asking): Promise<PublicWords> {
  const { measures } = words.measures.parse(await asking.json('/v1/measures'));
  const { areas } = words.areas.parse(await asking.json('/v1/areas'));
  const { ethnicGroups } = words.groups.parse(await asking.json('/v1/ethnic-groups'));
  return { measures: new Map(measures.map((each) => [each.id, each])), areas, groups: ethnicGroups };
}
