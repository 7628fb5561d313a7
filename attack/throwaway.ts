import { openBench } from '../bench/support.ts';
import { buildApp } from '../src/app.ts';
import { createKey } from '../src/storage/keys.ts';
import type { Insider, Truth } from './insiders.ts';
import { insiderOf, invented } from './invented.ts';
import { declareSomething, publishFiles } from './publish.ts';

export interface Throwaway {
  readonly address: string;
  readonly truth: Truth;
  readonly insiders: readonly Insider[];
  close(): Promise<void>;
}

/** So many authorities' staff attack: each takes as long as the public. */
const INSIDERS = 3;

/** A service of its own with two releases of invented figures, the second of which corrects the first. */
export async function openThrowaway(boroughs?: readonly string[]): Promise<Throwaway> {
  const bench = await openBench();
  const app = await buildApp(bench.app);
  const address = await app.listen({ port: 0 });
  const { first, correction, truth } = invented(7, { boroughs });
  const publishing = {
    address,
    async key(role: 'submitter' | 'approver' | 'steward' | 'publisher', area?: string) {
      const made = await createKey(
        bench.database.intake,
        { name: `${role} ${area ?? ''}`, roles: [role], area: area ?? null },
        { actor: 'attack', at: new Date() },
      );
      return { authorization: `Bearer ${made.key}` };
    },
  };
  await publishFiles(first, publishing);
  await publishFiles(correction, publishing);
  await declareSomething(publishing, first[0]?.area ?? '');
  return {
    address,
    truth,
    insiders: [...new Set(first.map(({ area }) => area))]
      .slice(0, INSIDERS)
      .map((area) => insiderOf(area, truth)),
    async close() {
      await app.close();
      await bench.close();
    },
  };
}
