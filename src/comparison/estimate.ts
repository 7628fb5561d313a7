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
  for (const { count } of inputs) if (count.status === 'rounded') return 'rounded';
  return 'shown';
}

/** Two limits, or the reason for having none. */
export type Limits = { readonly lower: number; readonly upper: number } | Reason;

/** A number with its limits, which are worked out when one of them (or the reason for having none) is first read. */
export function estimate(given: {
  readonly value: number;
  readonly limits: Limits | (() => Limits);
  readonly inputs: readonly Figure[];
  readonly method: MethodId;
}): Estimate {
  return new BoundedEstimate(given.value, given.limits, statusOf(given.inputs), METHODS[given.method]);
}

/** A class, since an answer has thousands of them: what is read of one costs no closure until it is read. */
class BoundedEstimate implements Estimate {
  readonly value: number;
  readonly status: Status;
  readonly method: Method;
  #limits: Limits | (() => Limits);

  constructor(value: number, limits: Limits | (() => Limits), status: Status, method: Method) {
    this.value = value;
    this.status = status;
    this.method = method;
    this.#limits = limits;
  }

  get lower(): number | null {
    const limits = this.#known();
    return typeof limits === 'string' ? null : limits.lower;
  }

  get upper(): number | null {
    const limits = this.#known();
    return typeof limits === 'string' ? null : limits.upper;
  }

  get reason(): Reason | null {
    const limits = this.#known();
    return typeof limits === 'string' ? limits : null;
  }

  #known(): Limits {
    if (typeof this.#limits === 'function') this.#limits = this.#limits();
    return this.#limits;
  }
}

/** An estimate with some of it replaced, and nothing of it lazy. */
export function changed(
  { value, lower, upper, status, reason, method }: Estimate,
  change: Partial<Estimate>,
): Estimate {
  return { value, lower, upper, status, reason, method, ...change };
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

/** Runs once for each pair of keys, when first asked. One key is mostly asked for many times on end. */
export function lazilyByPair<T>(work: (one: string, other: string) => T): (one: string, other: string) => T {
  const known = new Map<string, Map<string, T>>();
  let last: string | undefined;
  let inner = new Map<string, T>();
  return (one, other) => {
    if (one !== last) {
      const found = known.get(one);
      inner = found ?? new Map();
      if (found === undefined) known.set(one, inner);
      last = one;
    }
    const kept = inner;
    const found = kept.get(other);
    if (found !== undefined) return found;
    const value = work(one, other);
    kept.set(other, value);
    return value;
  };
}
