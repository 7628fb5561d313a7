import { openBench } from '../bench/support.ts';
import { buildApp } from '../src/app.ts';
import { createKey } from '../src/storage/keys.ts';
import type { Truth } from './attack.ts';
import { invented } from './invented.ts';
import { publishFiles } from './publish.ts';

export interface Throwaway {
  readonly address: string;
  readonly truth: Truth;
  close(): Promise<void>;
}

/** A service of its own with two releases of invented figures, the second of which corrects the first. */
export async function openThrowaway(boroughs?: readonly string[]): Promise<Throwaway> {
  const bench = await openBench();
  const app = await buildApp(bench.app);
  const address = await app.listen({ port: 0 });
  const { first, correction, truth } = invented(7, boroughs);
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
  return {
    address,
    truth,
    async close() {
      await app.close();
      await bench.close();
    },
  };
}
