import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import t from 'tap';
import { z } from 'zod';
import { Problem } from '../../src/problem.ts';
import { type CsvRow, isFilled, LONGEST_ROW } from '../../src/submission/csv-row.ts';
import { plainSpaces } from '../../src/submission/plain-spaces.ts';
import { openCsv } from '../../src/submission/read-csv.ts';

type Row = Pick<CsvRow, 'row' | 'fields'>;
const withInfo = z.array(
  z.object({
    record: z.array(z.string()),
    info: z.object({ records: z.number(), empty_lines: z.number() }),
  }),
);
const COMPLAINT = 'unreadable';

/** What `openCsv` makes of a file that comes in pieces of this size. */
async function ours(bytes: Buffer, size: number): Promise<readonly Row[] | typeof COMPLAINT> {
  const source = async function* () {
    for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
  };
  try {
    const { above, header, rows } = await openCsv(source, ([first]) => first === 'measure');
    const all = [...above, header];
    for await (const batch of rows) all.push(...batch);
    return all.map(({ row, fields }) => ({ row, fields }));
  } catch (error) {
    if (error instanceof Problem && error.code === 'unreadable-file') return COMPLAINT;
    throw error;
  }
}

/** What csv-parse makes of the whole of it at once. */
function theirs(text: string, delimiter: string): readonly Row[] | typeof COMPLAINT {
  try {
    const options = {
      delimiter,
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
    };
    const read = withInfo.parse(parse(text, options));
    return read
      .map(({ record, info }) => ({ row: info.records + info.empty_lines, fields: record.map(plainSpaces) }))
      .filter(({ fields }) => isFilled(fields));
  } catch {
    return COMPLAINT;
  }
}

const delimiters = fc.constantFrom(',', ';', '\t');
const plain = fc.constantFrom('a', '7', ' ', '.', '-', 'é', '£', '\u00a0', '漢', '😀', ',', ';', '\t', '\r');
const text = (letter: fc.Arbitrary<string>) => fc.string({ unit: letter, maxLength: 6 });
const quoted = text(fc.oneof(plain, fc.constantFrom('"', '\n'))).map(
  (each) => `"${each.replaceAll('"', '""')}"`,
);
const field = fc.oneof(
  { arbitrary: text(plain), weight: 8 },
  { arbitrary: fc.constantFrom('', ' ', 'asian', '12'), weight: 6 },
  { arbitrary: fc.integer({ min: 60, max: 9_000 }).map((length) => 'x'.repeat(length)), weight: 1 },
);
const faulty = fc.oneof(
  { arbitrary: field, weight: 8 },
  { arbitrary: quoted, weight: 3 },
  { arbitrary: text(fc.oneof(plain, fc.constant('"'))), weight: 1 },
);
const files = (each: fc.Arbitrary<string>) =>
  fc.record({
    delimiter: delimiters,
    bom: fc.boolean(),
    rows: fc.array(fc.array(each, { maxLength: 5 }), { maxLength: 12 }),
    ends: fc.array(fc.constantFrom('\n', '\r\n', '\n\n', '\r\n\r\n'), { minLength: 13, maxLength: 13 }),
    ended: fc.boolean(),
    size: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constant(256 * 1024)),
  });

for (const [what, each] of [
  ['without quotation marks', field],
  ['with quotation marks where they may and may not stand', faulty],
] as const) {
  t.test(`files ${what} are read as csv-parse reads them`, async (t) => {
    let complaints = 0;
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(files(each), async ({ delimiter, bom, rows, ends, ended, size }) => {
        const lines = [['measure', 'period', 'area'], ...rows].map((fields) => fields.join(delimiter));
        const all = lines.map((line, at) => `${line}${ends[at]}`).join('');
        // A file's last line may want its end; a lone CR there is the half of one.
        const body = ended ? all : all.replace(/[\r\n]+$/, '');
        const expected = theirs(body, delimiter);
        runs += 1;
        if (expected === COMPLAINT) complaints += 1;
        const found = await ours(Buffer.from(`${bom ? '\ufeff' : ''}${body}`), size);
        assert.deepStrictEqual(found, expected);
      }),
      { numRuns: 300 },
    );
    if (each === faulty) t.ok(complaints > 0 && complaints < runs, `${complaints} of ${runs} were refused`);
    else t.equal(complaints, 0);
  });
}

t.test('a row that never ends is refused, whether anything is quoted or not', async (t) => {
  const endless = `measure,period\n${'x'.repeat(LONGEST_ROW + 10)}\nb,c\n`;
  t.equal(await ours(Buffer.from(endless), 64 * 1024), COMPLAINT);
  t.equal(await ours(Buffer.from(endless.replace('b', '"b"')), 64 * 1024), COMPLAINT);
});
