import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import pg from 'pg';
import t from 'tap';
import { transaction } from '../../src/storage/database.ts';
import type { AcceptedCell } from '../../src/submission/accepted-cell.ts';
import { writeCells } from '../../src/submission/content/store.ts';
import type { Sex } from '../../src/vocabulary/cell.ts';
import { type MissingStatus, missing, shown } from '../../src/vocabulary/symbol.ts';
import { testDatabase } from '../support/database.ts';

const { db, url } = await testDatabase(t);
const owner = new pg.Client({ connectionString: url });
await owner.connect();
t.teardown(() => owner.end());

const word = fc.oneof(
  fc.constantFrom('all', 'asian', '', 'é', 'ß漢😀', '{"a",NULL}', '\\N'),
  fc.string({ unit: 'grapheme' }),
);
const count = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(shown),
  fc.constantFrom<MissingStatus[]>('c', 'x', 'z', 'low', 'u').map(missing),
);
/** Of one cell; or of all cells of a file, which is then one element of an array or none. */
const cell = fc.record({
  measure: fc.constantFrom('ed-attendance-pct', 'ed-suspension-rate'),
  period: fc.constantFrom('AY2024-25', 'AY2024-25-T1'),
  area: word,
  group: word,
  groupAsSent: fc.option(word),
  sex: fc.constantFrom<Sex[]>('all', 'female', 'male', 'not-known'),
  ageBand: word,
  category: word,
  numerator: count,
  denominator: fc.option(count),
  sumOfSquares: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
  isPart: fc.boolean(),
});
type Cell = Omit<AcceptedCell, 'row' | 'ordinal'>;
const file = fc.tuple(
  fc.array(cell, { minLength: 1, maxLength: 30 }),
  fc.record(
    {
      area: word,
      groupAsSent: fc.constant(null),
      sex: fc.constantFrom<Sex[]>('all', 'female', 'male', 'not-known'),
      numerator: count,
      denominator: fc.option(count),
      isPart: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
  // So often that blocks fill.
  fc.oneof({ arbitrary: fc.constant(1), weight: 9 }, { arbitrary: fc.constant(200), weight: 1 }),
  fc.constantFrom(1, 2),
);

async function written(cells: readonly AcceptedCell[], atOnce: number): Promise<readonly unknown[]> {
  const id = randomUUID();
  await transaction(db.intake, async (tx) => {
    const writer = writeCells(tx, id);
    for (let from = 0; from < cells.length; from += atOnce)
      await writer.write(cells.slice(from, from + atOnce));
    await writer.end(true);
  });
  const { rows } = await owner.query(
    `select row_number as row, ordinal, measure_id as measure, period, area, ethnic_group as group, ethnic_group_as_sent as "groupAsSent",
       sex, age_band as "ageBand", category, numerator, numerator_status as "numeratorStatus", denominator,
       denominator_status as "denominatorStatus", sum_of_squares as "sumOfSquares", is_part as "isPart"
     from intake.stored_cell where submission_id = $1 order by row_number, ordinal`,
    [id],
  );
  return rows;
}

const asStored = ({ numerator, denominator, ...more }: AcceptedCell) => ({
  ...more,
  numerator: numerator.value,
  numeratorStatus: numerator.status,
  denominator: denominator?.value ?? null,
  denominatorStatus: denominator?.status ?? null,
});

t.test('cells come out of their blocks as they went in', async () => {
  await fc.assert(
    fc.asyncProperty(file, async ([some, inAll, times, perRow]) => {
      const cells: AcceptedCell[] = Array.from({ length: times }, () => some)
        .flat()
        .map((each: Cell, at) => ({
          ...each,
          ...inAll,
          row: 2 + Math.floor(at / perRow),
          ordinal: at % perRow,
        }));
      assert.deepStrictEqual(
        await written(cells, 512),
        cells.map(asStored).map((each) => ({ ...each })),
      );
    }),
    { numRuns: 100 },
  );
});
