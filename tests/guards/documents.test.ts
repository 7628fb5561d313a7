import { readdir, readFile } from 'node:fs/promises';
import t from 'tap';
import { VARIABLE_NAMES } from '../../src/config.ts';
import { PROBLEMS } from '../../src/problem.ts';
import { RULEBOOK } from '../../src/validation/rulebook.ts';

const read = (path: string) => readFile(path, 'utf8');

t.test('every problem and every check stands in docs/errors.md, and nothing else does', async (t) => {
  const documented = [...(await read('docs/errors.md')).matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(
    ([, code]) => code,
  );
  const known = [...Object.keys(PROBLEMS), ...RULEBOOK.map(({ code }) => code)];
  t.same(documented.toSorted(), known.toSorted());
});

t.test('.env.example names the variables of config.ts', async (t) => {
  const named = [...(await read('.env.example')).matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
  t.same(named.toSorted(), [...VARIABLE_NAMES].toSorted());
});

t.test('every layer is a folder and every folder a layer', async (t) => {
  const cruiser = await read('.dependency-cruiser.cjs');
  const layers = [...cruiser.slice(0, cruiser.indexOf('];')).matchAll(/'([a-z]+)'/g)].map(([, name]) => name);
  const entries = await readdir('src', { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  t.same(folders.toSorted(), layers.toSorted());
});

t.test("the README's commands are the ones CI runs", async (t) => {
  const readme = await read('README.md');
  const ci = await read('.ci/run');
  t.match(readme, /npm ci && npm test/);
  t.match(ci, /^npm ci$/m);
  t.match(ci, /^npm test$/m);
  t.match(readme, /npm ci && npm start/);
});

t.test('only disclosure and the release reader make a protected cell', async (t) => {
  const files = await readdir('src', { recursive: true });
  const makers: string[] = [];
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    if ((await read(`src/${file}`)).includes('asProtected(')) makers.push(file);
  }
  t.same(makers.toSorted(), ['disclosure/protect.ts', 'release/read.ts', 'vocabulary/cell.ts']);
});
