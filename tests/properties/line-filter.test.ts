import fc from 'fast-check';
import t from 'tap';
import { csvLine, fieldsOf } from '../../src/platform/csv-line.ts';
import { COLUMN_NAMES } from '../../src/release/artefacts/columns.ts';
import { fitting, lineFilter } from '../../src/release/artefacts/line-filter.ts';

/* A slice of a file is the lines that fit, whatever their texts look like and wherever the file is cut. */
const COLUMNS = ['measure', 'area', 'ethnic_group', 'sex', 'category'];
const id = fc.constantFrom('a', 'ab', 'b', 'a:b');
const words = fc.constantFrom('', 'Barking', 'Kensington, and "Chelsea"', '""', ',', '=1+1', 'Côte d’Azur');

const row = fc.tuple(fc.array(id, { minLength: 5, maxLength: 5 }), words).map(([ids, name]) =>
  COLUMN_NAMES.map((column) => {
    const at = COLUMNS.indexOf(column);
    return at === -1 ? name : (ids[at] ?? '');
  }),
);
const filters = fc.dictionary(fc.constantFrom(...COLUMNS), fc.uniqueArray(id, { maxLength: 3 }));

t.test('the lines that fit, in their order, and no others', async () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 30 }), filters, fc.nat(30), (rows, asked, cut) => {
      const filter = new Map(Object.entries(asked).map(([name, ids]) => [name, new Set<string>(ids)]));
      // In the order of the files, so that lines begin alike.
      const lines = rows.map(csvLine).toSorted();
      const wanted = lines.filter((line) => {
        const fields = fieldsOf(line);
        return [...filter].every(([name, ids]) => ids.has(fields[COLUMN_NAMES.indexOf(name)] ?? ''));
      });
      const fits = lineFilter(filter);
      const chunks = [lines.slice(0, cut), lines.slice(cut)].map((part) => Buffer.from(part.join('')));
      const kept = fits === null ? chunks : chunks.map((chunk) => fitting(chunk, fits));
      return Buffer.concat(kept).toString() === wanted.join('');
    }),
    { numRuns: 500 },
  );
});
