import fc from 'fast-check';
import t from 'tap';
import type { Counts } from '../../src/statistics/counts.ts';
import { complementRatio, excessEvents, impactRatios, numberToParity } from '../../src/statistics/parity.ts';
import { quantile, rank } from '../../src/statistics/rank.ts';
import { ratio } from '../../src/statistics/ratio.ts';
import { insideMargin, representationGap } from '../../src/statistics/representation.ts';

// Few and many, none and all: where the formulas of limits come apart.
const base = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 500_000 }));
const events = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 500_000 }));
const asRate = fc.record({ events, base });
const asProportion = fc
  .tuple(base, fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })))
  .map(([whole, part]): Counts => ({ events: Math.round(whole * part), base: whole }));

t.test('the events needed for parity reach it, and one fewer does not', async () => {
  const polarities = fc.constantFrom('higher-is-better', 'higher-is-worse');
  fc.assert(
    fc.property(asRate, asRate, polarities, (group, reference, polarity) => {
      const needed = numberToParity({ group, reference, polarity });
      const sign = polarity === 'higher-is-better' ? 1 : -1;
      const ahead = (change: number): number =>
        sign * ((group.events + sign * change) * reference.base - group.base * reference.events);
      return Number.isInteger(needed) && ahead(needed) >= 0 && (needed === 0 || ahead(needed - 1) < 0);
    }),
  );
});

t.test('excesses over the rate of everybody together cancel out', async () => {
  fc.assert(
    fc.property(fc.array(asRate, { minLength: 1, maxLength: 8 }), (groups) => {
      const all = {
        events: groups.reduce((total, { events }) => total + events, 0),
        base: groups.reduce((total, { base }) => total + base, 0),
      };
      const excess = groups.reduce((total, group) => total + excessEvents(group, all).excess, 0);
      return Math.abs(excess) <= 1e-9 * (1 + all.events);
    }),
  );
});

t.test('the other side of the other side is the side we began with', async () => {
  const other = ({ events, base }: Counts): Counts => ({ events: base - events, base });
  fc.assert(
    fc.property(asProportion, asProportion, (group, reference) =>
      Object.is(complementRatio(other(group), other(reference)), ratio(group, reference)),
    ),
  );
});

t.test('a selection rate is adverse just where whole-number arithmetic says so', async () => {
  fc.assert(
    fc.property(fc.array(asProportion, { minLength: 1, maxLength: 6 }), (groups) => {
      const found = impactRatios(groups);
      if (found === null) return groups.every(({ events }) => events === 0);
      const adverse = (group: Counts): boolean =>
        groups.some((best) => 5 * group.events * best.base < 4 * best.events * group.base);
      return found.every((impact, i) => impact.adverse === adverse(groups[i] ?? { events: 0, base: 1 }));
    }),
  );
});

t.test('a gap is inside the margin just where whole-number arithmetic says so', async () => {
  const hundredths = fc.integer({ min: 0, max: 100 }).map((part): Counts => ({ events: part, base: 100 }));
  const side = fc.oneof(asProportion, hundredths);
  fc.assert(
    fc.property(side, side, fc.integer({ min: 0, max: 20 }), (cohort, population, margin) => {
      const share = ({ events, base }: Counts) => ({ part: events, whole: base });
      const apart = Math.abs(cohort.events * population.base - population.events * cohort.base);
      const exact = 100 * apart <= margin * cohort.base * population.base;
      return insideMargin(representationGap(share(cohort), share(population)), margin) === exact;
    }),
    { numRuns: 1000 },
  );
});

t.test('a rank is one more than the number of better values', async () => {
  const values = fc.array(fc.option(fc.integer({ min: -5, max: 5 })), { maxLength: 40 });
  fc.assert(
    fc.property(values, fc.constantFrom('high-first', 'low-first'), (list, order) => {
      const { ranks, of } = rank(list, order);
      const present = list.filter((value) => value !== null);
      const better = (than: number) =>
        present.filter((v) => (order === 'high-first' ? v > than : v < than)).length;
      return of === present.length && list.every((v, i) => ranks[i] === (v === null ? null : better(v) + 1));
    }),
  );
});

t.test('quantile groups follow the ranks and differ in size by one at most', async () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 150 }), (groups, more) => {
      const of = groups + more;
      const placed = Array.from({ length: of }, (_, i) => quantile({ rank: i + 1, of, groups }) ?? 0);
      const sizes = Array.from(
        { length: groups },
        (_, i) => placed.filter((group) => group === i + 1).length,
      );
      const inOrder = placed.every((group, i) => i === 0 || group >= (placed[i - 1] ?? 0));
      return inOrder && Math.max(...sizes) - Math.min(...sizes) <= 1 && sizes.reduce((a, b) => a + b) === of;
    }),
  );
});
