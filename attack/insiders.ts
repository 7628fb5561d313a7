import { z } from 'zod';
import { Contradiction, pinned, type Range, rangeOf, type Target } from './bounds.ts';
import { type Count, solvable, type Table } from './equations.ts';
import { rowsIn } from './formats.ts';
import type { Asking, PublicCell } from './public-release.ts';
import { componentsOf } from './system.ts';

/** What a figure really is, for those who know it. */
export type Truth = (cell: PublicCell, side: 'numerator' | 'denominator') => number | undefined;

/** The staff of one authority, and its own figures. */
export interface Insider {
  readonly area: string;
  readonly knows: Truth;
}

export interface KnownToInsider {
  readonly insider: string;
  readonly count: Count;
  readonly range: Range;
  readonly real: number | undefined;
}

/** Larger components are not searched for whole numbers, nor each count of them for its range. */
const MOST_WHOLE = 60;
const MOST_RANGES = 400;

/**
 * Another authority's withheld counts that somebody knows to fewer than three values, who holds all releases and his own
 * authority's figures.
 */
export function foundByInsider(
  tables: readonly Table[],
  { area, knows }: Insider,
  {
    truth,
    thresholdOf,
  }: { readonly truth: Truth | undefined; readonly thresholdOf: (count: Count) => number },
): readonly KnownToInsider[] {
  const { system, hidden } = solvable(
    tables.map((table) => withOwn(table, area, knows)),
    { joined: true },
  );
  const found: KnownToInsider[] = [];
  for (const component of componentsOf(system)) {
    const others = component.variables.filter((variable) => {
      const count = hidden[variable];
      return count !== undefined && count.area !== area && count.made === null;
    });
    if (component.rows.length === 0 || others.length === 0) continue;
    const note = (variable: number, range: Range) => {
      const count = hidden[variable];
      if (count === undefined || found.some((each) => each.count === count)) return;
      found.push({ insider: area, count, range, real: realOf(count, truth) });
    };
    try {
      const solving = component.variables.length <= MOST_WHOLE ? [{}, { whole: true }] : [{}];
      if (truth === undefined) {
        if (others.length > MOST_RANGES) continue;
        for (const variable of others) {
          const range = rangeOf(component, variable, solving.at(-1));
          if (range.upper - range.lower < 2) note(variable, range);
        }
        continue;
      }
      const targets = others.flatMap((variable): Target[] => {
        const count = hidden[variable];
        const real = count === undefined ? undefined : realOf(count, truth);
        if (count === undefined || real === undefined || real < 1 || real >= thresholdOf(count)) return [];
        return [{ variable, least: real - 1, most: real + 1 }];
      });
      for (const each of solving)
        for (const [variable, range] of pinned(component, targets, each)) note(variable, range);
    } catch (error) {
      // Sums that were taken for granted and do not hold: nothing is learnt from this part.
      if (!(error instanceof Contradiction)) throw error;
    }
  }
  return found;
}

function realOf({ cells }: Count, truth: Truth | undefined): number | undefined {
  return cells.map(({ cell, side }) => truth?.(cell, side)).find((real) => real !== undefined);
}

function withOwn({ counts, candidates }: Table, area: string, knows: Truth): Table {
  const own = new Map(counts);
  for (const [id, count] of counts)
    if (count.area === area && count.known === undefined)
      own.set(id, { ...count, known: realOf(count, knows) });
  return { counts: own, candidates };
}

const submissions = z.object({ submissions: z.array(z.looseObject({ id: z.string(), layout: z.string() })) });

/** An authority's own figures as its key reads them back: the files of what is approved, in our own layout. */
export async function ownFigures(asking: Asking, area: string): Promise<Insider> {
  const own = new Map<string, number>();
  const list = submissions.parse(await asking.json(`/v1/submissions?area=${area}&status=approved`));
  for (const { id } of list.submissions) {
    const bytes = await asking.file(`/v1/submissions/${id}/file`);
    if (bytes === undefined) continue;
    for (const row of await rowsIn('csv', bytes)) {
      const part = (name: string) => row[name] || 'all';
      const place = [
        row.measure,
        row.period,
        row.ethnic_group,
        part('sex'),
        part('age_band'),
        part('category'),
      ];
      for (const side of ['numerator', 'denominator'] as const) {
        const text = row[side] ?? '';
        if (text !== '' && Number.isFinite(Number(text))) own.set([...place, side].join('|'), Number(text));
      }
    }
  }
  return {
    area,
    knows: (cell, side) => {
      const { measure, period, group, sex, age, category } = cell;
      return cell.area === area
        ? own.get([measure, period, group, sex, age, category, side].join('|'))
        : undefined;
    },
  };
}
