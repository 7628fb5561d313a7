import { labelInSentence, type Period, parsePeriod } from '../vocabulary/period.ts';
import type { BreakKind } from '../vocabulary/series-break.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import type { ComparisonBody } from './compare.ts';

export const BREAKS = {
  definition: 'What is counted was defined anew.',
  classification: 'The ethnic groups are not the same.',
  collection: 'The figures were collected or assessed in another way.',
  circumstance: 'Something out of the ordinary changed the figures.',
  source: 'The figures come from another source.',
} as const satisfies Record<BreakKind | 'source', string>;

/** Why figures of a point do not compare with those before it. */
export interface Break {
  readonly kind: keyof typeof BREAKS;
  readonly text: string;
  /** Who says so; null where the figures themselves show it. */
  readonly source: string | null;
}

/** What is published at a point, and by whom. */
export type Published = Pick<ComparisonBody, 'measure' | 'published' | 'sources'>;

interface Point {
  readonly period: Period;
  readonly body: Published;
}

/** The breaks between two points that follow each other, told by the vocabulary or seen in what is published. */
export function breaksBetween(vocabulary: Vocabulary, before: Point, after: Point): readonly Break[] {
  const { id } = after.body.measure;
  const told = vocabulary.seriesBreaks
    .filter(({ measures }) => measures.includes(id))
    .filter(({ from }) => {
      const start = parsePeriod(from)?.start;
      return start !== undefined && before.period.end < start && start <= after.period.end;
    })
    .map(({ kind, text, source }): Break => ({ kind, text, source }));
  return [...told, ...seen(before, after)];
}

function seen(before: Point, after: Point): readonly Break[] {
  const found: Break[] = [];
  const when = labelInSentence(after.period.id);
  const groups = ({ body }: Point): readonly string[] => body.published.map(({ id }) => id).toSorted();
  if (groups(before).join(' ') !== groups(after).join(' ')) {
    const sizes = `${before.body.published.length} before and ${after.body.published.length} from then on`;
    found.push({
      kind: 'classification',
      text: `From ${when} other ethnic groups are published than before: ${sizes}.`,
      source: null,
    });
  }
  const publishers = ({ body }: Point): readonly string[] =>
    [...new Set(body.sources.slice(0, 1).map(({ publisher }) => publisher))].toSorted();
  if (publishers(before).join(' ') !== publishers(after).join(' ')) {
    found.push({
      kind: 'source',
      text: `From ${when} the figures come from ${publishers(after).join(', ') || 'nobody'}; before, from ${publishers(before).join(', ') || 'nobody'}.`,
      source: null,
    });
  }
  return found;
}
