import { z } from 'zod';
import { Contradiction, pinned, type Range, type Target } from './bounds.ts';
import { harvest, type Leak, type ShownSum } from './derived.ts';
import { givenExactly } from './eliminate.ts';
import {
  type Count,
  countAt,
  idOf,
  type LeftOut,
  type Solvable,
  solvable,
  type Table,
  tableOf,
} from './equations.ts';
import { foundByInsider, type Insider, type Truth } from './insiders.ts';
import { type KnownWords, readKnownWords } from './known-words.ts';
import { throughOtherDoors } from './other-doors.ts';
import {
  type Asking,
  askingOf,
  collectReleases,
  collectWords,
  type PublicCell,
  type PublicRelease,
  type PublicWords,
} from './public-release.ts';
import { revisionsDisagree, smallCorrections } from './revisions.ts';
import { type Component, componentsOf } from './system.ts';

/** A withheld count that was worked out more closely than the policy allows. */
export interface Pinned {
  readonly cells: readonly string[];
  readonly range: Range;
  /** What it really is, where that is known. */
  readonly real: number | undefined;
  readonly by:
    | 'shown'
    | 'elimination'
    | 'linear programme'
    | 'whole numbers'
    | 'revision'
    | `staff of ${string}`;
}

export interface Outcome {
  readonly releases: number;
  readonly asked: number;
  readonly cells: number;
  readonly withheld: number;
  readonly excepted: number;
  readonly sums: number;
  readonly pinned: readonly Pinned[];
  readonly leaks: readonly Leak[];
  /** What could not be tried, and why. */
  readonly notes: readonly string[];
}

/** Larger components are not searched for whole numbers. */
const MOST_WHOLE = 60;
const MOST_ELIMINATED = 500;

export interface AttackOptions {
  /** What the figures really are, for those who made them up. Only to judge ranges by. */
  readonly truth?: Truth | undefined;
  /** Staff of authorities, who know their own figures. */
  readonly insiders?: readonly Insider[];
  /** Only these releases; all where left out. */
  readonly only?: readonly string[];
  /** false to go by the CSV files alone, and ask nothing. */
  readonly derived?: boolean;
}

/**
 * Collects all that an address gives to everybody, and works back. Without `truth` it reports the counts that it can
 * show to be below the threshold; with it, also small counts whose range leaves out 1.
 */
export async function attack(
  address: string,
  { truth, insiders = [], only, derived = true }: AttackOptions = {},
): Promise<Outcome> {
  const asking = askingOf(address);
  const words = await collectWords(asking);
  const known = await readKnownWords();
  const releases = await collectReleases(asking, { words, only, everyFile: derived });
  const leaks: Leak[] = [...releases.flatMap(filesDisagree), ...revisionsDisagree(releases)];
  const tables: Table[] = [];
  for (const release of releases) {
    const leftOut = await withoutPopulation(asking, release, words);
    const table = tableOf(release, { words, known, leftOut });
    const got = derived ? await harvest(asking, release, words) : { leaks: [], sums: [] };
    leaks.push(...got.leaks);
    if (derived) leaks.push(...(await throughOtherDoors(asking, { release, words, known, table })));
    tables.push(withSums(table, got.sums, known));
  }
  const { found, notes, sums } = workBack(tables, releases, { words, known, truth, insiders });
  const cells = releases.flatMap((release) => release.cells.map((cell) => ({ cell, release })));
  const isHidden = ({ cell }: { cell: PublicCell }) => cell.numerator === 'c' || cell.denominator === 'c';
  const isOfficial = ({ cell, release }: { cell: PublicCell; release: PublicRelease }) =>
    release.official.has(`${cell.measure} ${cell.period}`) || !words.measures.has(cell.measure);
  return {
    releases: releases.length,
    asked: asking.asked(),
    cells: cells.length,
    withheld: cells.filter((each) => isHidden(each) && !isOfficial(each)).length,
    excepted: cells.filter((each) => isHidden(each) && isOfficial(each)).length,
    sums,
    pinned: found,
    leaks,
    notes,
  };
}

/** Everything that releases give away by sums alone: one by one, together, and by what changed between them. */
export function workBack(
  tables: readonly Table[],
  releases: readonly Pick<PublicRelease, 'thresholdOf'>[],
  {
    words,
    known,
    truth,
    insiders = [],
  }: {
    readonly words: PublicWords;
    readonly known: Pick<KnownWords, 'partitions'>;
    readonly truth: Truth | undefined;
    readonly insiders?: readonly Insider[];
  },
): { readonly found: readonly Pinned[]; readonly notes: readonly string[]; readonly sums: number } {
  const notes: string[] = [];
  const thresholdOf = (count: Count) =>
    Math.max(...releases.map((release) => release.thresholdOf(count.cells[0]?.cell.measure ?? '')));
  const together = solvable(tables, { joined: true });
  const judging = { thresholdOf, truth };
  const found = [
    ...tables.flatMap((table) => tooSmall(table, thresholdOf, words)),
    ...smallCorrections(tables, { thresholdOf, partitions: known.partitions }).map(
      ({ block, most }): Pinned => {
        return { cells: [`revision of ${block}`], range: exactly(most), real: most, by: 'revision' };
      },
    ),
  ];
  try {
    found.push(...solveAll(together, judging));
  } catch (error) {
    if (!(error instanceof Contradiction)) throw error;
    notes.push('What stayed the same between releases cannot be told: each was attacked alone.');
    for (const table of tables) found.push(...solveAll(solvable([table], { joined: false }), judging));
  }
  for (const insider of insiders)
    for (const { count, range, real } of foundByInsider(tables, insider, judging))
      found.push({ cells: namesOf(count), range, real, by: `staff of ${insider.area}` });
  return { found, notes, sums: together.system.rows.length };
}

interface Judging {
  readonly thresholdOf: (count: Count) => number;
  readonly truth: Truth | undefined;
}

function solveAll({ system, hidden, everything }: Solvable, judging: Judging): readonly Pinned[] {
  const { thresholdOf } = judging;
  // A count that one cell withholds and another shows.
  const twice = everything
    .filter(
      ({ known, cells }) =>
        known !== undefined && known >= 1 && cells.some(({ cell, side }) => cell[side] === 'c'),
    )
    .filter((count) => (count.known ?? 0) < thresholdOf(count))
    .map((count) => ({
      cells: namesOf(count),
      range: exactly(count.known ?? 0),
      real: count.known,
      by: 'shown' as const,
    }));
  return [...twice, ...componentsOf(system).flatMap((component) => solveOne(component, hidden, judging))];
}

function solveOne(
  component: Component,
  hidden: readonly Count[],
  { thresholdOf, truth }: Judging,
): readonly Pinned[] {
  const targets = component.variables.flatMap((variable): Target[] => {
    const count = hidden[variable];
    if (count === undefined) return [];
    const most = thresholdOf(count);
    const real = truth === undefined ? undefined : realOf(count, truth);
    if (real !== undefined && real >= most) return [];
    // Whether a count from 2 to 5 is one of those that were withheld for themselves, only its owner can say.
    return [{ variable, least: real === undefined || real === 0 ? Number.POSITIVE_INFINITY : 1, most }];
  });
  if (targets.length === 0 || component.rows.length === 0) return [];
  const found = new Map<number, Pinned>();
  const note = (variable: number, range: Range, by: Pinned['by']) => {
    const count = hidden[variable];
    if (count !== undefined && !found.has(variable)) {
      const real = truth === undefined ? undefined : realOf(count, truth);
      found.set(variable, { cells: namesOf(count), range, real, by });
    }
  };
  if (component.variables.length <= MOST_ELIMINATED) {
    const wanted = new Map(targets.map((target) => [target.variable, target]));
    for (const [variable, value] of givenExactly(component)) {
      const target = wanted.get(variable);
      if (target !== undefined && value >= 1 && value < target.most)
        note(variable, exactly(value), 'elimination');
    }
  }
  for (const [variable, range] of pinned(component, targets)) note(variable, range, 'linear programme');
  if (component.variables.length <= MOST_WHOLE) {
    const left = targets.filter(({ variable }) => !found.has(variable));
    for (const [variable, range] of pinned(component, left, { whole: true }))
      note(variable, range, 'whole numbers');
  }
  return [...found.values()];
}

function realOf({ cells }: Count, truth: Truth): number | undefined {
  for (const { cell, side } of cells) {
    const real = truth(cell, side);
    if (real !== undefined) return real;
  }
  return undefined;
}

function exactly(value: number): Range {
  return { lower: value, upper: value };
}

function namesOf({ cells }: Count): readonly string[] {
  const names = cells
    .filter(({ cell, side }) => cell[side] === 'c')
    .map(({ cell, side }) => {
      const { measure, period, area, group, sex, age, category } = cell;
      return [side, measure, period, area, group, sex, age, category]
        .filter((each) => each !== 'all')
        .join(' ');
    });
  return [...new Set(names)];
}

/** Files of one release that show one cell differently. */
function filesDisagree({ version, files }: PublicRelease): readonly Leak[] {
  const first = new Map<string, { name: string; sight: string }>();
  const leaks: Leak[] = [];
  for (const { name, cells } of files) {
    for (const [place, sight] of cells) {
      const known = first.get(place);
      if (known === undefined) first.set(place, { name, sight });
      else if (known.sight !== sight)
        leaks.push({
          kind: 'disagreement',
          where: `${version} ${place}`,
          what: `${known.name} and ${name} differ`,
        });
    }
  }
  return leaks;
}

/** Counts that are shown though they are small, and what percentages leave over. */
function tooSmall(
  { counts, candidates }: Table,
  thresholdOf: (count: Count) => number,
  words: PublicWords,
): readonly Pinned[] {
  const found: Pinned[] = [];
  const small = (value: number | undefined, count: Count) =>
    value !== undefined && value >= 1 && value < thresholdOf(count);
  const name = (count: Count, what: string) => {
    const { measure, period, area, group, sex, age, category } = count.cells[0]?.cell ?? {
      measure: count.count,
      ...count,
    };
    return `${what} ${[measure, period, area, group, sex, age, category].join(' ')}`;
  };
  for (const count of counts.values()) {
    const cell = count.cells.find(({ cell: each, side }) => typeof each[side] === 'number')?.cell;
    if (cell !== undefined && small(count.known, count))
      found.push({
        cells: [name(count, 'shown')],
        range: exactly(count.known ?? 0),
        real: count.known,
        by: 'shown',
      });
  }
  for (const { kind, total, parts } of candidates) {
    if (!kind.endsWith(' base')) continue;
    const [whole, part] = [counts.get(total), counts.get(parts[0] ?? '')];
    if (whole?.known === undefined || part?.known === undefined) continue;
    const measure = part.cells[0]?.cell.measure ?? '';
    const share = words.measures.get(measure)?.kind === 'composition-share';
    const rest = whole.known - part.known;
    if (!share && small(rest, part))
      found.push({ cells: [name(part, 'those who did not')], range: exactly(rest), real: rest, by: 'shown' });
  }
  return found;
}

/** The table with the sums that answers show and files do not: named sets over groups, and pooled periods. */
function withSums({ counts, candidates }: Table, sums: readonly ShownSum[], known: KnownWords): Table {
  const all = new Map(counts);
  const more = sums.flatMap(({ cell, side, value, over }) => {
    const place = countAt(known, cell, side);
    // A share's base is that of everybody, whichever group it stands beside.
    if (place.group !== cell.group) return [];
    const ways =
      'periods' in over
        ? [over.periods.map((period) => ({ ...place, period }))]
        : known.partitions
            .filter(({ parent }) => parent === cell.group)
            .map(({ children }) => children.map((group) => ({ ...place, group })));
    const parts = ways.map((way) => way.map(idOf)).find((way) => way.every((id) => counts.has(id)));
    if (parts === undefined) return [];
    const total = `${idOf(place)}|${'periods' in over ? over.periods.join('+') : 'set'}`;
    all.set(total, { ...place, made: null, known: value, cells: [] });
    return [{ kind: `${place.count} asked for`, total, parts, whole: true }];
  });
  return { counts: all, candidates: [...candidates, ...more] };
}

const coverage = z.object({
  data: z.object({ coverage: z.object({ noPopulation: z.array(z.object({ id: z.string() })) }) }),
});

async function withoutPopulation(
  asking: Asking,
  release: PublicRelease,
  words: PublicWords,
): Promise<LeftOut> {
  const found = new Map<string, ReadonlySet<string>>();
  for (const { measure, period } of release.cells) {
    const key = `${measure} ${period}`;
    if (found.has(key) || release.official.has(key) || words.measures.get(measure)?.kind !== 'rate') continue;
    const query = `{ coverage(measure: "${measure}", period: "${period}", release: "${release.version}") { noPopulation { id } } }`;
    const answer = coverage.safeParse(await asking.graphql(query));
    found.set(key, new Set(answer.data?.data.coverage.noPopulation.map(({ id }) => id) ?? []));
  }
  return found;
}
