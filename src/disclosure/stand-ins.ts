import type { Draft, Equation } from './linked-table.ts';

/** More tries than any sender's table needs; what then has no numbers is taken for sums that do not hold. */
const MOST_TRIES = 20_000;

/** A sum with parts whose values nobody here knows: what they are together. */
interface Open {
  readonly equation: Equation;
  readonly unknown: readonly number[];
  readonly rest: number;
}

export interface StandInOptions {
  readonly drafts: readonly Draft[];
  /** What a sum says of the only part of it that is not known. */
  readonly settle: (variable: number, value: number) => void;
  /** Makes a variable for what a sum leaves over; nobody publishes it. */
  readonly add: (value: number) => number;
}

/**
 * Numbers that could stand where senders withheld theirs, so that every sum holds: a table of which some sum does not hold
 * would look like nothing, and nothing could be shown of it. Only one of many ways to fill it in, and taken for no more:
 * what is found about other counts holds whichever numbers these are. Where there is none, since what was sent
 * contradicts itself, the sums in question get a part that stands for the difference.
 */
export function standIns(
  equations: readonly Equation[],
  options: StandInOptions,
): { readonly equations: readonly Equation[]; readonly values: ReadonlyMap<number, number> } {
  const open = settled(equations, options);
  const values = new Map<number, number>();
  const loose = new Set<Equation>();
  for (const group of together(open)) {
    const found = filledIn(group);
    if (found === undefined) for (const { equation } of group) loose.add(equation);
    else for (const [variable, value] of found) values.set(variable, value);
  }
  const rests = new Map(open.map(({ equation, rest }) => [equation, rest]));
  return {
    values,
    equations: equations.map((equation) =>
      loose.has(equation)
        ? { ...equation, parts: [...equation.parts, options.add(rests.get(equation) ?? 0)] }
        : equation,
    ),
  };
}

/** Settles what sums tell by themselves, one after another, and returns the sums that leave more than one part open. */
function settled(equations: readonly Equation[], { drafts, settle }: StandInOptions): readonly Open[] {
  const numberOf = (variable: number) => drafts[variable]?.value ?? null;
  for (let again = true; again; ) {
    again = false;
    for (const { total, parts } of equations) {
      const [only, ...more] = parts.filter((part) => numberOf(part) === null);
      const whole = numberOf(total);
      if (only === undefined || more.length > 0 || whole === null) continue;
      const rest = parts.reduce((left, part) => left - (numberOf(part) ?? 0), whole);
      if (rest < 0) continue;
      settle(only, rest);
      again = true;
    }
  }
  return equations.flatMap((equation): Open[] => {
    const unknown = equation.parts.filter((part) => numberOf(part) === null);
    const whole = numberOf(equation.total);
    if (unknown.length === 0 || whole === null) return [];
    const rest = equation.parts.reduce((left, part) => left - (numberOf(part) ?? 0), whole);
    return [{ equation, unknown, rest }];
  });
}

/** The sums that share parts which are not known, as one. */
function together(open: readonly Open[]): readonly (readonly Open[])[] {
  const groups: Open[][] = [];
  for (const each of open) {
    const touching = groups.filter((group) =>
      group.some(({ unknown }) => unknown.some((variable) => each.unknown.includes(variable))),
    );
    for (const group of touching) groups.splice(groups.indexOf(group), 1);
    groups.push([each, ...touching.flat()]);
  }
  return groups;
}

/** Whole numbers for all unknown parts of some sums, by trying: those that divide a sum evenly first. */
function filledIn(group: readonly Open[]): ReadonlyMap<number, number> | undefined {
  const values = new Map<number, number>();
  let tries = 0;
  const leftOf = ({ unknown, rest }: Open) => {
    const free = unknown.filter((variable) => !values.has(variable));
    return { free, left: unknown.reduce((sum, variable) => sum - (values.get(variable) ?? 0), rest) };
  };
  const fits = () =>
    group.every((open) => {
      const { free, left } = leftOf(open);
      return free.length === 0 ? Math.abs(left) < 1e-6 : left >= 0;
    });
  const attempt = (): boolean => {
    tries += 1;
    if (tries > MOST_TRIES || !fits()) return false;
    const [tightest] = group
      .map(leftOf)
      .filter(({ free }) => free.length > 0)
      .sort((a, b) => a.free.length - b.free.length);
    const variable = tightest?.free[0];
    if (tightest === undefined || variable === undefined) return true;
    const most = Math.min(
      ...group.filter(({ unknown }) => unknown.includes(variable)).map((open) => leftOf(open).left),
    );
    const even = Math.min(most, Math.round(tightest.left / tightest.free.length));
    const ways = tightest.free.length === 1 ? [tightest.left] : outwards(even, most);
    for (const value of ways) {
      values.set(variable, value);
      if (attempt()) return true;
      values.delete(variable);
    }
    return false;
  };
  return attempt() ? values : undefined;
}

/** From a number on, up and down in turn, between 0 and another. */
function* outwards(from: number, most: number): Generator<number> {
  yield from;
  for (let step = 1; step <= Math.max(from, most - from); step += 1) {
    if (from + step <= most) yield from + step;
    if (from - step >= 0) yield from - step;
  }
}
