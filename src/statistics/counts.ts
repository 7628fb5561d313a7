/**
 * What a statistic is made from. `events` and `base` share no unit: a rate's base may be smaller than its
 * events (suspensions per pupil). Decimals are allowed, since full-time equivalents and monthly means are counts too.
 */
export type Counts = { events: number; base: number };

/** A group beside its reference, and how sure the limits are to be: `confidence` 0.95 asks for 95% limits. */
export type Comparison = { group: Counts; reference: Counts; confidence: number };

// The messages below name no number: what is refused may be a count that nobody outside is to see.

/** Returns nothing; throws RangeError unless the number of events is finite and not negative. */
export function requireEvents(events: number): void {
  if (!Number.isFinite(events) || events < 0) {
    throw new RangeError('The number of events must be finite and not negative.');
  }
}

/** Returns nothing; throws RangeError unless events are finite, not negative, and the base is finite and above zero. */
export function requireRate({ events, base }: Counts): void {
  requireEvents(events);
  if (!Number.isFinite(base) || base <= 0) {
    throw new RangeError('The base must be finite and above zero: without a base there is no rate.');
  }
}

/** Returns nothing; throws RangeError where `requireRate` does, and where there are more events than the base can hold. */
export function requireProportion({ events, base }: Counts): void {
  requireRate({ events, base });
  if (events > base) throw new RangeError('A proportion cannot have more events than its base.');
}

/** Returns nothing; throws RangeError unless the confidence lies strictly between 0 and 1. */
export function requireConfidence(confidence: number): void {
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError('The confidence must lie between 0 and 1: 0.95 for 95%.');
  }
}

/** Returns nothing; throws RangeError unless the multiplier (100 for per cent, 10,000 for per 10,000) is finite and above zero. */
export function requireMultiplier(multiplier: number): void {
  if (!Number.isFinite(multiplier) || multiplier <= 0) {
    throw new RangeError('The multiplier must be finite and above zero.');
  }
}
