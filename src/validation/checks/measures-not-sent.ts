import type { FileCheck } from '../check.ts';
import { listed } from '../listed.ts';

/** What is counted once or twice a year is not missed in a quarter's or a term's return. */
const RARER: ReadonlySet<string> = new Set(['annual', 'six-monthly']);
const PART_OF_A_YEAR = /-[QT]\d$/;

export const measuresNotSent: FileCheck = {
  of: 'file',
  code: 'measures-not-sent',
  severity: 'query',
  title: 'The collection asks for measures that are not in the file',
  hint: 'Add their rows, with x where you do not have the number; or say why they are not sent.',
  find: ({ completeness: { measures, unaccountedMeasures } }, { asked, period, vocabulary }) => {
    const inParts = PART_OF_A_YEAR.test(period ?? '');
    const missing = unaccountedMeasures(
      (asked ?? []).filter(
        (id) => !measures.has(id) && !(inParts && RARER.has(vocabulary.measure.get(id)?.frequency ?? '')),
      ),
    );
    if (missing.length === 0) return [];
    return [
      {
        message:
          `${missing.length} of the ${asked?.length ?? 0} measures that the collection asks for ` +
          `${missing.length === 1 ? 'is' : 'are'} not in the file: ${listed(missing)}.`,
        field: 'measure' as const,
        expected: missing.join(' '),
        occurrences: missing.length,
        restsOn: missing.toSorted().join(' '),
      },
    ];
  },
};
