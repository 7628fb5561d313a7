import { Problem } from '../problem.ts';
import { columnKey } from './layouts/declared.ts';
import { fieldOf } from './layouts/tidy.ts';
import { isReference, isSexOfOne, type Personal, personalByName, personalByText } from './personal-marks.ts';
import {
  isLearnerNumber,
  isNhsNumber,
  isPupilNumber,
  mayHoldPupilNumber,
  tenDigits,
} from './personal-number.ts';

/** Looks at every row for what only a list of people has; throws the Problem `records-of-children` when it is certain. */
export interface RecordsWatch {
  /** A row that may be a header: what its columns are called. */
  names(fields: readonly string[]): void;
  /** A row of which only the numbers are looked at, such as a title. */
  numbers(fields: readonly string[]): void;
  take(fields: readonly string[]): void;
  /** When there are no more rows: what can be said of all of them. */
  end(): void;
}

export interface WatchOptions {
  readonly header: readonly string[];
  /** Columns whose meaning a layout has declared. */
  readonly declared: ReadonlySet<string>;
  /** No table is read from here: days or postcodes alone may be those of anything, such as a list of schools. */
  readonly beside?: boolean;
}

/** So many rows are looked at in full; after them only for Unique Pupil Numbers, which one alone gives away. */
const SAMPLE = 200;
/** So many of a column are certain where one alone may be a coincidence. */
const ENOUGH: Readonly<Partial<Record<Personal, number>>> = { postcodes: 3, 'dates of birth': 8, names: 10 };
/** Five numbers of ten digits with a right check digit by chance: one in a hundred and sixty thousand. */
const ENOUGH_NUMBERS = 5;
/** So many rows, each of another number and of one person, are no table of counts. */
const ENOUGH_ROWS = 20;

interface Column {
  filled: number;
  tenDigits: number;
  learners: number;
  nhs: number;
  sexes: number;
  references: number;
  ones: number;
  readonly distinct: Set<string>;
  readonly marks: Map<Personal, number>;
}

export function watchForRecords({ header, declared, beside = false }: WatchOptions): RecordsWatch {
  const columns = new Map<number, Column>();
  const isOurs = (at: number) => {
    const name = header[at] ?? '';
    return fieldOf(name) !== undefined || declared.has(columnKey(name));
  };
  const ours = header.map((_name, at) => isOurs(at));
  const numerator = header.findIndex((name) => fieldOf(name) === 'numerator');
  let sampled = 0;
  const columnAt = (at: number): Column => {
    const known = columns.get(at);
    if (known !== undefined) return known;
    const made: Column = {
      ...{ filled: 0, tenDigits: 0, learners: 0, nhs: 0, sexes: 0, references: 0, ones: 0 },
      distinct: new Set(),
      marks: new Map(),
    };
    columns.set(at, made);
    return made;
  };
  const refuse = (found: readonly (readonly [number, Personal])[], names = header) => {
    const parts = found.map(([at, kind]) => ({
      code: 'records-of-children',
      field: letterOf(at),
      detail: `${columnName(at, names)} looks like ${kind}.`,
    }));
    throw new Problem('records-of-children', parts.map(({ detail }) => detail).join(' '), parts);
  };
  const numbers = (fields: readonly string[]) => {
    for (let at = 0; at < fields.length; at += 1) {
      const field = fields[at] ?? '';
      if (mayHoldPupilNumber(field) && isPupilNumber(field.trim())) refuse([[at, 'Unique Pupil Numbers']]);
    }
  };
  const sample = (at: number, text: string) => {
    const column = columnAt(at);
    column.filled += 1;
    column.distinct.add(text);
    if (isSexOfOne(text)) column.sexes += 1;
    if (text === '1') column.ones += 1;
    // What our own columns hold, the checks read; and sums of squares may have ten digits.
    if (ours[at] === true) return;
    if (isReference(text)) column.references += 1;
    const digits = tenDigits(text);
    if (digits !== null) {
      column.tenDigits += 1;
      if (isLearnerNumber(digits)) column.learners += 1;
      if (isNhsNumber(digits)) column.nhs += 1;
    }
    const mark = personalByText(text);
    if (mark !== undefined) column.marks.set(mark, (column.marks.get(mark) ?? 0) + 1);
  };
  const judge = () => {
    const found: [number, Personal][] = [];
    for (const [at, column] of columns) {
      const kind = kindOf(column);
      if (kind !== undefined) found.push([at, kind]);
    }
    const isOfOne = [...columns.values()].some(
      ({ filled, sexes }) => filled >= ENOUGH_ROWS && sexes >= filled * 0.9,
    );
    const counted = columns.get(numerator);
    const counts = counted !== undefined && counted.ones < counted.filled;
    if (found.length === 0 && isOfOne && !counts) {
      const each = [...columns].find(
        ([at, { filled, distinct, references }]) =>
          ours[at] !== true && filled >= ENOUGH_ROWS && distinct.size === filled && references === filled,
      );
      if (each !== undefined) found.push([each[0], 'numbers of children']);
    }
    const [[, alone] = []] = found;
    if (beside && found.length === 1 && (alone === 'dates of birth' || alone === 'postcodes')) return;
    if (found.length > 0) refuse(found.toSorted(([a], [b]) => a - b));
  };
  return {
    names(fields) {
      const found = fields.flatMap((name, at): readonly [number, Personal][] => {
        const kind = declared.has(columnKey(name)) ? undefined : personalByName(name);
        return kind === undefined ? [] : [[at, kind]];
      });
      if (found.length > 0) refuse(found, fields);
    },
    numbers,
    take(fields) {
      numbers(fields);
      if (sampled >= SAMPLE) return;
      sampled += 1;
      fields.forEach((field, at) => {
        const text = field.trim();
        if (text !== '' && text.length <= LONGEST) sample(at, text);
      });
      if (sampled === SAMPLE) judge();
    },
    end() {
      if (sampled < SAMPLE) judge();
    },
  };
}

/** Nothing that is looked for is longer. */
const LONGEST = 80;

function kindOf({ filled, tenDigits: ten, learners, nhs, distinct, marks }: Column): Personal | undefined {
  if (ten >= ENOUGH_NUMBERS && distinct.size >= ENOUGH_NUMBERS) {
    if (nhs === ten) return 'NHS numbers';
    if (learners === ten) return 'Unique Learner Numbers';
  }
  for (const [kind, times] of marks) {
    // A day of the file, or the name of a place, stands in many rows; what is somebody's own in few.
    const own = kind === 'postcodes' || distinct.size >= filled / 2;
    if (times >= filled * 0.8 && own && distinct.size >= (ENOUGH[kind] ?? Number.POSITIVE_INFINITY))
      return kind;
  }
  return undefined;
}

/** `Column C 'UPN'`. A name that we do not know is not repeated: where a header row is missing, it is somebody's. */
function columnName(at: number, names: readonly string[]): string {
  const name = names[at]?.trim() ?? '';
  const known = personalByName(name) !== undefined || fieldOf(name) !== undefined;
  return `Column ${letterOf(at)}${known ? ` '${name}'` : ''}`;
}

/** As spreadsheets letter their columns: A to Z, AA, AB. */
function letterOf(at: number): string {
  const letter = String.fromCharCode(65 + (at % 26));
  return at < 26 ? letter : letterOf(Math.floor(at / 26) - 1) + letter;
}
