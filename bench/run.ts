import { benchAttack } from './attack.ts';
import { benchComparison } from './comparison.ts';
import { benchDisclosure } from './disclosure.ts';
import { benchExports } from './exports.ts';
import { benchIngest } from './ingest.ts';
import { benchQuarter } from './quarter.ts';
import { benchQuarterProtection } from './quarter-protection.ts';
import { type Bench, openBench } from './support.ts';

/** By the names under which they can be asked for: `npm run bench -- ingest`. */
const BENCHES: Readonly<Record<string, (bench: Bench) => Promise<string>>> = {
  ingest: benchIngest,
  quarter: benchQuarter,
  comparison: benchComparison,
  disclosure: benchDisclosure,
  'quarter-protection': benchQuarterProtection,
  attack: benchAttack,
  exports: benchExports,
};

/** Takes the better part of an hour. */
const ONLY_ASKED: ReadonlySet<string> = new Set(['quarter-protection']);

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => BENCHES[name] === undefined);
if (unknown.length > 0) {
  process.stderr.write(
    `There is no bench ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}.\n`,
  );
  process.exit(2);
}
for (const [name, measure] of Object.entries(BENCHES)) {
  if (asked.length > 0 ? !asked.includes(name) : ONLY_ASKED.has(name)) continue;
  // A database of its own for each, so that none is measured on what another has left.
  const bench = await openBench();
  try {
    const said = await measure(bench);
    if (said !== '') process.stdout.write(`${said}\n`);
  } finally {
    await bench.close();
  }
}
