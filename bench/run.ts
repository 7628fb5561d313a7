import { benchComparison } from './comparison.ts';
import { benchIngest } from './ingest.ts';
import { openBench } from './support.ts';

const bench = await openBench();
try {
  for (const line of [benchIngest, benchComparison]) process.stdout.write(`${await line(bench)}\n`);
} finally {
  await bench.close();
}
