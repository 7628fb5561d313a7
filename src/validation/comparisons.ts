import { completenessOf } from './completeness.ts';
import type { CheckContext } from './context.ts';
import { createCountValues } from './count-values.ts';
import type { FileFacts } from './file-facts.ts';
import { givenAway } from './given-away.ts';
import { createGroupSums } from './group-sums.ts';
import { createHundredWatch } from './hundreds.ts';
import { createCategoryWatch } from './like-categories.ts';
import { createPartSums } from './part-sums.ts';
import type { Reading } from './reading.ts';
import { createSentPlaces } from './sent-places.ts';
import { createPupilWatch } from './sent-pupils.ts';
import { createShareTotals } from './share-totals.ts';
import { unknownShares } from './unknown-shares.ts';
import { createUnplacedRows, type UnplacedRows } from './unplaced-rows.ts';

type Compared = Pick<
  FileFacts,
  | 'differences'
  | 'countConflicts'
  | 'totalsDiffer'
  | 'partsExcesses'
  | 'givenAway'
  | 'unknownShares'
  | 'completeness'
  | 'sentPupils'
  | 'likeCategories'
  | 'ofHundred'
>;

export interface Comparisons {
  take(reading: Reading): void;
  /** The rows that what seems to be missing may be. */
  readonly unplaced: Pick<UnplacedRows, 'take' | 'takeRagged'>;
  facts(): Compared;
}

/** Everything that compares the cells of a file with one another, each within bounded memory. */
export function createComparisons(context: CheckContext): Comparisons {
  const { vocabulary } = context;
  const unplaced = createUnplacedRows(context);
  const sums = createGroupSums(vocabulary);
  const counts = createCountValues(vocabulary);
  const totals = createShareTotals();
  const parts = createPartSums();
  const sent = createSentPlaces(vocabulary);
  const pupils = createPupilWatch();
  const hundreds = createHundredWatch();
  const categories = createCategoryWatch(vocabulary);
  return {
    unplaced,
    take(reading) {
      sums.take(reading);
      counts.take(reading);
      totals.take(reading);
      parts.take(reading);
      sent.take(reading);
      pupils.take(reading);
      hundreds.take(reading);
      categories.take(reading);
    },
    facts() {
      const likeCategories = categories.likes();
      for (const place of sent.all()) {
        const like = likeCategories.get(place.category);
        if (like !== undefined) unplaced.takeMisspelt(place, { category: like.meant, groups: sent.groups });
      }
      return {
        likeCategories,
        differences: sums.differences(unplaced),
        countConflicts: counts.conflicts(),
        totalsDiffer: totals.differing(),
        ofHundred: hundreds.found(),
        partsExcesses: parts.excesses(),
        givenAway: givenAway(sent, vocabulary),
        unknownShares: unknownShares(sent, vocabulary),
        completeness: completenessOf(sent, { vocabulary, unplaced, misspelt: likeCategories }),
        sentPupils: pupils.sent(),
      };
    },
  };
}
