import type { Status } from '../vocabulary/symbol.ts';
import type { Figure, Obstacle } from './figure.ts';
import { METHODS, type Method, type MethodId } from './method.ts';
import type { Reason } from './reason.ts';

/**
 * A derived number. `value` is null where a needed input is missing; `lower` and `upper` are null there and where there
 * is no valid interval, and `reason` says why in both cases.
 */
export interface Estimate {
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly status: Status;
  readonly reason: Reason | null;
  readonly method: Method | null;
}

/** No number, because an input is missing. */
export function withoutValue({ status, reason }: Obstacle): Estimate {
  return { value: null, lower: null, upper: null, status, reason, method: null };
}

/** No number, because the question has no answer here. */
export function noAnswer(reason: Reason = 'NOT_APPLICABLE'): Estimate {
  return withoutValue({ status: 'z', reason });
}

/** `rounded` as soon as one input is. */
export function statusOf(inputs: readonly Figure[]): 'shown' | 'rounded' {
  return inputs.some((input) => input.count.status === 'rounded') ? 'rounded' : 'shown';
}

/** A number with its limits, or with the reason for having none. */
export function estimate(given: {
  readonly value: number;
  readonly limits: { readonly lower: number; readonly upper: number } | Reason;
  readonly inputs: readonly Figure[];
  readonly method: MethodId;
}): Estimate {
  const { value, limits, inputs, method } = given;
  const bounded = typeof limits !== 'string';
  return {
    value,
    lower: bounded ? limits.lower : null,
    upper: bounded ? limits.upper : null,
    status: statusOf(inputs),
    reason: bounded ? null : limits,
    method: METHODS[method],
  };
}

/** Runs once, when first asked; the answer is kept. */
export function lazily<T>(work: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: work() };
    return known.value;
  };
}

/** Runs once for each key, when first asked. */
export function lazilyByKey<T>(work: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = work(key);
    known.set(key, value);
    return value;
  };
}

/** Runs once for each pair of keys, when first asked. */
export function lazilyByPair<T>(work: (one: string, other: string) => T): (one: string, other: string) => T {
  const known = new Map<string, Map<string, T>>();
  return (one, other) => {
    let inner = known.get(one);
    if (inner === undefined) {
      inner = new Map();
      known.set(one, inner);
    }
    const found = inner.get(other);
    if (found !== undefined) return found;
    const value = work(one, other);
    inner.set(other, value);
    return value;
  };
}
