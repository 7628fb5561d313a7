import t from 'tap';
import { createPairNumbers } from '../../../src/validation/pair-numbers.ts';

t.test('each pair has the number of its first coming, however many there are', async (t) => {
  const pairs = createPairNumbers();
  const first = new Map<string, number>();
  let wrong = 0;
  for (let time = 0; time < 60_000; time += 1) {
    // Every third pair comes again; left and right are not the same thing.
    const seed = Math.imul(time % 40_000, 0x9e3779b1) >>> 0;
    const [left, right] = time % 2 === 0 ? [seed, time % 7] : [time % 7, seed];
    const key = `${left} ${right}`;
    if (!first.has(key)) {
      if (pairs.find(left, right) !== -1) wrong += 1;
      first.set(key, first.size);
    }
    if (pairs.of(left, right) !== first.get(key) || pairs.find(left, right) !== first.get(key)) wrong += 1;
  }
  t.equal(wrong, 0);
  t.ok(first.size > 30_000);
});
