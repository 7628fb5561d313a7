import { ofVocabulary } from './of-vocabulary.ts';

/** By dimension, the categories that declared tables use, in the order of the alphabet. A measure may have others. */
export const knownCategories = ofVocabulary(({ layout }): ReadonlyMap<string, readonly string[]> => {
  const rules = [...layout.values()].flatMap(({ rules: each }) => each);
  const used = rules.flatMap(({ category }) => [
    category?.fixed ?? '',
    ...Object.values(category?.map ?? {}),
  ]);
  const byDimension = new Map<string, string[]>();
  for (const id of [...new Set(used)].sort()) {
    const [dimension = '', code] = id.split(':', 2);
    if (code !== undefined) byDimension.set(dimension, [...(byDimension.get(dimension) ?? []), id]);
  }
  return byDimension;
});
