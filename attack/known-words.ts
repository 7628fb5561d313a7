import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';

/** What anybody can read in our open repository: how groups are made of groups, and which measures share a count. */
export interface KnownWords {
  /** Every complete way to make a group. */
  readonly partitions: readonly { readonly parent: string; readonly children: readonly string[] }[];
  /** The ids of chains of decisions. */
  readonly pathways: readonly string[];
  /** Measure → the count that its numerator and its denominator is; one of a group, category or age as `count@part`. */
  readonly countsOf: ReadonlyMap<string, { readonly numerator: string; readonly denominator: string }>;
}

const rowsOf = async (file: string) =>
  z
    .array(z.record(z.string(), z.string()))
    .parse(parse(await readFile(new URL(`../seeds/${file}`, import.meta.url)), { columns: true, bom: true }));

/** The vocabulary is public: an attacker has it. It holds words, and no figure. */
export async function readKnownWords(): Promise<KnownWords> {
  const partitions = new Map<string, { parent: string; children: string[] }>();
  for (const { parent = '', partition, child = '' } of await rowsOf('ethnic-partitions.csv')) {
    const id = `${parent} ${partition}`;
    const found = partitions.get(id) ?? { parent, children: [] };
    partitions.set(id, found);
    found.children.push(child);
  }
  const measures = await rowsOf('measures.csv');
  return {
    partitions: [...partitions.values()],
    pathways: [...new Set((await rowsOf('pathways.csv')).map(({ pathway = '' }) => pathway))],
    countsOf: new Map(
      measures.map(({ id = '', kind, numerator_count, denominator_count }) => {
        const share = kind === 'composition-share';
        // A share's denominator is its numerator over all whose group is known.
        const base = share ? `${numerator_count || `${id} n`}@known` : denominator_count;
        return [id, { numerator: numerator_count || `${id} n`, denominator: base || `${id} d` }];
      }),
    ),
  };
}
