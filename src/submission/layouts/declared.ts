import type { Layout, RowRule, TextMapping, ValueMapping, Where } from '../../vocabulary/layout.ts';
import type { Vocabulary } from '../../vocabulary/vocabulary.ts';
import type { CsvRow } from '../csv-row.ts';
import { clean, type DraftCell, type Drafter, type FieldColumns } from '../draft.ts';
import { type AreaFinder, areaFinder } from './declared-area.ts';
import { readPeriod } from './declared-period.ts';
import { ENOUGH_COLUMNS } from './tidy.ts';

type Fields = readonly string[];
type Column = (fields: Fields) => string;
type Condition = (fields: Fields) => boolean;

interface CompiledArea {
  readonly holds: Condition;
  readonly code: Column;
  readonly name: Column;
  readonly find: AreaFinder;
  readonly column: string | undefined;
}

interface CompiledRule {
  readonly holds: Condition;
  readonly group: Column;
  readonly groupAsSent: Column;
  readonly sex: Column;
  readonly ageBand: Column;
  readonly category: Column;
  readonly isPart: boolean;
  readonly values: readonly CompiledValue[];
}

interface CompiledValue {
  readonly mapping: ValueMapping;
  readonly numerator: Column;
  readonly denominator: Column;
  readonly columns: FieldColumns;
}

export interface DeclaredOptions {
  readonly layout: Layout;
  readonly vocabulary: Vocabulary;
  readonly header: readonly string[];
}

/**
 * Interprets a declared layout. A row is read by every rule whose condition holds, for the area of the first mapping
 * whose condition holds; a row that no mapping or no rule takes, or whose area is none of ours, is left out.
 */
export function declaredDrafter({ layout, vocabulary, header }: DeclaredOptions): Drafter {
  const position = new Map<string, number>();
  const repeated: string[] = [];
  const named = columnsOf(layout);
  header.forEach((name, index) => {
    const key = columnKey(name);
    if (!position.has(key)) position.set(key, index);
    else if (named.has(key)) repeated.push(name.trim());
  });
  const missing = [...named].filter(([key]) => !position.has(key)).map(([, name]) => name);
  return {
    faults: { missing, repeated, unknown: [] },
    declared: new Set(named.keys()),
    draft: compile(layout, vocabulary, position),
  };
}

/** Whether a row is the header of the table that the layout reads: it has at least three of its columns. */
export function declaredHeader(layout: Layout): (fields: readonly string[]) => boolean {
  const named = columnsOf(layout);
  const enough = Math.min(ENOUGH_COLUMNS, named.size);
  return (fields) => new Set(fields.map(columnKey).filter((key) => named.has(key))).size >= enough;
}

/** Whether a column of this name holds counts. */
export function declaredCount(layout: Layout): (name: string) => boolean {
  const values = layout.rules.flatMap((rule) => rule.values);
  const names = values.flatMap(({ numerator, denominator }) => [numerator, denominator ?? numerator]);
  const keys = new Set(names.map(columnKey));
  return (name) => keys.has(columnKey(name));
}

/** How a column's name is compared. */
export function columnKey(name: string): string {
  return name.trim().toLowerCase();
}

/** Every column that the layout speaks of, by its key. */
function columnsOf(layout: Layout): ReadonlyMap<string, string> {
  const names: (string | undefined)[] = [
    ...(layout.period.form === 'fixed' ? [] : [layout.period.column]),
    ...Object.keys(layout.rounded?.where ?? {}),
  ];
  for (const area of layout.areas) names.push(...Object.keys(area.where ?? {}), area.code, area.name);
  for (const rule of layout.rules) {
    names.push(...Object.keys(rule.where ?? {}));
    for (const mapping of [rule.group, rule.sex, rule.ageBand, rule.category]) names.push(mapping?.column);
    for (const value of rule.values) names.push(value.numerator, value.denominator);
  }
  return new Map(names.flatMap((name) => (name === undefined ? [] : [[columnKey(name), name]])));
}

function compile(
  layout: Layout,
  vocabulary: Vocabulary,
  position: ReadonlyMap<string, number>,
): (row: CsvRow) => readonly DraftCell[] {
  const column = (name: string | undefined): Column => {
    const at = name === undefined ? -1 : (position.get(columnKey(name)) ?? -1);
    return (fields) => clean(fields[at]);
  };
  const condition = (where: Where | undefined): Condition => {
    const tests = Object.entries(where ?? {}).map(([name, wanted]) => {
      const values = new Set((typeof wanted === 'string' ? [wanted] : wanted).map(textKey));
      const read = column(name);
      return (fields: Fields) => values.has(textKey(read(fields)));
    });
    return (fields) => tests.every((test) => test(fields));
  };
  const text = (mapping: TextMapping | undefined): Column => {
    if (mapping?.column === undefined) return () => mapping?.fixed ?? '';
    const read = column(mapping.column);
    const map = new Map(Object.entries(mapping.map ?? {}).map(([from, to]) => [textKey(from), to]));
    return (fields) => {
      const sent = read(fields);
      return map.get(textKey(sent)) ?? sent;
    };
  };
  const compileRule = (rule: RowRule): CompiledRule => ({
    holds: condition(rule.where),
    group: text(rule.group),
    groupAsSent: rule.group.column === undefined ? text(rule.group) : column(rule.group.column),
    sex: text(rule.sex),
    ageBand: text(rule.ageBand),
    category: text(rule.category),
    isPart: rule.combine === 'sum',
    values: rule.values.map((mapping) => ({
      mapping,
      numerator: column(mapping.numerator),
      denominator: column(mapping.denominator),
      columns: fieldColumns(layout, rule, mapping),
    })),
  });
  const areas = layout.areas.map(
    (mapping): CompiledArea => ({
      holds: condition(mapping.where),
      code: column(mapping.code),
      name: column(mapping.name),
      find: areaFinder(mapping, vocabulary),
      column: mapping.code ?? mapping.name,
    }),
  );
  const rules = layout.rules.map(compileRule);
  const period = column(layout.period.column);
  const rounded = layout.rounded === undefined ? () => false : condition(layout.rounded.where);

  return ({ row, line, fields }) => {
    const mapping = areas.find((each) => each.holds(fields));
    const area = mapping?.find(mapping.code(fields), mapping.name(fields));
    if (mapping === undefined || area === undefined) return [];
    const drafts: DraftCell[] = [];
    for (const rule of rules) {
      if (!rule.holds(fields)) continue;
      for (const value of rule.values) {
        const { group } = value.mapping;
        drafts.push({
          row,
          line,
          ordinal: drafts.length,
          measure: value.mapping.measure,
          period: readPeriod(layout.period, period(fields)),
          area: area.id,
          group: group ?? rule.group(fields),
          groupAsSent: group === undefined ? rule.groupAsSent(fields) : value.mapping.numerator,
          sex: rule.sex(fields),
          ageBand: rule.ageBand(fields),
          category: rule.category(fields),
          numerator: value.numerator(fields),
          denominator: value.denominator(fields),
          sumOfSquares: '',
          rounded: rounded(fields),
          isPart: rule.isPart,
          areaDispute: area.dispute,
          columns: mapping.column === undefined ? value.columns : { ...value.columns, area: mapping.column },
        });
      }
    }
    return drafts;
  };
}

function fieldColumns({ period }: Layout, rule: RowRule, value: ValueMapping): FieldColumns {
  const group = value.group === undefined ? rule.group.column : value.numerator;
  return {
    numerator: value.numerator,
    ...(period.form === 'fixed' ? {} : { period: period.column }),
    ...(group === undefined ? {} : { ethnic_group: group }),
    ...(rule.sex?.column === undefined ? {} : { sex: rule.sex.column }),
    ...(rule.ageBand?.column === undefined ? {} : { age_band: rule.ageBand.column }),
    ...(rule.category?.column === undefined ? {} : { category: rule.category.column }),
    ...(value.denominator === undefined ? {} : { denominator: value.denominator }),
  };
}

function textKey(text: string): string {
  return text.trim().toLowerCase();
}
