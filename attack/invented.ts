import type { Insider, Truth } from './insiders.ts';

/** A file that an authority sends. */
export interface InventedFile {
  readonly area: string;
  readonly domain: string;
  readonly period: string;
  readonly csv: string;
}

export interface Invented {
  /** What is sent before the first release, and what corrects it before the second. */
  readonly first: readonly InventedFile[];
  readonly correction: readonly InventedFile[];
  readonly truth: Truth;
}

/** Two or three boroughs of each sub-region, of Inner and of Outer London. */
const BOROUGHS = [
  'E09000012',
  'E09000025',
  'E09000030',
  'E09000007',
  'E09000003',
  'E09000022',
  'E09000028',
  'E09000033',
  'E09000009',
] as const;
const GROUPS = ['asian', 'black', 'mixed', 'other', 'white', 'not-known'] as const;
const HEADER = 'measure,period,area,ethnic_group,sex,age_band,category,numerator,denominator';

interface Series {
  readonly domain: string;
  readonly periods: readonly string[];
  readonly rows: (
    draw: Draw,
  ) => readonly (readonly [measure: string, sex: string, n: number, d: number | null])[];
}

/** A whole number about a mean, mostly small and now and then large, as counts of children are. */
type Draw = (mean: number) => number;

const SERIES: readonly Series[] = [
  {
    domain: 'social-care',
    periods: ['FY2024-25-Q1', 'FY2024-25-Q2'],
    rows(draw) {
      const [girls, boys] = [draw(9), draw(14)];
      const again = Math.min(girls + boys, draw(4));
      return [
        ['sc-referral-rate', 'female', girls, null],
        ['sc-referral-rate', 'male', boys, null],
        ['sc-referral-rate', 'all', girls + boys, null],
        ['sc-rereferral-pct', 'all', again, girls + boys],
      ];
    },
  },
  {
    domain: 'education',
    periods: ['AY2024-25-T1'],
    rows(draw) {
      const pupils = 300 + draw(200);
      const suspended = draw(11);
      return [
        ['ed-suspension-rate', 'all', suspended + draw(5), pupils],
        ['ed-suspended-pupils-pct', 'all', suspended, pupils],
      ];
    },
  },
  {
    domain: 'youth-justice',
    periods: ['FY2024-25-Q1', 'FY2024-25-Q2'],
    rows(draw) {
      const arrests = draw(16);
      return [
        ['yj-arrest-rate', 'all', arrests, null],
        ['yj-diversion-stage-pct', 'all', Math.min(arrests, draw(7)), arrests],
      ];
    },
  },
];

/** The staff of one of the authorities. */
export function insiderOf(area: string, truth: Truth): Insider {
  return { area, knows: (cell, side) => (cell.area === area ? truth(cell, side) : undefined) };
}

const DOMAINS: readonly string[] = ['social-care', 'education', 'youth-justice', 'workforce'];

export interface InventedOptions {
  readonly boroughs?: readonly string[] | undefined;
  readonly domains?: readonly string[];
}

/** A small quarter of four domains, the same each time: small counts, large ones, shared ones, shares and means. */
export function invented(
  seed = 7,
  { boroughs = BOROUGHS, domains = DOMAINS }: InventedOptions = {},
): Invented {
  const random = randomOf(seed);
  const draw: Draw = (mean) => {
    const value = Math.floor(-Math.log(1 - random()) * mean);
    return random() < 0.12 ? 0 : value;
  };
  const real = new Map<string, number>();
  const files: { file: Omit<InventedFile, 'csv'>; lines: Line[] }[] = [];
  for (const area of boroughs) {
    for (const { domain, periods, rows } of SERIES.filter((each) => domains.includes(each.domain))) {
      for (const period of periods) {
        const lines = GROUPS.flatMap((group) =>
          rows(draw).map(([measure, sex, n, d]): Line => ({ measure, period, area, group, sex, n, d })),
        );
        files.push({ file: { area, domain, period }, lines: [...lines, ...overGroups(lines)] });
      }
    }
    files.push(
      ...[staff(area, draw), scores(area, draw)].filter(({ file }) => domains.includes(file.domain)),
    );
  }
  for (const { lines } of files) for (const line of lines) remember(real, line);
  const [corrected] = files;
  const mended = (corrected?.lines ?? []).map((line) => ({ ...line }));
  // A return that left a whole office out: many records, and never a small count made of a large one.
  for (const line of mended) {
    if (!['white', 'all', 'known'].includes(line.group) || line.measure !== 'sc-referral-rate') continue;
    line.n += line.sex === 'all' ? 80 : 40;
    remember(real, line);
  }
  for (const line of mended) {
    if (!['white', 'all', 'known'].includes(line.group) || line.measure !== 'sc-rereferral-pct') continue;
    line.d = (line.d ?? 0) + 80;
    remember(real, line);
  }
  return {
    first: files.map(({ file, lines }) => ({ ...file, csv: csvOf(lines) })),
    correction: corrected === undefined ? [] : [{ ...corrected.file, csv: csvOf(mended) }],
    truth: (cell, side) =>
      real.get([cell.measure, cell.period, cell.area, cell.group, cell.sex, cell.category, side].join('|')),
  };
}

interface Line {
  readonly measure: string;
  readonly period: string;
  readonly area: string;
  readonly group: string;
  readonly sex: string;
  readonly category?: string;
  n: number;
  d: number | null;
}

function remember(
  real: Map<string, number>,
  { measure, period, area, group, sex, category = 'all', n, d }: Line,
): void {
  const place = [measure, period, area, group, sex, category].join('|');
  real.set(`${place}|numerator`, n);
  if (d !== null) real.set(`${place}|denominator`, d);
}

/** The total over groups that an authority sends beside them. */
function overGroups(lines: readonly Line[]): readonly Line[] {
  const totals = new Map<string, Line>();
  for (const line of lines) {
    const key = `${line.measure} ${line.sex}`;
    const total = totals.get(key);
    if (total === undefined) totals.set(key, { ...line, group: 'all' });
    else {
      total.n += line.n;
      if (line.d !== null) total.d = (total.d ?? 0) + line.d;
    }
  }
  return [...totals.values()];
}

/** Staff by grade: each group's number beside the same total. */
function staff(area: string, draw: Draw): { file: Omit<InventedFile, 'csv'>; lines: Line[] } {
  const period = 'FY2024-25';
  const groups = GROUPS.slice(0, 5);
  const lines = ['all', 'grade:senior-manager'].flatMap((category) => {
    const counts = groups.map(() => draw(category === 'all' ? 60 : 7) + (category === 'all' ? 30 : 0));
    const known = counts.reduce((sum, each) => sum + each, 0);
    return groups.map((group, index): Line => {
      const place = { measure: 'wf-grade-share', period, area, group, sex: 'all', category };
      return { ...place, n: counts[index] ?? 0, d: known };
    });
  });
  return { file: { area, domain: 'workforce', period }, lines };
}

/** Scores: their sum, and how many have one. */
function scores(area: string, draw: Draw): { file: Omit<InventedFile, 'csv'>; lines: Line[] } {
  const period = 'AY2023-24';
  const lines = GROUPS.slice(0, 5).map((group): Line => {
    const pupils = draw(35);
    const place = { measure: 'ed-attainment-8-mean', period, area, group, sex: 'all' };
    return { ...place, n: pupils === 0 ? 0 : Math.round(pupils * (30 + draw(8))), d: pupils };
  });
  return { file: { area, domain: 'education', period }, lines };
}

function csvOf(lines: readonly Line[]): string {
  const text = lines.map(({ measure, period, area, group, sex, category = '', n, d }) =>
    [
      measure,
      period,
      area,
      group,
      sex === 'all' ? '' : sex,
      '',
      category === 'all' ? '' : category,
      n,
      d ?? '',
    ].join(),
  );
  return [HEADER, ...text, ''].join('\r\n');
}

/** Numbers that look random and are the same each time (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
