import type { DraftCell } from '../submission/draft.ts';
import { isAgeBand, parseCategory } from '../vocabulary/breakdown.ts';
import { SEXES, type Sex } from '../vocabulary/cell.ts';
import { type GroupReading, type GroupResolver, groupResolver } from '../vocabulary/classification.ts';
import type { EthnicGroup } from '../vocabulary/ethnic-group.ts';
import { knownCategories } from '../vocabulary/known-categories.ts';
import { ofVocabulary } from '../vocabulary/of-vocabulary.ts';
import { parsePeriod } from '../vocabulary/period.ts';
import { type MissingStatus, symbolStatus } from '../vocabulary/symbol.ts';
import type { CheckContext } from './context.ts';
import { datedAgeBands } from './dated-age-band.ts';
import { type MeasureUse, measureUseOf, populationUseOf } from './measure-use.ts';
import { nearest } from './nearest.ts';
import type { PlaceNumbers, Places } from './places.ts';
import { type NumberReading, readNumber, type SymbolReader, unmarked } from './read-number.ts';

/** A draft cell beside what its texts stand for. undefined: a text that stands for nothing we know. */
export interface Reading {
  readonly draft: DraftCell;
  readonly measure: MeasureUse | undefined;
  readonly period: string | undefined;
  readonly area: string | undefined;
  readonly group: GroupReading;
  /** The group's number in the vocabulary; -1 where it is not known. */
  readonly slot: number;
  readonly sex: Sex | undefined;
  readonly ageBand: string | undefined;
  /** Its text is the date that a spreadsheet has made of it. */
  readonly ageBandDated: boolean;
  readonly category: CategoryReading | undefined;
  readonly numerator: NumberReading;
  readonly denominator: NumberReading;
  readonly sumOfSquares: NumberReading;
  /** The numbers of its place (see `places`); -1 where its place is not known. */
  readonly series: number;
  readonly spot: number;
  readonly whole: number;
  /** The row in which the same cell stands already; 0 for none, -1 where this is one more part of its sum. */
  readonly sameAs: number;
}

export interface CategoryReading {
  readonly id: string;
  /** null for `all`. */
  readonly dimension: string | null;
  /** One that published figures have and that is spelt nearly so, where they do not have this one. */
  readonly like: string | undefined;
}

export interface ReaderOptions {
  readonly context: CheckContext;
  /** What the codes in the whole file speak for; null before anybody has had to look. */
  readonly inferred: string | null;
  /** Where the cells read so far are remembered. */
  readonly places: Places;
}

/** So many distinct texts are remembered of a column; a file that has more is full of mistakes, and only slower. */
const REMEMBERED = 20_000;
const LONGEST_TEXT = 200;
const NOWHERE: PlaceNumbers = { series: -1, spot: -1, whole: -1 };
const ALL: CategoryReading = { id: 'all', dimension: null, like: undefined };

/** A function from a draft to what it stands for. Each distinct text is looked up once. */
export function cellReader({ context, inferred, places }: ReaderOptions): (draft: DraftCell) => Reading {
  const { layout } = context;
  const symbol = layout === null ? symbolStatus : declaredSymbols(layout.symbols);
  const measureOf = remembered((text) => readMeasure(text, context));
  const periodOf = remembered((text) => parsePeriod(unmarked(text).toUpperCase())?.id);
  const areaOf = remembered((text) => context.vocabulary.area.get(unmarked(text).toUpperCase())?.id);
  const slots = slotsOf(context.vocabulary);
  const readGroup = groupReader(context, inferred);
  const groupOf = remembered((text) => {
    const group = readGroup(text);
    return { group, slot: group.kind === 'group' ? (slots.get(group.group) ?? -1) : -1 };
  });
  const sexOf = remembered(readSex);
  const ageBandOf = remembered(readAgeBand);
  const categoryOf = remembered((text) => readCategory(text, knownCategories(context.vocabulary)));
  return (draft) => {
    const measure = measureOf(draft.measure);
    const period = periodOf(draft.period);
    const area = areaOf(draft.area);
    const { group, slot } = groupOf(draft.group);
    const sex = sexOf(draft.sex);
    const plainAgeBand = ageBandOf(draft.ageBand);
    const ageBand = plainAgeBand ?? fromDate(draft.ageBand, measure);
    const category = categoryOf(draft.category);
    let at = NOWHERE;
    let sameAs = 0;
    if (
      measure !== undefined &&
      period !== undefined &&
      area !== undefined &&
      sex !== undefined &&
      ageBand !== undefined &&
      category !== undefined
    ) {
      at = places.of({ measure: measure.id, period, area, sex, ageBand, category: category.id });
      if (slot !== -1)
        sameAs = places.firstRow({ whole: at.whole, slot, row: draft.row, isPart: draft.isPart });
    }
    return {
      draft,
      measure,
      period,
      area,
      group,
      slot,
      sex,
      ageBand,
      ageBandDated: plainAgeBand !== ageBand,
      category,
      numerator: readNumber(draft.numerator, symbol),
      denominator: readNumber(draft.denominator, symbol),
      sumOfSquares: readNumber(draft.sumOfSquares, symbol),
      series: at.series,
      spot: at.spot,
      whole: at.whole,
      sameAs,
    };
  };
}

/** Each group's place in the vocabulary. */
const slotsOf = ofVocabulary(
  ({ groups }): ReadonlyMap<EthnicGroup, number> => new Map(groups.map((group, slot) => [group, slot])),
);

function readMeasure(text: string, { vocabulary, layout, area }: CheckContext): MeasureUse | undefined {
  const id = text.toLowerCase();
  const measure = vocabulary.measure.get(id);
  if (measure !== undefined) return measureUseOf(measure);
  // Populations come in by layouts and from national senders; an authority's own file holds measures.
  const population = layout !== null || area === null ? vocabulary.population.get(id) : undefined;
  return population === undefined ? undefined : populationUseOf(population);
}

/** What a layout has renamed carries our id, whatever the source's classification means by the same word. */
function groupReader(
  { vocabulary, layout, classification }: CheckContext,
  inferred: string | null,
): GroupResolver {
  const resolve = groupResolver(vocabulary, { declared: classification, inferred });
  if (layout === null) return resolve;
  return (text) => {
    const group = vocabulary.group.get(text);
    return group === undefined ? resolve(text) : { kind: 'group', group, how: 'id', classification: null };
  };
}

function readSex(text: string): Sex | undefined {
  const id = text === '' ? 'all' : text.toLowerCase().replace(/[\s_]+/g, '-');
  return SEXES.find((sex) => sex === id);
}

function readAgeBand(text: string): string | undefined {
  const id =
    text === ''
      ? 'all'
      : unmarked(text)
          .toLowerCase()
          .replace(/[\s_]+/g, '-');
  return isAgeBand(id) ? id : undefined;
}

/** The one age band that a spreadsheet can have made this date of; undefined where there is none, or more than one. */
function fromDate(text: string, measure: MeasureUse | undefined): string | undefined {
  const [band, another] = datedAgeBands(text, measure?.ages ?? null);
  return another === undefined ? band : undefined;
}

function readCategory(
  text: string,
  known: ReadonlyMap<string, readonly string[]>,
): CategoryReading | undefined {
  const id = text.toLowerCase();
  if (id === '' || id === 'all') return ALL;
  const parsed = parseCategory(id);
  if (parsed === undefined) return undefined;
  const { dimension, code } = parsed;
  const ids = known.get(dimension) ?? [];
  const codes = ids.includes(id) ? [] : ids.map((each) => each.slice(dimension.length + 1));
  const like = nearest(code, codes);
  return { id, dimension, like: like === undefined ? undefined : `${dimension}:${like}` };
}

function remembered<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, { readonly value: T }>();
  // Rows that follow one another mostly have the same text in a column.
  let last = '';
  let lastValue = read(last);
  return (text) => {
    if (text === last) return lastValue;
    const found = known.get(text);
    const value = found === undefined ? read(text) : found.value;
    if (text.length > LONGEST_TEXT) return value;
    if (found === undefined && known.size < REMEMBERED) known.set(text, { value });
    last = text;
    lastValue = value;
    return value;
  };
}

/** A symbol means what the source that writes it says it means. */
function declaredSymbols(symbols: Readonly<Record<string, MissingStatus>>): SymbolReader {
  const known = new Map(Object.entries(symbols).map(([text, status]) => [text.trim().toLowerCase(), status]));
  return (text) => known.get(text.toLowerCase());
}
