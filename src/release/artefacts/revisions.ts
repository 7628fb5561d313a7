import { type CsvValue, csvLine, fieldsOf } from '../../platform/csv-line.ts';
import { type ArtefactRow, COLUMN_NAMES, rowOfCsv } from './columns.ts';
import { type LineReader, lineOf } from './line-reader.ts';

/** A row of one release beside the row of the same place in a later one, where a figure of it is not the same. */
export interface Revision {
  readonly before: ArtefactRow;
  /** null where the later release has no such row. */
  readonly after: ArtefactRow | null;
}

export interface FigureRevision {
  readonly figure: string;
  readonly oldValue: number | null;
  readonly oldStatus: string | null;
  readonly newValue: number | null;
  readonly newStatus: string | null;
}

/** One published figure that is not what it was. */
export interface RevisedFigure extends FigureRevision {
  readonly place: ReturnType<typeof placeOf>;
  readonly change: 'revised' | 'removed';
}

const indexOf = (name: string) => COLUMN_NAMES.indexOf(name);
/** What files are ordered by. */
const PLACE = ['measure', 'period', 'area', 'ethnic_group', 'sex', 'age_band', 'category'].map(indexOf);
/** Each number that is published, and the column that says why it is or is not there. */
const FIGURES = [
  ['numerator', 'numerator_status'],
  ['denominator', 'denominator_status'],
  ['value', 'value_status'],
  ['lower_95', 'value_status'],
  ['upper_95', 'value_status'],
].map(([figure = '', status = '']) => ({ figure, value: indexOf(figure), status: indexOf(status) }));

const COMMA = 0x2c;

/**
 * The rows of `before` of which a figure is another in `after`, or which are not there any more. Both are the lines of
 * frozen files, in the order of their places; so this cannot say more than the two releases do.
 */
export async function* revisionsBetween(before: LineReader, after: LineReader): AsyncGenerator<Revision> {
  let [hasBefore, hasAfter] = [await before.advance(), await after.advance()];
  let [was, is]: [ArtefactRow | null, ArtefactRow | null] = [null, null];
  const stepBefore = () => {
    was = null;
    return before.advance();
  };
  const stepAfter = () => {
    is = null;
    return after.advance();
  };
  while (hasBefore) {
    if (hasAfter && sameButRelease(before, after)) {
      const one = stepBefore();
      hasBefore = typeof one === 'boolean' ? one : await one;
      const other = stepAfter();
      hasAfter = typeof other === 'boolean' ? other : await other;
      continue;
    }
    was ??= rowOfCsv(lineOf(before));
    is ??= hasAfter ? rowOfCsv(lineOf(after)) : null;
    const order = is === null ? -1 : comparePlaces(was, is);
    if (order > 0) {
      hasAfter = await stepAfter();
      continue;
    }
    const revision = { before: was, after: order === 0 ? is : null };
    if (order === 0) hasAfter = await stepAfter();
    hasBefore = await stepBefore();
    if (figuresOf(revision).length > 0) yield revision;
  }
}

/** Every figure of a row that is not what it was. */
export function figuresOf({ before, after }: Revision): readonly FigureRevision[] {
  return FIGURES.flatMap(({ figure, value, status }) => {
    const [oldValue, oldStatus] = [numberOf(before[value]), textOf(before[status])];
    const [newValue, newStatus] = [numberOf(after?.[value]), textOf(after?.[status])];
    const same = oldValue === newValue && oldStatus === newStatus;
    // A limit that is not there says nothing that its value does not say.
    const nothing = oldValue === null && newValue === null && figure.endsWith('_95');
    return same || nothing ? [] : [{ figure, oldValue, oldStatus, newValue, newStatus }];
  });
}

/** What a revision says of the place that it is of. */
const WORDS = [
  ...(['measure', 'domain', 'period', 'area', 'area_name', 'ethnic_group', 'sex', 'age_band'] as const),
  'category',
] as const;
const WORDS_AT = WORDS.map(indexOf);
const REVISION_COLUMNS: readonly string[] = [
  ...WORDS,
  ...['change', 'figure', 'old_value', 'old_status', 'new_value', 'new_status', 'since', 'release'],
];
export const REVISIONS_HEADER = csvLine([...REVISION_COLUMNS]);

/** The lines of a revision in `revisions.csv`: one for each figure. */
export function revisionLines(
  revision: Revision,
  between: { readonly since: string; readonly release: string },
) {
  const words: CsvValue[] = WORDS_AT.map((index) => revision.before[index] ?? null);
  return figuresOf(revision)
    .map(({ figure, oldValue, oldStatus, newValue, newStatus }) =>
      csvLine([
        ...words,
        ...[changeOf(revision), figure, oldValue, oldStatus, newValue, newStatus],
        ...[between.since, between.release],
      ]),
    )
    .join('');
}

/** What a line of `revisions.csv` says. */
export function revisedFigureOf(line: string): RevisedFigure {
  const fields = fieldsOf(line);
  const said = (name: string) => fields[REVISION_COLUMNS.indexOf(name)] ?? null;
  const counted = (name: string) => {
    const text = said(name);
    return text === null ? null : Number(text);
  };
  return {
    place: placeOf(said),
    change: said('change') === 'removed' ? 'removed' : 'revised',
    figure: said('figure') ?? '',
    oldValue: counted('old_value'),
    oldStatus: said('old_status'),
    newValue: counted('new_value'),
    newStatus: said('new_status'),
  };
}

export function changeOf({ after }: Revision): 'revised' | 'removed' {
  return after === null ? 'removed' : 'revised';
}

export function wordsOf({ before }: Revision): RevisedFigure['place'] {
  return placeOf((name) => textOf(before[indexOf(name)]));
}

function placeOf(at: (name: (typeof WORDS)[number]) => string | null) {
  return {
    measure: at('measure'),
    domain: at('domain'),
    period: at('period'),
    area: at('area'),
    area_name: at('area_name'),
    ethnic_group: at('ethnic_group'),
    sex: at('sex'),
    age_band: at('age_band'),
    category: at('category'),
  };
}

function sameButRelease(one: LineReader, other: LineReader): boolean {
  const [oneEnd, otherEnd] = [beforeRelease(one), beforeRelease(other)];
  if (oneEnd - one.start !== otherEnd - other.start) return false;
  return one.bytes.compare(other.bytes, other.start, otherEnd, one.start, oneEnd) === 0;
}

/** Where the last field begins, the release: a version is never quoted. */
function beforeRelease({ bytes, end }: LineReader): number {
  return bytes.lastIndexOf(COMMA, end - 1);
}

function comparePlaces(one: ArtefactRow, other: ArtefactRow): number {
  for (const index of PLACE) {
    const [left, right] = [textOf(one[index]) ?? '', textOf(other[index]) ?? ''];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

function textOf(value: string | number | null | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOf(value: string | number | null | undefined): number | null {
  return typeof value === 'number' ? value : null;
}
