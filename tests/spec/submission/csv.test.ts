import fc from 'fast-check';
import t from 'tap';
import { Problem } from '../../../src/problem.ts';
import { openCsv } from '../../../src/submission/read-csv.ts';
import { bytesOf } from '../validation/check-file.ts';

async function read(text: string | Buffer, chunk?: number) {
  const { header, rows, encoding } = await openCsv(bytesOf(text, chunk));
  const all = [];
  for await (const batch of rows) all.push(...batch);
  return { header, encoding, rows: all };
}
const fields = async (text: string | Buffer, chunk?: number) =>
  (await read(text, chunk)).rows.map((row) => row.fields);

t.test('comma, semicolon and tab are told apart by the header row', async (t) => {
  t.same(await fields('a,b;c\n1,2;3\n'), [['1', '2;3']]);
  t.same(await fields('a;b;c\n1,5;2;3\n'), [['1,5', '2', '3']]);
  t.same(await fields('a\tb\n1,5\t2\n'), [['1,5', '2']]);
  t.same(await fields('"a;b;c","d"\n1,2\n'), [['1', '2']], 'what is quoted does not count');
});

t.test('UTF-8 with and without a byte-order mark', async (t) => {
  t.match(await read('\uFEFFé,b\n1,2\n'), { encoding: 'utf-8', header: { fields: ['é', 'b'] } });
  t.match(await read('é,b\n1,2\n', 1), { encoding: 'utf-8', header: { fields: ['é', 'b'] } });
  t.match(await read('"é",b\n1,2\n', 1), { header: { fields: ['é', 'b'] } });
});

t.test('what is not valid UTF-8 is read as windows-1252', async (t) => {
  const bytes = Buffer.from('a,b\n10\x9615,\xa3\n', 'latin1');
  for (const chunk of [1, 3, 1000]) {
    t.match(await read(bytes, chunk), { encoding: 'windows-1252', rows: [{ fields: ['10–15', '£'] }] });
  }
  t.match(
    await read(Buffer.from('a\n\xe2\x82', 'latin1')),
    { encoding: 'windows-1252' },
    'a character cut off at the end',
  );
});

t.test('UTF-16 of either byte order is read by its mark', async (t) => {
  const little = Buffer.from('\uFEFFé\tb\r\n10–15\t"two\r\nlines"\r\n', 'utf16le');
  const big = Buffer.from(little).swap16();
  for (const chunk of [1, 3, 1000]) {
    const rows = [{ row: 2, fields: ['10–15', 'two\r\nlines'] }];
    t.match(await read(little, chunk), { encoding: 'utf-16le', header: { fields: ['é', 'b'] }, rows });
    t.match(await read(big, chunk), { encoding: 'utf-16be', header: { fields: ['é', 'b'] }, rows });
  }
});

t.test('the header may stand below a title, within the first twenty rows', async (t) => {
  const isHeader = (fields: readonly string[]) => fields[0] === 'a' && fields[1] === 'b';
  const open = async (text: string, chunk: number) => {
    const { above, header, rows } = await openCsv(bytesOf(text, chunk), isHeader);
    const all = [];
    for await (const batch of rows) all.push(...batch);
    return { above: above.map(({ row }) => row), header: header.row, rows: all };
  };
  for (const chunk of [1, 9, 1000]) {
    t.same(
      await open('Hackney, autumn term\n\nnotes, more\na;b\n1;2\n\n', chunk),
      { above: [1, 3], header: 4, rows: [{ row: 5, line: 5, fields: ['1', '2'] }] },
      'the header, and not the title, says what the separator is',
    );
    t.match(await open('"Hackney, autumn term",\n"a","b"\n1,2\n', chunk), { above: [1], header: 2 });
    t.match(await open(`${'title,\n'.repeat(19)}a,b\n1,2`, chunk), { header: 20, rows: [{ row: 21 }] });
    t.match(await open(`${'title,\n'.repeat(20)}a,b\n1,2`, chunk), { above: [], header: 1 });
  }
});

t.test('rows of separators and spaces alone are none', async (t) => {
  t.same(await fields('a,b\n , \n1,2\n,\n\u00a0,\u2009\n\n,,,\n'), [['1', '2']]);
  t.same(await fields('a,"b"\n , \n1,2\n,\n\u00a0,\u2009\n\n,,,\n'), [['1', '2']]);
});

t.test('spaces that do not break, and thin ones, are spaces', async (t) => {
  t.same(await fields('a,b\n10\u00a0000,\u2009x\u202fy\u200b\n'), [['10 000', ' x y']]);
  t.same(await fields('a,b\n"10\u00a0000","\u2009x\u202fy\u200b"\n'), [['10 000', ' x y']]);
  t.same(await fields(Buffer.from('a,b\n10\xa0000,2\n', 'latin1')), [['10 000', '2']]);
});

t.test('="12" is a field of its own, though no quotation mark can stand there', async (t) => {
  for (const chunk of [1, 5, 1000]) {
    t.same(await fields('a,b\n="12",="1,234"\r\n="x",3\n="4",="5"', chunk), [
      ['="12"', '="1,234"'],
      ['="x"', '3'],
      ['="4"', '="5"'],
    ]);
    t.same(await fields('a,b\n"x=","y"\n"=""12""","x,="\n"x,=",""\n', chunk), [
      ['x=', 'y'],
      ['="12"', 'x,='],
      ['x,=', ''],
    ]);
  }
});

t.test('rows are numbered as the spreadsheet shows them, lines as they stand in the file', async (t) => {
  const text = 'a,b\r\n1,"two\r\nlines"\r\n\r\n,,\r\n2,x\r\n"3\n\n",y';
  for (const chunk of [1, 7, 1000]) {
    const { header, rows } = await read(text, chunk);
    t.match(header, { row: 1, line: 1 });
    t.same(rows, [
      { row: 2, line: 2, fields: ['1', 'two\r\nlines'] },
      { row: 5, line: 6, fields: ['2', 'x'] },
      { row: 6, line: 7, fields: ['3\n\n', 'y'] },
    ]);
  }
  t.same((await read('a,b\n\n1,2\n')).rows, [{ row: 3, line: 3, fields: ['1', '2'] }]);
});

t.test('ragged rows keep the fields they have', async (t) => {
  t.same(await fields('a,b\n1\n1,2,3\n'), [['1'], ['1', '2', '3']]);
  t.same(await fields('a,"b"\n1\n1,2,3\n'), [['1'], ['1', '2', '3']]);
});

t.test('CRLF and LF may be mixed', async (t) => {
  t.same(await fields('a,b\n1,2\r\n3,4\n'), [
    ['1', '2'],
    ['3', '4'],
  ]);
  t.same(await fields('a,b\n1,"2"\r\n3,4\n'), [
    ['1', '2'],
    ['3', '4'],
  ]);
});

t.test('what is no table is a Problem that repeats nothing of it', async (t) => {
  const files: Readonly<Record<string, string | Buffer>> = {
    empty: '',
    'white space': ' \n\n',
    'NUL bytes': 'a,b\n1,99991\u0000\n',
    'UTF-16 that breaks off in a character': Buffer.from('\uFEFFa,b\n99991', 'utf16le').subarray(0, -1),
    'a quotation mark that is never closed': 'a,b\n1,"99991\n2,3\n',
    'a quotation mark inside a field': 'a,b\n99991"x,2\n',
    'something after a closing quotation mark': 'a,b\n"99991"x,2\n',
    'one endless line': `a,b\n${'99991'.repeat(300_000)}`,
    'one endless quoted field': `a,b\n"${'99991\n'.repeat(300_000)}`,
  };
  for (const [what, file] of Object.entries(files)) {
    const error = await read(file).catch((thrown: unknown) => thrown);
    t.ok(error instanceof Problem && error.code === 'unreadable-file', what);
    t.notMatch(error instanceof Problem ? JSON.stringify(error.body()) : '99991', /99991/, what);
  }
});

t.test('a table reads the same with every field quoted and with none', async (t) => {
  const field = fc.string({ unit: fc.constantFrom('a', 'é', '£', ' ', '1', '.', '|'), maxLength: 4 });
  const table = fc.integer({ min: 2, max: 4 }).chain((width) => {
    const row = fc.array(field, { minLength: width, maxLength: width });
    return fc.array(row, { minLength: 1, maxLength: 5 });
  });
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom('\n', '\r\n'),
      async (rows, chunk, end) => {
        const write = (quote: string) =>
          [['h', ...(rows[0]?.slice(1) ?? [])], ...rows]
            .map((row) => row.map((text) => `${quote}${text}${quote}`).join(','))
            .join(end);
        t.same((await read(write(''), chunk)).rows, (await read(write('"'), chunk)).rows);
      },
    ),
    { numRuns: 150 },
  );
});
