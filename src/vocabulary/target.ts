import type { Sex } from './cell.ts';

/** What a target aims at. */
export type Aim =
  /** `compound`: each step is of the level before it (1,000 → 700 → 490); `of-baseline`: each is of the baseline (→ 400). */
  | {
      readonly kind: 'percentage-reduction';
      readonly percent: number;
      readonly steps: number;
      readonly reading: 'compound' | 'of-baseline';
    }
  /** "Within 5 %" of the population share: in percentage points, or relative to the population share. */
  | {
      readonly kind: 'within-margin';
      readonly margin: number;
      readonly reading: 'percentage-points' | 'relative';
    }
  | { readonly kind: 'closer-to-others' }
  /** The reference's rate, or the benchmark where one is named. */
  | { readonly kind: 'parity'; readonly benchmark: number | null }
  | { readonly kind: 'previous-best' };

export const TARGET_REFERENCES = ['all-others', 'group', 'london-others', 'same-group-in-area'] as const;

/** Whom a target holds its group against. */
export interface TargetReference {
  readonly kind: (typeof TARGET_REFERENCES)[number];
  readonly group: string | null;
  readonly area: string | null;
}

/** What an authority, or London, has set itself. No baseline is typed in: it is read from the release. */
export interface Target {
  readonly title: string;
  readonly measure: string;
  readonly area: string;
  readonly group: string;
  readonly sex: Sex;
  readonly ageBand: string;
  /** Each is answered by itself: one for each grade. */
  readonly categories: readonly string[];
  readonly population: string | null;
  readonly aim: Aim;
  readonly reference: TargetReference;
  /** The period that it starts from. */
  readonly baseline: string;
  /** ISO day. */
  readonly due: string;
  /** ISO day before which nothing is judged: a rise may be wanted first. */
  readonly judgedFrom: string | null;
  /** Where it was decided. */
  readonly source: { readonly title: string; readonly url: string | null };
  readonly note: string | null;
  readonly status: 'standing' | 'ended';
}

/** Something that is done about disproportionality, somewhere, from a day on. */
export interface Programme {
  readonly name: string;
  readonly summary: string;
  /** Where it runs. */
  readonly areas: readonly string[];
  /** How many of the schools there take part; null where it is not of schools, or of all of them. */
  readonly schools: { readonly taking: number; readonly of: number } | null;
  readonly start: string;
  readonly end: string | null;
  /** What it aims to change. */
  readonly measures: readonly string[];
  /** The address of the note that describes it. */
  readonly practiceNote: string | null;
  readonly status: 'standing' | 'ended';
}

/** A declaration as it stands, with when and in which version. */
export interface Declared<T> {
  readonly id: string;
  readonly version: number;
  /** Whose it is. */
  readonly area: string;
  readonly declaredAt: Date;
  readonly body: T;
}
