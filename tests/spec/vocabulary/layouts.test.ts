import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { readPublished, readSeeds } from '../../../src/storage/seed.ts';
import { isAgeBand, parseCategory } from '../../../src/vocabulary/breakdown.ts';
import { SEXES } from '../../../src/vocabulary/cell.ts';
import {
  type Layout,
  type RowRule,
  scopedNote,
  type TextMapping,
  type ValueMapping,
  type Where,
} from '../../../src/vocabulary/layout.ts';
import { isDerived, isProportion } from '../../../src/vocabulary/measure.ts';
import { parsePeriod } from '../../../src/vocabulary/period.ts';
import { buildVocabulary } from '../../../src/vocabulary/vocabulary.ts';
import { publishedFacts, publishedRows, type Row, textOf } from '../../support/published.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const vocabulary = buildVocabulary(1, await readSeeds(join(ROOT, 'seeds')));
const published = await readPublished(join(ROOT, 'seeds/published'));
const classifications = new Set(['none', ...vocabulary.codes.map((code) => code.classification)]);

function at(row: Row, column: string): string {
  const text = row[column];
  if (text === undefined) throw new Error(`There is no column '${column}'.`);
  return text;
}

function holds(where: Where | undefined, row: Row): boolean {
  return Object.entries(where ?? {}).every(([column, wanted]) =>
    [wanted].flat().some((each) => each.toLowerCase() === at(row, column).toLowerCase()),
  );
}

function periodOf({ period }: Layout, row: Row): string {
  if (period.form === 'fixed') return period.value ?? '';
  const text = at(row, period.column);
  if (period.form === 'snapshot') return `${text}-${period.value}`;
  if (period.form === 'academic-year') return `AY${text.slice(0, 4)}-${text.slice(4)}`;
  return `AY${Number(text) - 1}-${text.slice(2)}`;
}

/** The area's id; undefined where it is not known, or where code and name disagree and neither is trusted. */
function areaOf({ areas }: Layout, row: Row): string | undefined {
  const mapping = areas.find(({ where }) => holds(where, row));
  if (mapping === undefined) return undefined;
  if (mapping.fixed !== undefined) return vocabulary.area.get(mapping.fixed)?.id;
  const named = mapping.name === undefined ? undefined : at(row, mapping.name);
  const byName = vocabulary.areas.find(({ name }) => name === named)?.id;
  const byCode = mapping.code === undefined ? undefined : vocabulary.area.get(at(row, mapping.code))?.id;
  if (mapping.trust !== undefined) return mapping.trust === 'name' ? byName : byCode;
  if (mapping.code !== undefined && mapping.name !== undefined && byName !== byCode) return undefined;
  return byCode ?? byName;
}

function wordOf(mapping: TextMapping | undefined, row: Row): string | undefined {
  if (mapping === undefined) return 'all';
  if (mapping.column === undefined) return mapping.fixed;
  const text = at(row, mapping.column).toLowerCase();
  return Object.entries(mapping.map ?? {}).find(([from]) => from.toLowerCase() === text)?.[1];
}

function wordsOf(mapping: TextMapping | undefined): readonly string[] {
  if (mapping === undefined) return [];
  return mapping.fixed === undefined ? Object.values(mapping.map ?? {}) : [mapping.fixed];
}

/** What is wrong with one value of one rule, in the vocabulary's eyes. */
function faultsOf(rule: RowRule, value: ValueMapping): readonly string[] {
  const measure = vocabulary.measure.get(value.measure);
  const population = vocabulary.population.get(value.measure);
  if (measure === undefined && population === undefined) return [`no measure ${value.measure}`];
  const groups = value.group === undefined ? wordsOf(rule.group) : [value.group];
  const faults = groups.filter((id) => !vocabulary.group.has(id)).map((id) => `no group ${id}`);
  const sexes = wordsOf(rule.sex).filter((word) => word !== 'all');
  const ageBands = wordsOf(rule.ageBand).filter((word) => word !== 'all');
  const categories = wordsOf(rule.category).filter((word) => word !== 'all');
  faults.push(...sexes.filter((word) => !SEXES.some((sex) => sex === word)).map((word) => `no sex ${word}`));
  faults.push(...ageBands.filter((word) => !isAgeBand(word)).map((word) => `no age band ${word}`));
  for (const word of categories) {
    const dimension = parseCategory(word)?.dimension ?? '';
    if (!measure?.dimensions.includes(dimension)) faults.push(`${value.measure} does not take ${word}`);
  }
  if (sexes.length > 0 && !measure?.sexes) faults.push(`${value.measure} does not take sexes`);
  if (ageBands.length > 0 && !measure?.ageBands) faults.push(`${value.measure} does not take age bands`);
  if (measure !== undefined && isDerived(measure)) faults.push(`${value.measure} is derived`);
  const takesDenominator = (measure?.denominatorCount ?? null) !== null;
  if (takesDenominator !== (value.denominator !== undefined)) faults.push(`${value.measure}: denominator`);
  if (population?.ethnicDetail === 'none' && groups.join() !== 'all')
    faults.push('a population without groups');
  return faults;
}

t.test('what a layout names is in the vocabulary', async (t) => {
  for (const layout of vocabulary.layouts) {
    const faults = layout.rules.flatMap((rule) => rule.values.flatMap((value) => faultsOf(rule, value)));
    t.same(faults, [], layout.name);
    t.ok(classifications.has(layout.classification), `${layout.name} has a classification we know`);
    t.ok(
      layout.caveats.length > 0 && layout.caveats.every((note) => scopedNote(note).text.endsWith('.')),
      layout.name,
    );
  }
});

t.test('a note about some of the figures names measures, groups and periods that there are', async (t) => {
  for (const { name, caveats, rules } of vocabulary.layouts) {
    const filled = new Set(rules.flatMap(({ values }) => values.map(({ measure }) => measure)));
    for (const { text, measures = [], groups = [], periods = [] } of caveats.map(scopedNote)) {
      t.ok(
        measures.every((id) => filled.has(id)),
        `${name} fills the measures of: ${text}`,
      );
      t.ok(
        groups.every((id) => vocabulary.group.has(id)),
        `the groups of: ${text}`,
      );
      t.ok(
        periods.every((id) => parsePeriod(id) !== undefined),
        `the periods of: ${text}`,
      );
    }
    const texts = caveats.map((note) => scopedNote(note).text);
    t.equal(new Set(texts).size, texts.length, `${name} says nothing twice`);
  }
});

t.test('each layout is used, and each published file has its layout, domain and SOURCE.md', async (t) => {
  t.same(published.map((file) => file.layout).sort(), vocabulary.layouts.map((layout) => layout.name).sort());
  for (const { file, layout: name, domain, kind } of published) {
    const layout = vocabulary.layout.get(name);
    const measures = layout?.rules.flatMap((rule) => rule.values.map((value) => value.measure)) ?? [];
    for (const id of measures) {
      t.ok(
        kind === 'population' ? vocabulary.population.has(id) : vocabulary.measure.has(id),
        `${name}: ${kind}`,
      );
      if (kind === 'measures') t.equal(vocabulary.measure.get(id)?.domain, domain, `${name}: ${domain}`);
    }
    const source = await textOf(`seeds/published/${file.split('/')[0]}/SOURCE.md`);
    for (const word of [
      'Publisher',
      'What',
      'Licence',
      'Attribution',
      'Origin',
      'Filtered',
      file.split('/')[1],
    ]) {
      t.ok(source.includes(word ?? ''), `${file}: its source tells ${word}`);
    }
    t.ok(source.includes(layout?.attribution ?? '?'), `${name} is attributed alike in both places`);
  }
});

for (const { file, layout: name } of published) {
  t.test(`${file} is read whole by ${name}`, async (t) => {
    const layout = vocabulary.layout.get(name);
    if (layout === undefined) return t.fail('there is no such layout');
    const rows = await publishedRows(file);
    const cells = new Map<string, number>();
    const faults = new Set<string>();
    for (const row of rows) {
      for (const rule of layout.rules.filter(({ where }) => holds(where, row))) {
        const area = areaOf(layout, row);
        const period = periodOf(layout, row);
        if (parsePeriod(period) === undefined) faults.add(`no period ${period}`);
        for (const value of rule.values) {
          const group = value.group ?? wordOf(rule.group, row);
          const words = [
            area,
            group,
            ...[rule.sex, rule.ageBand, rule.category].map((each) => wordOf(each, row)),
          ];
          if (words.includes(undefined)) faults.add(`no place for ${JSON.stringify(row)}`);
          const key = [value.measure, period, ...words].join('|');
          const counted = (cells.get(key) ?? 0) + 1;
          if (counted > 1 && rule.combine === undefined) faults.add(`twice: ${key}`);
          cells.set(key, counted);
          const numbers = [value.numerator, ...[value.denominator ?? []].flat()].map((column) =>
            at(row, column),
          );
          for (const text of numbers) {
            if (!/^-?\d+(\.\d+)?$/.test(text) && !(text.toLowerCase() in layout.symbols))
              faults.add(`no number ${text}`);
          }
          const measure = vocabulary.measure.get(value.measure);
          if (measure !== undefined && isProportion(measure) && Number(numbers[0]) > Number(numbers[1])) {
            faults.add(`more than all: ${key}`);
          }
        }
      }
    }
    t.same([...faults].slice(0, 5), []);
    for (const rule of layout.rules) {
      t.ok(
        rows.some((row) => holds(rule.where, row)),
        `a rule takes rows: ${JSON.stringify(rule.where)}`,
      );
    }
    const summed = layout.rules.filter((rule) => rule.combine === 'sum').length;
    t.equal(
      [...cells.values()].some((count) => count > 1),
      summed > 0,
      'rows are added where it is said, only',
    );
    t.same(
      publishedFacts.submissions.filter((each) => each.layout === name),
      [{ layout: name, rows: rows.length, cells: cells.size }],
    );
  });
}
