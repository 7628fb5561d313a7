import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { Partition } from '../vocabulary/ethnic-group.ts';
import type { Layout } from '../vocabulary/layout.ts';
import { DOMAINS } from '../vocabulary/measure.ts';
import type { Pathway, PathwayStage } from '../vocabulary/pathway.ts';
import type { VocabularyBody } from '../vocabulary/vocabulary.ts';
import {
  aliasRow,
  areaRow,
  codeRow,
  groupRow,
  layoutFile,
  measureRow,
  neighbourRow,
  partitionRow,
  populationRow,
  seriesBreakRow,
  stageRow,
} from './seed-schema.ts';

/** So many faults are told at once; the rest is only counted. */
const TOLD = 10;

/**
 * The vocabulary as the seeds in `directory` say it: its CSV tables and `layouts/*.json`. Throws one Error that names
 * the file, the row (the header is row 1) and the column of each fault.
 */
export async function readSeeds(directory: string): Promise<VocabularyBody> {
  const table = <T>(name: string, row: z.ZodType<T>) => readTable(join(directory, name), row);
  const [areas, groups, children, codes, aliases, measures, populations, layouts, ...more] =
    await Promise.all([
      table('areas.csv', areaRow),
      table('ethnic-groups.csv', groupRow),
      table('ethnic-partitions.csv', partitionRow),
      table('ethnic-codes.csv', codeRow),
      table('ethnic-aliases.csv', aliasRow),
      table('measures.csv', measureRow),
      table('populations.csv', populationRow),
      readLayouts(join(directory, 'layouts')),
      table('neighbours.csv', neighbourRow),
      table('pathways.csv', stageRow),
      table('series-breaks.csv', seriesBreakRow),
    ]);
  const [neighbours, stages, seriesBreaks] = more;
  return {
    areas,
    groups,
    partitions: partitionsOf(children),
    codes,
    aliases,
    measures,
    populations,
    layouts,
    neighbours,
    pathways: pathwaysOf(stages),
    seriesBreaks,
  };
}

const manifest = z.array(
  z.strictObject({
    /** Relative to the manifest. */
    file: z.string().min(1),
    layout: z.string().min(1),
    domain: z.enum(DOMAINS),
    kind: z.enum(['population', 'measures']),
    sender: z.string().min(1),
    fileName: z.string().min(1),
  }),
);

/** A published file that is sent at the first start. */
export type PublishedFile = z.infer<typeof manifest>[number];

/** The published files of `directory` (`seeds/published`), in the order of sending. */
export async function readPublished(directory: string): Promise<readonly PublishedFile[]> {
  return readJson(join(directory, 'manifest.json'), manifest);
}

async function readTable<T>(file: string, row: z.ZodType<T>): Promise<readonly T[]> {
  const text = await readFile(file, 'utf8');
  let records: readonly unknown[];
  try {
    records = parse(text, { columns: true, bom: true });
  } catch (error) {
    throw unusable(file, [error instanceof Error ? error.message : String(error)]);
  }
  const rows: T[] = [];
  const faults: string[] = [];
  records.forEach((record, index) => {
    const parsed = row.safeParse(record);
    if (parsed.success) rows.push(parsed.data);
    else faults.push(...describe(parsed.error, 'column').map((fault) => `row ${index + 2}, ${fault}`));
  });
  if (faults.length > 0) throw unusable(file, faults);
  return rows;
}

async function readLayouts(directory: string): Promise<readonly Layout[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    names.map(async (name) => {
      const file = join(directory, name);
      const layout = await readJson(file, layoutFile);
      if (layout.name !== basename(name, '.json')) {
        throw unusable(file, [`field name: '${layout.name}' is not the name of the file`]);
      }
      return layout;
    }),
  );
}

async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readFile(file, 'utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw unusable(file, [error instanceof Error ? error.message : String(error)]);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw unusable(file, describe(parsed.error, 'field'));
  return parsed.data;
}

function partitionsOf(rows: readonly z.infer<typeof partitionRow>[]): readonly Partition[] {
  const partitions = new Map<string, { parent: string; name: string; children: string[] }>();
  for (const { parent, partition: name, child } of rows) {
    const key = JSON.stringify([parent, name]);
    const known = partitions.get(key);
    if (known === undefined) partitions.set(key, { parent, name, children: [child] });
    else known.children.push(child);
  }
  return [...partitions.values()];
}

function pathwaysOf(rows: readonly z.infer<typeof stageRow>[]): readonly Pathway[] {
  const pathways = new Map<string, Pathway & { stages: PathwayStage[] }>();
  for (const { pathway: id, title, domain, design, population, count, stage_title, relation, from } of rows) {
    const stage = { count, title: stage_title, relation, from };
    const known = pathways.get(id);
    if (known === undefined) pathways.set(id, { id, title, domain, design, population, stages: [stage] });
    else known.stages.push(stage);
  }
  return [...pathways.values()];
}

function describe(error: z.ZodError, place: 'column' | 'field'): readonly string[] {
  return error.issues.map((issue) => {
    const path = issue.path.map(String).join('.');
    return path === '' ? issue.message : `${place} ${path}: ${issue.message}`;
  });
}

function unusable(file: string, faults: readonly string[]): Error {
  const more = faults.length > TOLD ? [`and ${faults.length - TOLD} more`] : [];
  const lines = [...faults.slice(0, TOLD), ...more].map((fault) => `  ${fault}`);
  return new Error(`${file} cannot be used:\n${lines.join('\n')}`);
}
