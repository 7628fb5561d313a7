import type { CheckContext } from './context.ts';
import { nearest } from './nearest.ts';

/** The measure whose id is spelt most like the text, of the file's own domain first; undefined where none is close. */
export function nearestMeasure(
  text: string,
  { vocabulary, domain }: Pick<CheckContext, 'vocabulary' | 'domain'>,
): string | undefined {
  const own = vocabulary.measures.filter((each) => each.domain === domain).map(({ id }) => id);
  return nearest(text, own) ?? nearest(text, vocabulary.measure.keys());
}
