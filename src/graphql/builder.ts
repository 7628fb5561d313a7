import SchemaBuilder from '@pothos/core';
import type { Enquire } from '../flow/enquire.ts';
import type { Follow } from '../flow/follow.ts';

/** What every resolver gets. */
export interface GraphqlContext {
  readonly enquire: Enquire;
  readonly follow: Follow;
}

/** The one builder: each noun of the glossary has a file that adds its types and root fields here. */
export const builder = new SchemaBuilder<{
  Context: GraphqlContext;
  DefaultFieldNullability: false;
  Scalars: { ID: { Input: string; Output: string } };
}>({ defaultFieldNullability: false });

builder.queryType({
  description: 'What is published, and how ethnic groups compare in it. Every number comes from a release.',
});

/** `higher-is-worse` → `HIGHER_IS_WORSE`, with the sentence for it: the values of an enum. */
export function enumValues<T extends string>(
  words: readonly T[],
  description: Readonly<Record<T, string>>,
): Record<string, { value: T; description: string }> {
  return Object.fromEntries(
    words.map((word) => [
      word.toUpperCase().replaceAll('-', '_'),
      { value: word, description: description[word] },
    ]),
  );
}

export const RELEASE_ARGUMENT = {
  defaultValue: 'latest',
  description: 'A release by version (`1.0.0`), by selector (`1`, `1.*`, `1.0.*`), or `latest`.',
} as const;
