import highsModule from 'highs';
import type { Component, Row } from './system.ts';

// The types describe the module as CommonJS has it; imported as a module, its default is the loader itself.
type Loader = typeof highsModule.default;
const isLoader = (module: unknown): module is Loader => typeof module === 'function';
const loaded: unknown = highsModule;
if (!isLoader(loaded)) throw new Error('The solver cannot be loaded.');
const highs = await loaded();

/** What a component's sums leave of one count. `Infinity` where nothing bounds it. */
export interface Range {
  readonly lower: number;
  readonly upper: number;
}

/** A count, and the range within which it must not be pinned: it must be able to be `least` and `most`. */
export interface Target {
  readonly variable: number;
  readonly least: number;
  readonly most: number;
}

interface Solving {
  /** Whole numbers only: exact, and for small components. */
  readonly whole?: boolean;
  /** The least that a count can be. */
  readonly floor?: number;
}

/** The sums contradict each other, so that nothing can be learnt from them together. */
export class Contradiction extends Error {}

/** The exact range of one count. */
export function rangeOf(component: Component, variable: number, solving: Solving = {}): Range {
  const end = (sense: 'maximize' | 'minimize') => {
    const found = solve(component, { ...solving, objective: [`1 x${variable}`], sense });
    if (found === 'unbounded') return Number.POSITIVE_INFINITY;
    return found.get(`x${variable}`) ?? 0;
  };
  return { lower: end('minimize'), upper: end('maximize') };
}

/**
 * The targets that cannot be as little as their `least` or as much as their `most`, with their ranges. Many are tried at
 * once: each answer of the solver is a table that fits every sum, and clears all targets that reach their end in it.
 */
export function pinned(
  component: Component,
  targets: readonly Target[],
  solving: Solving = {},
): ReadonlyMap<number, Range> {
  const found = new Map<number, Range>();
  for (const side of ['most', 'least'] as const) {
    const asked = targets.filter((target) => Number.isFinite(target[side]));
    const open = new Map(asked.map((target) => [target.variable, target]));
    while (open.size > 0) {
      const [first] = open.values();
      if (first === undefined) break;
      const answer = solve(component, { ...solving, ...together([...open.values()], first, side) });
      const before = open.size;
      if (answer !== 'unbounded') {
        for (const { variable, least, most } of [...open.values()]) {
          const value = answer.get(`x${variable}`) ?? 0;
          if (side === 'most' ? value >= most - 1e-6 : value <= least + 1e-6) open.delete(variable);
        }
      }
      if (open.size < before && !open.has(first.variable)) continue;
      // The first was asked for before all others and did not get there: its own range says how far it can go.
      open.delete(first.variable);
      const range = rangeOf(component, first.variable, solving);
      if (range.upper < first.most - 1e-6 || range.lower > first.least + 1e-6)
        found.set(first.variable, range);
    }
  }
  return found;
}

interface Question {
  readonly objective: readonly string[];
  readonly sense: 'maximize' | 'minimize';
  readonly more?: readonly string[];
}

/** As many targets as can be at their end at once, the first before all. */
function together(targets: readonly Target[], first: Target, side: 'most' | 'least'): Question {
  const weight = (variable: number) => (variable === first.variable ? 1000 : 1);
  if (side === 'most') {
    return {
      sense: 'maximize',
      objective: targets.map(({ variable }) => `${weight(variable)} t${variable}`),
      more: targets.flatMap(({ variable, most }) => [
        `t${variable} - x${variable} <= 0`,
        `t${variable} <= ${most}`,
      ]),
    };
  }
  return {
    sense: 'minimize',
    objective: targets.map(({ variable }) => `${weight(variable)} t${variable}`),
    more: targets.map(({ variable, least }) => `x${variable} - t${variable} <= ${least}`),
  };
}

function solve(
  { variables, rows }: Component,
  { objective, sense, more = [], whole = false, floor = 0 }: Question & Solving,
): ReadonlyMap<string, number> | 'unbounded' {
  const lines = [
    sense,
    ` obj: ${folded(objective)}`,
    'subject to',
    ...rows.map((row, index) => ` r${index}: ${textOf(row)}`),
    ...more.map((line, index) => ` m${index}: ${line}`),
    // A row at least, for a count that stands in no sum.
    ` z: x${variables[0] ?? 0} >= 0`,
    'bounds',
    ...(floor === 0 ? [] : variables.map((variable) => ` x${variable} >= ${floor}`)),
    ...(whole ? ['general', ...variables.map((variable) => ` x${variable}`)] : []),
    'end',
  ];
  const answer = highs.solve(lines.join('\n'), { output_flag: false });
  if (answer.Status === 'Unbounded' || answer.Status === 'Primal infeasible or unbounded') return 'unbounded';
  if (answer.Status === 'Infeasible') throw new Contradiction('The sums contradict each other.');
  if (answer.Status !== 'Optimal') throw new Error(`The solver says ${answer.Status}.`);
  return new Map(
    Object.entries(answer.Columns).map(([name, column]) => [
      name,
      'Primal' in column ? Number(column.Primal) : 0,
    ]),
  );
}

function textOf({ terms, relation, value }: Row): string {
  return `${folded(terms.map(([variable, coefficient]) => `${coefficient} x${variable}`))} ${relation} ${value}`;
}

/** Terms joined, a few on each line: the format does not take long ones. */
function folded(terms: readonly string[]): string {
  return terms
    .map(
      (term, index) =>
        `${index % 20 === 19 ? '\n' : ''}${index > 0 && !term.startsWith('-') ? '+ ' : ''}${term}`,
    )
    .join(' ');
}
