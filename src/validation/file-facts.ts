import type { CsvRow } from '../submission/csv-row.ts';
import type { Field } from '../submission/draft.ts';
import type { CsvTable } from '../submission/read-csv.ts';
import type { SheetFacts } from '../submission/workbook/sheet-facts.ts';
import type { EthnicGroup } from '../vocabulary/ethnic-group.ts';
import type { MissingStatus } from '../vocabulary/symbol.ts';
import type { Completeness } from './completeness.ts';
import type { CountConflict } from './count-values.ts';
import type { Place } from './finding.ts';
import type { GivenAway } from './given-away.ts';
import type { GroupDifference } from './group-sums.ts';
import type { OfHundred } from './hundreds.ts';
import type { LikeCategory } from './like-categories.ts';
import type { PartsExcess } from './part-sums.ts';
import type { NumberForm, NumberReading } from './read-number.ts';
import type { Reading } from './reading.ts';
import type { SentPupils } from './sent-pupils.ts';
import type { TotalsDiffer } from './share-totals.ts';
import type { UnknownShare } from './unknown-shares.ts';

/** What has been gathered of a file when its last row is read. Counts and first places only, so that it stays small. */
export interface FileFacts {
  readonly encoding: CsvTable['encoding'];
  /** Of a table that came in a workbook. */
  readonly sheet: SheetFacts | null;
  /** What stands above the header row. */
  readonly above: readonly CsvRow[];
  readonly headerRow: number;
  readonly rows: number;
  readonly cells: number;
  readonly leftOut: Tally | undefined;
  readonly rounded: Tally | undefined;
  /** By the text that was typed. */
  readonly resolvedGroups: ReadonlyMap<string, ResolvedGroup>;
  /** By the symbol and what it stands for. */
  readonly symbols: ReadonlyMap<string, SymbolUse>;
  /** By how numbers are written. */
  readonly numberForms: ReadonlyMap<NumberForm, NumberFormUse>;
  /** By the date and the band. */
  readonly datedAgeBands: ReadonlyMap<string, DatedAgeBand>;
  /** By the category as it is read. */
  readonly likeCategories: ReadonlyMap<string, LikeCategory>;
  /** Each measure, period and area that the file has a row for. */
  readonly serieses: readonly SentSeries[];
  /** By measure. */
  readonly unneededDenominators: ReadonlyMap<string, Tally>;
  readonly unneededSquares: ReadonlyMap<string, Tally>;
  /** By the code and the name that disagree. */
  readonly settledAreas: ReadonlyMap<string, SettledArea>;
  /** Where each group stands first. */
  readonly groups: ReadonlyMap<string, Place>;
  /** By group and measure: those that are drawn as a source draws them. */
  readonly publishedGroups: readonly PublishedGroup[];
  /** As declared, or as inferred. */
  readonly classification: string | null;
  readonly differences: readonly GroupDifference[];
  readonly countConflicts: readonly CountConflict[];
  readonly totalsDiffer: readonly TotalsDiffer[];
  readonly ofHundred: readonly OfHundred[];
  readonly partsExcesses: readonly PartsExcess[];
  readonly givenAway: readonly GivenAway[];
  readonly unknownShares: readonly UnknownShare[];
  readonly completeness: Completeness;
  /** By ethnic group. */
  readonly sentPupils: ReadonlyMap<string, SentPupils>;
}

export interface Tally {
  readonly first: Place;
  readonly rows: number;
}

export interface ResolvedGroup extends Tally {
  readonly group: EthnicGroup;
  readonly how: 'label' | 'alias' | 'misspelling';
}

export interface SymbolUse extends Tally {
  readonly text: string;
  readonly status: MissingStatus;
}

export interface PublishedGroup extends Tally {
  readonly group: string;
  readonly measure: string;
}

/** The first number of its form. */
export interface NumberFormUse extends Tally {
  readonly field: Field;
  readonly text: string;
  readonly value: number;
}

export interface DatedAgeBand extends Tally {
  readonly text: string;
  readonly taken: string;
}

export interface SentSeries {
  readonly measure: string;
  readonly period: string;
  readonly area: string;
}

export interface SettledArea extends Tally {
  readonly code: string;
  readonly name: string;
  readonly taken: string;
}

interface Typed {
  readonly text: string;
  readonly place: Place;
}

/** So many distinct things are counted one by one. */
const DISTINCT = 1_000;

export type Gathered = Pick<
  FileFacts,
  | 'leftOut'
  | 'rounded'
  | 'resolvedGroups'
  | 'symbols'
  | 'numberForms'
  | 'datedAgeBands'
  | 'serieses'
  | 'unneededDenominators'
  | 'unneededSquares'
  | 'settledAreas'
  | 'groups'
  | 'publishedGroups'
>;

export interface Gatherer {
  take(reading: Reading): void;
  leaveOut(place: Place): void;
  facts(): Gathered;
}

/** Counts what is told once for a whole file and not once a row. */
export function createGatherer(): Gatherer {
  const resolvedGroups = new Map<string, ResolvedGroup>();
  const symbols = new Map<string, SymbolUse>();
  const numberForms = new Map<NumberForm, NumberFormUse>();
  const datedAgeBands = new Map<string, DatedAgeBand>();
  /** By their number. */
  const serieses: SentSeries[] = [];
  const unneededDenominators = new Map<string, Tally>();
  const unneededSquares = new Map<string, Tally>();
  const settledAreas = new Map<string, SettledArea>();
  const groups = new Map<string, Place>();
  const publishedGroups = new Map<string, PublishedGroup>();
  let rounded: Tally | undefined;
  let leftOut: Tally | undefined;
  const takeSymbol = (text: string, status: MissingStatus, place: Place) => {
    const key = text.toLowerCase();
    const use = tally(symbols.get(key), place);
    if (symbols.size < DISTINCT || symbols.has(key)) symbols.set(key, { ...use, text, status });
  };
  const takeForm = (field: Field, reading: NumberReading, { text, place }: Typed) => {
    if (reading.kind !== 'number' || reading.form === undefined) return;
    const known = numberForms.get(reading.form);
    const use = tally(known, place);
    numberForms.set(reading.form, { ...(known ?? { field, text, value: reading.value }), ...use });
  };
  return {
    take(reading) {
      const { draft, measure, group, numerator, denominator, sumOfSquares } = reading;
      const { period, area, ageBand, ageBandDated, series } = reading;
      if (series >= serieses.length && measure !== undefined && period !== undefined && area !== undefined)
        serieses[series] = { measure: measure.id, period, area };
      takeForm('numerator', numerator, { text: draft.numerator, place: draft });
      takeForm('denominator', denominator, { text: draft.denominator, place: draft });
      takeForm('sum_of_squares', sumOfSquares, { text: draft.sumOfSquares, place: draft });
      if (ageBandDated && ageBand !== undefined) {
        const key = `${draft.ageBand}\u001f${ageBand}`;
        const use = tally(datedAgeBands.get(key), draft);
        if (datedAgeBands.size < DISTINCT || use.rows > 1)
          datedAgeBands.set(key, { ...use, text: draft.ageBand, taken: ageBand });
      }
      if (group.kind === 'group') {
        const { row, line } = draft;
        if (!groups.has(group.group.id)) groups.set(group.group.id, { row, line });
        if (group.group.level === 'as-published' && measure !== undefined) {
          const key = `${group.group.id} ${measure.id}`;
          const use = tally(publishedGroups.get(key), draft);
          publishedGroups.set(key, { ...use, group: group.group.id, measure: measure.id });
        }
        if (group.how !== 'id' && group.how !== 'code') {
          const use = tally(resolvedGroups.get(draft.group), draft);
          const { how, group: taken } = group;
          if (resolvedGroups.size < DISTINCT || use.rows > 1)
            resolvedGroups.set(draft.group, { ...use, group: taken, how });
        }
      }
      if (numerator.kind === 'symbol') takeSymbol(draft.numerator, numerator.status, draft);
      if (measure !== undefined) {
        if (!measure.takesDenominator && denominator.kind !== 'empty' && draft.denominator !== '')
          count(unneededDenominators, measure.id, draft);
        else if (denominator.kind === 'symbol') takeSymbol(draft.denominator, denominator.status, draft);
        if (!measure.takesSquares && sumOfSquares.kind !== 'empty' && draft.sumOfSquares !== '')
          count(unneededSquares, measure.id, draft);
      }
      if (draft.rounded) rounded = tally(rounded, draft);
      if (draft.areaDispute?.settled) {
        const { code, name } = draft.areaDispute;
        const key = `${code}\u001f${name}`;
        const use = tally(settledAreas.get(key), draft);
        if (settledAreas.size < DISTINCT || use.rows > 1)
          settledAreas.set(key, { ...use, code, name, taken: draft.area });
      }
    },
    leaveOut(place) {
      leftOut = tally(leftOut, place);
    },
    facts: () => ({
      leftOut,
      rounded,
      resolvedGroups,
      symbols,
      numberForms,
      datedAgeBands,
      serieses,
      unneededDenominators,
      unneededSquares,
      settledAreas,
      groups,
      publishedGroups: [...publishedGroups.values()],
    }),
  };
}

function tally(before: Tally | undefined, { row, line }: Place): Tally {
  return before === undefined
    ? { first: { row, line }, rows: 1 }
    : { first: before.first, rows: before.rows + 1 };
}

function count(tallies: Map<string, Tally>, key: string, place: Place): void {
  tallies.set(key, tally(tallies.get(key), place));
}
