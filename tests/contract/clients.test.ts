import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';
import { ask, suspensions } from '../../docs/clients/client.ts';
import { openDoors } from '../support/doors.ts';
import { cell, LAMBETH, seededVocabulary } from '../support/london.ts';
import { releaseOf } from '../support/reader.ts';

const run = promisify(execFile);
const MEASURE = 'ed-suspension-rate';
const cells = [
  cell({ measure: MEASURE, group: 'black', n: 200, d: 2000 }),
  cell({ measure: MEASURE, group: 'known', n: 500, d: 8000 }),
  cell({ measure: MEASURE, group: 'black', area: LAMBETH, n: 'c', d: 40 }),
];
const app = await openDoors(t, releaseOf(await seededVocabulary(), cells));
const service = await app.listen({ port: 0, host: '127.0.0.1' });
const pathOf = (name: string) => fileURLToPath(new URL(`../../docs/clients/${name}`, import.meta.url));

async function isThere(program: string): Promise<boolean> {
  return run(program, ['--version']).then(
    () => true,
    () => false,
  );
}

const SCRIPTS = [
  ['python3', 'compare.py'],
  ['Rscript', 'compare.R'],
] as const;

// Looked for before the first test: one that is declared after the others have ended is never run.
const here = new Set<string>();
for (const [program] of SCRIPTS) if (await isThere(program)) here.add(program);

t.test('the TypeScript client', async (t) => {
  const { release, rows } = await suspensions(service, ['black']);
  t.equal(release.version, '1.0.0');
  const hackney = rows.find(({ area }) => area.name === 'Hackney');
  t.equal(hackney?.rate.value, 10);
  t.equal(hackney?.against.verdict, 'HIGHER');
  t.match(hackney?.against.sentence, /^Black in Hackney: 2\.0 times the rate of All other known groups/);
  t.match(rows.find(({ area }) => area.name === 'Lambeth')?.rate, { value: null, status: 'c' });
  await t.rejects(ask(service, '{ measure(id: "x") { id } }'), { cause: 'unknown-measure' });
});

for (const [program, script] of SCRIPTS) {
  const skip = here.has(program) ? false : `${program} is not on this machine`;
  t.test(`the same by plain HTTP: ${script}`, { skip }, async (t) => {
    const { stdout } = await run(program, [pathOf(script), service]);
    t.match(stdout, /^Hackney\t10(\.0)?\tBlack in Hackney: 2\.0 times the rate/m);
    t.match(stdout, /^Lambeth\tc\twithheld$/m);
  });
}
