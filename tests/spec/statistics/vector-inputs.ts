import type { Counts } from '../../../src/statistics/counts.ts';

/** What stands in a vector file. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Inputs = { [key: string]: Json };

export function numberIn(value: Json | undefined): number {
  if (typeof value !== 'number') throw new TypeError(`expected a number, found ${JSON.stringify(value)}`);
  return value;
}
export function recordIn(value: Json | undefined): Inputs {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new TypeError('expected an object');
  return value;
}
export function listIn(value: Json | undefined): Json[] {
  if (!Array.isArray(value)) throw new TypeError('expected a list');
  return value;
}
export function countsIn(value: Json | undefined): Counts {
  const [events, base] = listIn(value);
  return { events: numberIn(events), base: numberIn(base) };
}
export const counts = (inputs: Inputs, events: string, base: string): Counts => ({
  events: numberIn(inputs[events]),
  base: numberIn(inputs[base]),
});
export const percent = (value: Json | undefined): Counts => ({ events: numberIn(value), base: 100 });
export const share = (value: Json | undefined) => ({ part: numberIn(value), whole: 100 });
export const polarityIn = (inputs: Inputs) =>
  inputs.polarity === 'higher-is-better' ? 'higher-is-better' : 'higher-is-worse';

/** How methods are run: from a vector's inputs to figures named as the vector names them. */
export type Runs = Record<
  string,
  (inputs: Inputs) => Record<string, unknown> | Promise<Record<string, unknown>>
>;
