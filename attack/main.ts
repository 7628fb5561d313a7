import { attack, type Outcome } from './attack.ts';
import { type Insider, ownFigures } from './insiders.ts';
import { askingOf } from './public-release.ts';

/**
 * `npm run attack [-- address [area]]`: attacks the service at an address, or one of its own with invented figures. With
 * an authority, and a key of its own in ATTACK_KEY, also as its staff. Ends with 1 where it could work back a single
 * withheld count.
 */
const [address, area] = process.argv.slice(2);
const started = Date.now();
const outcome = address === undefined ? await onThrowaway() : await attack(address, await asStaff(address));
process.stdout.write(`${textOf(outcome, (Date.now() - started) / 1000)}\n`);
process.exitCode = outcome.pinned.length + outcome.leaks.length > 0 ? 1 : 0;

async function onThrowaway(): Promise<Outcome> {
  const { openThrowaway } = await import('./throwaway.ts');
  const service = await openThrowaway();
  try {
    return await attack(service.address, service);
  } finally {
    await service.close();
  }
}

async function asStaff(service: string): Promise<{ readonly insiders: readonly Insider[] }> {
  if (area === undefined) return { insiders: [] };
  return { insiders: [await ownFigures(askingOf(service, process.env.ATTACK_KEY), area)] };
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
