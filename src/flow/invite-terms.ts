import { Problem, type ProblemPart } from '../problem.ts';
import { findClassification } from '../vocabulary/classification.ts';
import { type Domain, isDerived, type Measure } from '../vocabulary/measure.ts';
import { parsePeriod } from '../vocabulary/period.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';

/** Which file to fill in. */
export interface TemplateQuestion {
  readonly domain: Domain;
  readonly period: string;
  readonly area: string;
  readonly classification: string;
}

/** The question in the vocabulary's own spelling. Throws `unknown-area`, or `bad-request` for the rest. */
export function templateTerms(question: TemplateQuestion, vocabulary: Vocabulary): TemplateQuestion {
  const area = question.area.toUpperCase();
  if (!vocabulary.authorities.some(({ id }) => id === area)) {
    throw new Problem('unknown-area', 'The area is not an authority of London.');
  }
  const classification = findClassification(vocabulary, question.classification);
  if (classification === undefined) {
    const names = [...new Set(vocabulary.codes.map((code) => code.classification))].join(', ');
    throw new Problem('bad-request', `The classification is not one we know. It is one of ${names}.`);
  }
  return { domain: question.domain, period: periodNamed(question.period), area, classification };
}

/** A period's id from how it was written. Throws `bad-request`. */
export function periodNamed(text: string): string {
  const period = parsePeriod(text.toUpperCase());
  if (period === undefined) {
    throw new Problem(
      'bad-request',
      'The period is not written in a form we know, such as AY2024-25-T1 or FY2025-26-Q2.',
    );
  }
  return period.id;
}

/** The measures of a domain that authorities can send, in the catalogue's order. */
export function sendable(domain: Domain, vocabulary: Vocabulary): readonly Measure[] {
  return vocabulary.measures.filter((measure) => measure.domain === domain && !isDerived(measure));
}

/** The measures that a collection asks for, each once; all that can be sent where none are named. Throws `bad-request`. */
export function measuresOf(
  domain: Domain,
  asked: readonly string[] | undefined,
  vocabulary: Vocabulary,
): readonly string[] {
  const possible = sendable(domain, vocabulary).map(({ id }) => id);
  if (asked === undefined) return possible;
  const parts = asked.flatMap((id, index): readonly ProblemPart[] =>
    possible.includes(id)
      ? []
      : [
          {
            code: 'bad-request',
            field: `measures.${index}`,
            detail: `is no measure of ${domain} that can be sent`,
          },
        ],
  );
  if (parts.length > 0) {
    throw new Problem('bad-request', 'A collection asks for measures of its domain; see errors.', parts);
  }
  return possible.filter((id) => asked.includes(id));
}
