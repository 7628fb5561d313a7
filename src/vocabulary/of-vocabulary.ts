import type { Vocabulary } from './vocabulary.ts';

/** What is worked out from an edition of the vocabulary, worked out once for each: an edition never changes. */
export function ofVocabulary<T>(make: (vocabulary: Vocabulary) => T): (vocabulary: Vocabulary) => T {
  const made = new WeakMap<Vocabulary, { readonly value: T }>();
  return (vocabulary) => {
    const known = made.get(vocabulary);
    if (known !== undefined) return known.value;
    const value = make(vocabulary);
    made.set(vocabulary, { value });
    return value;
  };
}
