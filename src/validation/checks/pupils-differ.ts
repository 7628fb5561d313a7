import { labelInSentence } from '../../vocabulary/period.ts';
import { rowsInWords } from '../alike.ts';
import type { FileCheck } from '../check.ts';
import { listed } from '../listed.ts';

/** Rolls fall and rise by a few in a hundred a year; a borough's whole roll by more than this only where others are counted. */
const MARGIN = 0.15;
/** One ethnic group's roll changes faster, and is recorded differently from year to year. */
const GROUP_MARGIN = 0.3;
const FEWEST = 100;

export const pupilsDiffer: FileCheck = {
  of: 'file',
  code: 'pupils-differ',
  severity: 'query',
  title: 'Pupils on roll are not as many as the School Census counted',
  hint: 'Pupils are those of state-funded schools in the area, wherever they live. Say which are counted here, or mend them.',
  find: ({ sentPupils }, { pupils, vocabulary }) => {
    if (pupils === null) return [];
    const apart = [...sentPupils].flatMap(([group, { value, place }]) => {
      const counted = pupils.byGroup.get(group);
      const margin = group === 'all' ? MARGIN : GROUP_MARGIN;
      if (counted === undefined || Math.max(counted, value) < FEWEST) return [];
      return Math.abs(value - counted) <= margin * counted ? [] : [{ group, value, place, counted }];
    });
    const [first] = apart;
    if (first === undefined) return [];
    const texts = apart.map(
      ({ group, value, counted }) =>
        `${vocabulary.group.get(group)?.label ?? group} ${value} and not ${counted}`,
    );
    const rows = apart.map(({ place }) => place.row);
    return [
      {
        message:
          `Pupils on roll in ${rowsInWords(rows)} are far from those of ${labelInSentence(pupils.period)} in ` +
          `'${pupils.population}': ${listed(texts, texts.length)}.`,
        field: 'denominator' as const,
        value: String(first.value),
        expected: String(first.counted),
        first: first.place,
        occurrences: apart.length,
        rows,
        restsOn: texts.toSorted().join(' '),
      },
    ];
  },
};
