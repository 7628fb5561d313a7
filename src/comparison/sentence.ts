import { isProportion, type Measure } from '../vocabulary/measure.ts';
import type { Estimate } from './estimate.ts';

/**
 * A ratio as the Race Disparity Unit asks it to be written: "1.5 times as likely" of people, "1.5 times the rate" of
 * events, with its limits, both groups named in full. Null where there is no ratio.
 */
export function sentenceOf(given: {
  readonly measure: Measure;
  readonly group: string;
  readonly area: string;
  readonly reference: string;
  readonly ratio: Estimate;
  readonly confidence: number;
}): string | null {
  const { measure, group, area, reference, ratio, confidence } = given;
  if (ratio.value === null) return null;
  const times = timesOf(ratio.value);
  const who = `${group} in ${area}: ${times} times `;
  const ofPeople = isProportion(measure) && measure.persons && measure.kind !== 'composition-share';
  const what = ofPeople ? `as likely as ${reference}` : `the ${nounOf(measure)} of ${reference}`;
  const limits =
    ratio.lower === null || ratio.upper === null || !Number.isFinite(ratio.upper)
      ? ''
      : ` (${Number((confidence * 100).toPrecision(4))}% interval ${timesOf(ratio.lower)} to ${timesOf(ratio.upper)})`;
  return `${who}${what}${limits}.`;
}

function nounOf({ kind }: Measure): string {
  if (kind === 'mean') return 'mean';
  return kind === 'composition-share' || kind === 'percentage' || kind === 'stage' ? 'percentage' : 'rate';
}

/** One decimal place, as the Unit prints ratios; two below 1, where one would round differences away. */
function timesOf(ratio: number): string {
  return ratio.toFixed(ratio < 0.995 ? 2 : 1);
}
