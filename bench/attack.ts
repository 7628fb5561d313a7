import { attack } from '../attack/attack.ts';
import { openThrowaway } from '../attack/throwaway.ts';
import { readSeeds } from '../src/storage/seed.ts';

/** `npm run attack` on two releases of all 33 authorities. Not a speed to hold: what an attacker needs, told. */
export async function benchAttack(): Promise<string> {
  const { areas } = await readSeeds('seeds');
  const authorities = areas.filter(({ kind }) => kind === 'authority').map(({ id }) => id);
  const service = await openThrowaway(authorities);
  try {
    const started = process.hrtime.bigint();
    const found = await attack(service.address, service);
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    const memory = Math.round(process.memoryUsage().rss / 1024 ** 2);
    return (
      `attack on ${authorities.length} authorities: ${found.cells} cells, ${found.withheld} withheld, ${found.sums} sums, ` +
      `${found.asked} requests in ${seconds.toFixed(1)} s, ${memory} MB: ${found.pinned.length} pinned, ${found.leaks.length} told`
    );
  } finally {
    await service.close();
  }
}
