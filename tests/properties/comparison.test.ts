import fc from 'fast-check';
import t from 'tap';
import type { ComparisonAnswer } from '../../src/flow/enquire.ts';
import type { RawCell } from '../../src/vocabulary/cell.ts';
import { missing } from '../../src/vocabulary/symbol.ts';
import { ask, LONDON } from '../support/asking.ts';
import { CITY, cell, HACKNEY, LAMBETH, NEWHAM, seededVocabulary } from '../support/london.ts';

const vocabulary = await seededVocabulary();
const MEASURE = 'ed-suspension-rate';
const AREAS = [CITY, HACKNEY, LAMBETH, NEWHAM, LONDON];
const GROUPS = ['asian', 'black', 'mixed', 'other', 'white', 'known', 'not-known', 'all'];
const REFERENCES = ['GROUP', 'ALL_OTHERS', 'OVERALL', 'HIGHEST', 'LOWEST', 'LONDON_OTHERS'] as const;
const places = AREAS.flatMap((area) => GROUPS.map((group) => ({ area, group })));

const counts = fc.record({
  base: fc.integer({ min: 0, max: 5000 }),
  part: fc.double({ min: 0, max: 1, noNaN: true }),
  hidden: fc.boolean(),
});
const world = fc.array(counts, { minLength: places.length, maxLength: places.length });

/** A release: what is hidden is not in it, as disclosure control leaves it. */
function releaseFrom(
  numbers: readonly { base: number; part: number; hidden: boolean }[],
): readonly RawCell[] {
  return places.map(({ area, group }, index) => {
    const { base = 0, part = 0, hidden = false } = numbers[index] ?? {};
    const made = cell({ measure: MEASURE, area, group, n: Math.round(base * part), d: base });
    return hidden ? { ...made, numerator: missing('c') } : made;
  });
}

/** Everything that an answer says, as text. */
function told(answer: ComparisonAnswer): string {
  return JSON.stringify({
    coverage: answer.coverage,
    withheld: answer.withheld,
    caveats: answer.caveats,
    rows: answer.rows.map((row) => ({
      area: row.area.id,
      group: row.group.id,
      numerator: row.numerator,
      denominator: row.denominator,
      rate: row.rate,
      share: row.share,
      populationShare: row.populationShare,
      representation: row.representation,
      rank: row.rank,
      caveats: row.caveats,
      against: REFERENCES.map((kind) => {
        const found = row.against({ kind });
        return {
          reference: { ...found.reference, rate: found.reference.rate },
          rateRatio: found.rateRatio,
          rateDifference: found.rateDifference,
          complementRatio: found.complementRatio,
          excess: found.excess,
          toParity: found.toParity,
          fourFifths: found.fourFifths,
          verdict: found.verdict,
          caveats: found.caveats,
        };
      }),
    })),
  });
}

t.test('two worlds that differ only inside withheld cells give the same answer', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      world,
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }),
      async (first, other) => {
        const second = first.map((each, index) =>
          each.hidden ? { ...each, part: other[index % other.length] ?? 0 } : each,
        );
        const question = { measure: MEASURE, areas: AREAS };
        const [one, two] = await Promise.all([
          ask(vocabulary, releaseFrom(first), question),
          ask(vocabulary, releaseFrom(second), question),
        ]);
        return told(one) === told(two);
      },
    ),
    { numRuns: 30 },
  );
  t.pass();
});

t.test('whatever needs a withheld number is withheld, and nothing else is not a number', async (t) => {
  await fc.assert(
    fc.asyncProperty(world, async (numbers) => {
      const answer = await ask(vocabulary, releaseFrom(numbers), { measure: MEASURE, areas: AREAS });
      for (const row of answer.rows) {
        const { status } = row.numerator;
        const found = row.against({ kind: 'GROUP', group: 'white' });
        const all = [row.rate, row.share, row.representation.index, found.rateRatio, found.excess];
        if (status === 'c' && row.rate.value !== null) return false;
        if (status === 'c' && found.rateRatio.value !== null) return false;
        if (found.reference.numerator.status === 'c' && found.excess.value !== null) return false;
        for (const { value, lower, upper, reason } of all) {
          for (const number of [value, lower, upper]) {
            if (number !== null && !Number.isFinite(number)) return false;
          }
          if (value === null && (lower !== null || upper !== null || reason === null)) return false;
          if (lower === null && value !== null && reason === null) return false;
          if (value !== null && lower !== null && upper !== null && (lower > value || value > upper))
            return false;
        }
      }
      return true;
    }),
    { numRuns: 30 },
  );
  t.pass();
});

t.test('a ratio turned round is its inverse, and a verdict its opposite', async (t) => {
  const large = fc.record({
    n: fc.integer({ min: 1, max: 3000 }),
    d: fc.integer({ min: 3000, max: 90_000 }),
  });
  const opposite = new Map([
    ['HIGHER', 'LOWER'],
    ['LOWER', 'HIGHER'],
  ]);
  for (const measure of [MEASURE, 'ed-gld-pct']) {
    await fc.assert(
      fc.asyncProperty(large, large, async (black, white) => {
        const cells = [
          cell({ measure, group: 'black', ...black }),
          cell({ measure, group: 'white', ...white }),
        ];
        const answer = await ask(vocabulary, cells, {
          measure,
          areas: [HACKNEY],
          groups: ['black', 'white'],
        });
        const [first, second] = answer.rows;
        const there = first?.against({ kind: 'GROUP', group: 'white' });
        const back = second?.against({ kind: 'GROUP', group: 'black' });
        const ratio = there?.rateRatio;
        const inverse = back?.rateRatio;
        if (!ratio?.value || !ratio.upper || !inverse?.value || !inverse.lower) return false;
        const verdict = there?.verdict ?? '';
        return (
          Math.abs(ratio.value * inverse.value - 1) < 1e-9 &&
          Math.abs(ratio.upper * inverse.lower - 1) < 1e-6 &&
          back?.verdict === (opposite.get(verdict) ?? verdict)
        );
      }),
      { numRuns: 50 },
    );
  }
  t.pass();
});
