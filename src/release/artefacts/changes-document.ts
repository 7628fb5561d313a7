import type { ReleaseChanges } from '../../vocabulary/release-changes.ts';
import { sentenceOf } from '../changes/catalogue.ts';
import type { About } from './about.ts';

/** What is different in a release, as everybody reads it: each change with a sentence, and how many cells moved. */
export function changesBody(
  { version, correction }: Pick<About, 'version' | 'correction'>,
  { since, bump, catalogue, cells }: ReleaseChanges,
) {
  return {
    release: version,
    since,
    bump,
    correction,
    catalogue: catalogue.map((change) => ({ ...change, text: sentenceOf(change) })),
    cells,
  };
}

export function changesDocument(about: About, changes: ReleaseChanges): string {
  return `${JSON.stringify(changesBody(about, changes), null, 2)}\n`;
}
