import { attack, type Outcome } from './attack.ts';

/**
 * `npm run attack [-- address]`: attacks the service at an address, or one of its own with invented figures. Ends with 1
 * where it could work back a single withheld count.
 */
const [address] = process.argv.slice(2);
const started = Date.now();
const outcome = address === undefined ? await onThrowaway() : await attack(address);
process.stdout.write(`${textOf(outcome, (Date.now() - started) / 1000)}\n`);
process.exitCode = outcome.pinned.length + outcome.leaks.length > 0 ? 1 : 0;

async function onThrowaway(): Promise<Outcome> {
  const { openThrowaway } = await import('./throwaway.ts');
  const service = await openThrowaway();
  try {
    return await attack(service.address, service.truth);
  } finally {
    await service.close();
  }
}

function textOf({ pinned, leaks, notes, ...counted }: Outcome, seconds: number): string {
  return [
    ...pinned.map(
      ({ cells, range, real, by }) =>
        `PINNED ${cells.join(' = ')}: ${range.lower} to ${range.upper}${real === undefined ? '' : `, really ${real}`} (${by})`,
    ),
    ...leaks.map(({ kind, where, what }) => `TOLD ${kind}: ${where}: ${what}`),
    ...notes.map((note) => `NOTE ${note}`),
    `${counted.releases} releases, ${counted.cells} cells, ${counted.withheld} withheld, ${counted.excepted} withheld by their source and excepted`,
    `${counted.asked} requests, ${counted.sums} sums, ${seconds.toFixed(1)} s`,
    `${pinned.length} counts pinned, ${leaks.length} told`,
  ].join('\n');
}
