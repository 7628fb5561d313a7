import fc from 'fast-check';
import t from 'tap';
import { readSeeds } from '../../src/storage/seed.ts';
import type { FigurePair, FigurePairs } from '../../src/submission/earlier/store.ts';
import { changeOf, FALSE_ALARMS } from '../../src/validation/movement.ts';
import { buildVocabulary } from '../../src/vocabulary/vocabulary.ts';

const vocabulary = buildVocabulary(1, await readSeeds('seeds'));
const MEASURES = ['sc-referral-rate', 'sc-s47-rate', 'sc-cla-start-rate', 'sc-cin-rate'];
const FILES = 200;
const ROWS = 4_000;

/** A generator of numbers between 0 and 1 that is the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A Poisson number: by Knuth's product, in pieces of a mean that a double can hold. */
function poisson(mean: number, random: () => number): number {
  let count = 0;
  for (let left = mean; left > 0; left -= 500) {
    const limit = Math.exp(-Math.min(left, 500));
    for (let product = random(); product > limit; product *= random()) count += 1;
  }
  return count;
}

/** A return of 4,000 cells beside that of the quarter before, in which nothing but chance has been at work. */
function quietFile(random: () => number): FigurePairs {
  const pairs = Array.from({ length: ROWS }, (_, index): FigurePair => {
    const total = index < 20;
    // A few large cells, and very many small ones, as returns are; none of no use to any test.
    const mean = total ? 50 + random() * 250 : 0.5 + 60 * random() ** 3;
    const side = () => ({ numerator: poisson(mean, random), denominator: null });
    return {
      measure: MEASURES[index % MEASURES.length] ?? '',
      group: total ? 'all' : 'black-caribbean',
      sex: 'all',
      ageBand: 'all',
      category: total ? 'all' : `sen:s${index}`,
      period: 'FY2025-26-Q1',
      row: index + 2,
      now: side(),
      before: side(),
    };
  });
  return { pairs, compared: { totals: 20, others: ROWS - 20 } };
}

t.test(
  'of two hundred files in which nothing has changed, chance alone is asked about in hardly any',
  (t) => {
    const random = seeded(20_251_121);
    let alarmed = 0;
    let tested = 0;
    for (let file = 0; file < FILES; file += 1) {
      const figures = quietFile(random);
      tested += figures.pairs.filter(
        ({ now, before }) => (now?.numerator ?? 0) + (before?.numerator ?? 0) >= 20,
      ).length;
      if (changeOf([figures], vocabulary).moved.length > 0) alarmed += 1;
    }
    t.comment(
      `${alarmed} of ${FILES} files, ${Math.round(tested / FILES)} cells of each large enough to be tested`,
    );
    t.ok(tested / FILES > 1_000, 'the rule had something to be wrong about');
    t.ok(alarmed / FILES <= FALSE_ALARMS, 'no more than is promised');
    t.end();
  },
);

t.test('and what has doubled from fifty is always asked about, wherever it stands in such a file', (t) => {
  const random = seeded(7);
  const figures = quietFile(random);
  fc.assert(
    fc.property(fc.nat(ROWS - 1), fc.integer({ min: 75, max: 5_000 }), (index, before) => {
      const pairs = figures.pairs.with(index, {
        ...(figures.pairs[index] ?? fc.pre(false)),
        now: { numerator: 2 * before, denominator: null },
        before: { numerator: before, denominator: null },
      } as FigurePair);
      return changeOf([{ ...figures, pairs }], vocabulary).moved.some(({ row }) => row === index + 2);
    }),
    { numRuns: 30, seed: 1 },
  );
  t.end();
});
