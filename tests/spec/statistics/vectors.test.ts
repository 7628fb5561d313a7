import { readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { RUN } from './method-runs.ts';
import type { Inputs, Json } from './vector-inputs.ts';

// Every vector of method_vectors.json is run. A vector whose method is not known fails, and so does an expected figure that
// is not answered.

type Vector = { id: string; method: string; inputs: Inputs; expected: Inputs; tolerance: number };

const file: { vectors: Vector[] } = JSON.parse(
  readFileSync(new URL('../../fixtures/method_vectors.json', import.meta.url), 'utf8'),
);

/** Expected figures that the vector gives without what they are made of. */
const NOT_TO_BE_MADE: Record<string, string[]> = {
  difference_in_differences: ['se', 't'],
};

/** Compares every expected figure, however deep; one called `full` holds more digits than the printed ones beside it. */
function compare(t: Test, actual: unknown, expected: Json, tolerance: number, where: string): void {
  if (typeof expected === 'number') {
    t.ok(
      typeof actual === 'number' && Math.abs(actual - expected) <= tolerance,
      `${where}: ${String(actual)} should be ${expected} ± ${tolerance}`,
    );
  } else if (expected !== null && typeof expected === 'object') {
    const found = new Map(Object.entries(typeof actual === 'object' && actual !== null ? actual : {}));
    for (const [key, value] of Object.entries(expected)) {
      compare(t, found.get(key), value, key === 'full' ? 1e-9 : tolerance, `${where}.${key}`);
    }
  } else {
    t.equal(actual, expected, where);
  }
}

for (const { id, method, inputs, expected, tolerance } of file.vectors) {
  const run = RUN[method];
  t.test(`${id}: ${method}`, async (t) => {
    const ours = Object.entries(expected).filter(([key]) => !NOT_TO_BE_MADE[method]?.includes(key));
    t.not(ours.length, 0);
    if (run === undefined) return t.fail(`no function runs ${method}`);
    compare(t, await run(inputs), Object.fromEntries(ours), tolerance, id);
  });
}

t.test("every method that is run is a vector's", async (t) => {
  t.same(Object.keys(RUN).toSorted(), [...new Set(file.vectors.map(({ method }) => method))].toSorted());
  t.equal(file.vectors.length, 89);
});
