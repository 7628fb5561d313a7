import { Problem } from '../../problem.ts';
import { type Personal, personalByName } from '../personal-marks.ts';
import { watchForRecords } from '../records-of-children.ts';
import { HEADER_ROWS, type HeaderTest } from '../survey.ts';

/** Looks for a list of people where no table is read from; throws the Problem `records-of-children` when it is certain. */
export interface PeopleWatch {
  row(texts: readonly string[]): void;
  /** When there are no more rows. */
  end(): void;
}

/** Two names of such columns in one row are a list of people, on whatever sheet; a cover sheet has one name and one address. */
const LIST_OF_PEOPLE = 2;
/** One alone is, if so many rows have a number or a day below it; a glossary has words. */
const ENOUGH_BELOW = 3;
const MAY_STAND_ALONE: ReadonlySet<Personal> = new Set(['names', 'addresses', 'postcodes']);
/** No name of a column that we know is longer. */
const LONGEST_NAME = 60;

export function watchForPeople(where: string, isHeader: HeaderTest): PeopleWatch {
  let watch = watchForRecords({ header: [], declared: new Set(), beside: true });
  const below = new Map<number, { readonly name: string; filled: number }>();
  let rows = 0;
  const inPlace = (work: () => void) => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      throw new Problem(error.code, `${where}: ${error.message}`, error.parts);
    }
  };
  return {
    row(texts) {
      rows += 1;
      for (const [at, column] of below) {
        const text = texts[at] ?? '';
        if (/\d{4}/.test(text)) column.filled += 1;
        if (column.filled >= ENOUGH_BELOW) throw namesPeople(where, [column.name]);
      }
      const names = peopleColumns(texts);
      if (names.length >= LIST_OF_PEOPLE)
        throw namesPeople(
          where,
          names.map(([, name]) => name),
        );
      for (const [at, name, kind] of names) {
        if (!MAY_STAND_ALONE.has(kind)) below.set(at, { name, filled: 0 });
      }
      if (rows <= HEADER_ROWS && isHeader(texts))
        watch = watchForRecords({ header: texts, declared: new Set(), beside: true });
      else inPlace(() => watch.take(texts));
    },
    end: () => inPlace(() => watch.end()),
  };
}

function peopleColumns(
  texts: readonly string[],
): readonly (readonly [at: number, name: string, kind: Personal])[] {
  return texts.flatMap((text, at) => {
    const kind = text.length > LONGEST_NAME ? undefined : personalByName(text);
    return kind === undefined ? [] : [[at, text.trim(), kind] as const];
  });
}

/** The names are ones that we know, and so nobody's. */
function namesPeople(where: string, names: readonly string[]): Problem {
  const quoted = names.map((name) => `'${name}'`).join(', ');
  return new Problem(
    'records-of-children',
    `${where}: a row names columns that only a list of people has: ${quoted}.`,
  );
}
