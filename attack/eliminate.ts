import type { Component } from './system.ts';

/** A prime whose square fits a double's whole numbers: 2²⁶ − 5. */
const PRIME = 67_108_859;

/**
 * The counts that the equations of a component give exactly, by elimination over a finite field: no rounding, and no
 * solver to trust. A count that is given over the field but not over the whole numbers has a chance of one in millions.
 */
export function givenExactly({ variables, rows }: Component): ReadonlyMap<number, number> {
  const column = new Map(variables.map((variable, index) => [variable, index]));
  const width = variables.length;
  const matrix = rows
    .filter(({ relation }) => relation === '=')
    .map(({ terms, value }) => {
      const line = new Float64Array(width + 1);
      for (const [variable, coefficient] of terms) {
        const at = column.get(variable) ?? 0;
        line[at] = mod((line[at] ?? 0) + coefficient);
      }
      line[width] = mod(value);
      return line;
    });
  let rank = 0;
  for (let at = 0; at < width && rank < matrix.length; at += 1) {
    const pivot = matrix.findIndex((line, index) => index >= rank && line[at] !== 0);
    const [line, top] = [matrix[pivot], matrix[rank]];
    if (line === undefined || top === undefined) continue;
    [matrix[rank], matrix[pivot]] = [line, top];
    scale(line, inverse(line[at] ?? 1));
    matrix.forEach((other, index) => {
      const factor = other[at] ?? 0;
      if (index !== rank && factor !== 0) subtract(other, line, factor);
    });
    rank += 1;
  }
  const given = new Map<number, number>();
  for (const line of matrix.slice(0, rank)) {
    const at = line.findIndex((each) => each !== 0);
    const alone = line.every((each, index) => each === 0 || index === at || index === width);
    const variable = variables[at];
    const value = line[width] ?? 0;
    if (alone && variable !== undefined) given.set(variable, value > PRIME / 2 ? value - PRIME : value);
  }
  return given;
}

function scale(line: Float64Array, factor: number): void {
  for (let at = 0; at < line.length; at += 1) line[at] = times(line[at] ?? 0, factor);
}

function subtract(line: Float64Array, other: Float64Array, factor: number): void {
  for (let at = 0; at < line.length; at += 1) {
    const part = other[at] ?? 0;
    if (part !== 0) line[at] = mod((line[at] ?? 0) - times(part, factor));
  }
}

function mod(value: number): number {
  const rest = value % PRIME;
  return rest < 0 ? rest + PRIME : rest;
}

/** Both below 2²⁶: the product is below 2⁵², so that the double is exact. */
function times(a: number, b: number): number {
  return (a * b) % PRIME;
}

/** By Fermat: a to the power of p − 2. */
function inverse(value: number): number {
  let [result, base, power] = [1, value, PRIME - 2];
  while (power > 0) {
    if (power % 2 === 1) result = times(result, base);
    base = times(base, base);
    power = Math.floor(power / 2);
  }
  return result;
}
