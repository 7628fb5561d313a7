import { ALL, KNOWN, NOT_KNOWN } from '../vocabulary/ethnic-group.ts';
import { isByEthnicGroup, type Measure } from '../vocabulary/measure.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { FIELDS, type Field } from './draft.ts';

/** What a template is made for. */
export interface TemplateTerms {
  readonly measures: readonly Measure[];
  readonly period: string;
  readonly area: string;
  readonly classification: string;
}

/**
 * The rows of our own file below its header, batch by batch, one batch a measure: everything filled in but the numbers.
 * Each measure has a row for every group of the classification, those not known, and all. A share of known ethnicity has
 * `known` in place of those two; what is not broken down by ethnic group has `all` only.
 */
export function* templateRows(
  { measures, period, area, classification }: TemplateTerms,
  vocabulary: Vocabulary,
): Generator<readonly (readonly string[])[]> {
  const groups = groupsOf(vocabulary, classification);
  const known = groups.filter((id) => vocabulary.group.get(id)?.level !== 'unknown');
  for (const measure of measures) {
    yield wantedGroups(measure, { groups, known }).map((group) => {
      const filled: Partial<Record<Field, string>> = {
        measure: measure.id,
        period,
        area,
        ethnic_group: group,
      };
      return FIELDS.map((field) => filled[field] ?? '');
    });
  }
}

interface Groups {
  readonly groups: readonly string[];
  /** Without those that say why an ethnic group is not known. */
  readonly known: readonly string[];
}

function wantedGroups(measure: Measure, { groups, known }: Groups): readonly string[] {
  if (!isByEthnicGroup(measure)) return [ALL];
  return measure.kind === 'composition-share' ? [...known, KNOWN] : [...groups, NOT_KNOWN, ALL];
}

/** The groups that a classification's codes stand for, in its own order. */
function groupsOf(vocabulary: Vocabulary, classification: string): readonly string[] {
  const ids = vocabulary.codes.flatMap((code) =>
    code.classification === classification && code.group !== null ? [code.group] : [],
  );
  return [...new Set(ids)].filter((id) => id !== ALL && id !== NOT_KNOWN);
}
