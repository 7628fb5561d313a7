import { type Basis, basisOf } from '../comparison/basis.ts';
import { leavesSomebodyOut, type Presence, presenceIn } from '../comparison/presence.ts';
import type { PeriodCells } from '../comparison/question.ts';
import type { CellsRead, ReleaseReader } from '../release/read.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { boundedCache } from './bounded-cache.ts';
import type { UnderstoodQuestion } from './question.ts';

/** How many released cells a node keeps in memory, ready to be compared: about 60 MB of them. */
const KEPT_CELLS = 100_000;
/** What a basis weighs beside its cells: sums of groups and areas are kept with it as they are asked for. */
const WEIGHT = 1_000;
/** For how many measures and periods of a release is kept who is there. */
const KEPT_PRESENCES = 500;

/** What questions are answered from, each read and laid out once: the cells of a release never change. */
export function keptBases(reader: ReleaseReader) {
  const bases = boundedCache<Basis>(KEPT_CELLS);
  // What was read longer ago than there is room for would not be here any more had it been kept: to keep such from then on
  // would only push out others that are asked for, and be garbage to move.
  const readOnce = boundedCache<true>(KEPT_CELLS);
  const presences = boundedCache<Presence>(KEPT_PRESENCES);
  const reading = new Map<string, Promise<readonly PeriodRead[]>>();

  /** Who is there of a measure and period in any breakdown. It reads many cells, once. */
  async function presenceOf(number: number, measure: string, period: string): Promise<Presence> {
    const key = `${number} ${measure} ${period}`;
    const known = presences.get(key);
    if (known !== undefined) return known;
    const found = presenceIn(await reader.cells(number, { measure, period }));
    presences.set(key, found, 1);
    return found;
  }

  async function read(
    number: number,
    question: UnderstoodQuestion,
    vocabulary: Vocabulary,
  ): Promise<readonly PeriodRead[]> {
    const { measure } = question;
    return Promise.all(
      (await cellsOf(reader, number, question)).map(async (each) => ({
        ...each,
        presence: leavesSomebodyOut(vocabulary, each.cells.areas())
          ? await presenceOf(number, measure.id, each.period)
          : null,
      })),
    );
  }

  /** Reads what a question is answered from; it is laid out by calling what comes back, when nothing is waited for any more. */
  return async (
    number: number,
    question: UnderstoodQuestion,
    vocabulary: Vocabulary,
  ): Promise<() => Basis> => {
    const key = keyOf(number, question);
    const known = bases.get(key);
    if (known !== undefined) return () => known;
    // Requests that come while the cells are read wait for the same reading.
    const begun = reading.get(key);
    if (begun !== undefined) readOnce.set(key, true, WEIGHT);
    const made = begun ?? read(number, question, vocabulary).finally(() => reading.delete(key));
    reading.set(key, made);
    const found = await made;
    return () => {
      const laid = bases.get(key);
      if (laid !== undefined) return laid;
      const periods = found.map(({ period, cells, populationCells, presence }) => ({
        period,
        cells: cells.cells(),
        populationCells: populationCells?.cells() ?? [],
        presence,
      }));
      const basis = basisOf({ ...question, vocabulary, periods });
      // As with answers: what is read once is not worth its room, and would be one more thing to collect.
      const weight = WEIGHT + basis.size;
      if (readOnce.get(key) === true) bases.set(key, basis, weight);
      else readOnce.set(key, true, weight);
      return basis;
    };
  };
}

/** The cells of one period as they were read. */
interface PeriodRead extends Pick<PeriodCells, 'period' | 'presence'> {
  readonly cells: CellsRead;
  readonly populationCells: CellsRead | null;
}

/** Everything of a question that its cells and their layout depend on. */
function keyOf(number: number, question: UnderstoodQuestion): string {
  const { measure, periods, sex, ageBand, category, choice } = question;
  const people = choice === null ? null : [choice.population.id, choice.period, choice.asked, choice.proxy];
  const times = periods.map(({ period, populationPeriod }) => [period.id, populationPeriod]);
  return JSON.stringify([number, measure.id, times, sex, ageBand, category, people]);
}

async function cellsOf(
  reader: ReleaseReader,
  number: number,
  { measure, periods, sex, ageBand, category, choice }: UnderstoodQuestion,
): Promise<readonly Omit<PeriodRead, 'presence'>[]> {
  const divides = measure.denominatorCount === null || measure.kind === 'composition-share';
  const population = choice !== null && (choice.asked || divides) ? choice.population.id : null;
  return Promise.all(
    periods.map(async ({ period, populationPeriod }) => {
      const [cells, populationCells] = await Promise.all([
        reader.read(number, { measure: measure.id, period: period.id, sex, ageBand, category }),
        population === null || populationPeriod === null
          ? null
          : reader.read(number, {
              measure: population,
              period: populationPeriod,
              sex,
              ageBand: 'all',
              category: 'all',
            }),
      ]);
      return { period: period.id, cells, populationCells };
    }),
  );
}
