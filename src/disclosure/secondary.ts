import type { Equation, Table } from './linked-table.ts';

/**
 * Chooses which further counts to withhold, so that no sum gives a small one away: wherever a shown total has withheld
 * parts there are at least two of them and together they come to the threshold or more, and wherever a total is withheld
 * at least one of its parts is. Cheapest first: small counts before large ones, parts before totals, boroughs before
 * London. True zeros are left shown, since withholding them would give freedom in one direction only.
 *
 * `withheld` holds the primary counts to begin with and is added to; `harder` are equations that an attack got through
 * and that must lose one more count. The result is not to be trusted: `attack` looks at it without knowing this file.
 */
export function withholdMore(
  table: Table,
  { withheld, harder, threshold }: { withheld: Set<number>; harder: readonly Equation[]; threshold: number },
): void {
  for (const equation of harder) withholdOneOf(table, equation, withheld);
  const touching = new Map<number, Equation[]>();
  for (const equation of table.equations) {
    for (const index of [equation.total, ...equation.parts]) {
      const list = touching.get(index);
      if (list === undefined) touching.set(index, [equation]);
      else list.push(equation);
    }
  }
  const waiting = new Set(table.equations);
  for (const equation of waiting) {
    waiting.delete(equation);
    while (!isSafe(table, equation, { withheld, threshold })) {
      const chosen = withholdOneOf(table, equation, withheld);
      if (chosen === undefined) break;
      for (const neighbour of touching.get(chosen) ?? []) waiting.add(neighbour);
    }
  }
}

/** What nobody publishes is hidden too, but wants protection only where it is small itself. */
function isSafe(
  { variables }: Table,
  { total, parts }: Equation,
  { withheld, threshold }: { readonly withheld: ReadonlySet<number>; readonly threshold: number },
): boolean {
  const hidden = parts.filter((part) => withheld.has(part));
  if (withheld.has(total)) return hidden.length > 0;
  const secret = hidden.some(
    (part) => variables[part]?.published === true || variables[part]?.primary === true,
  );
  if (!secret) return true;
  const together = hidden.reduce((sum, part) => sum + (variables[part]?.value ?? 0), 0);
  return hidden.length > 1 && together >= threshold;
}

/** Withholds the cheapest count of an equation that is not zero and still shown; undefined where there is none left. */
function withholdOneOf(
  { variables }: Table,
  { total, parts }: Equation,
  withheld: Set<number>,
): number | undefined {
  const candidates = parts.filter((part) => !withheld.has(part) && (variables[part]?.value ?? 0) !== 0);
  if (candidates.length === 0 && !withheld.has(total)) candidates.push(total);
  let best: number | undefined;
  for (const candidate of candidates) {
    if (best === undefined || (variables[candidate]?.weight ?? 0) < (variables[best]?.weight ?? 0))
      best = candidate;
  }
  if (best !== undefined) withheld.add(best);
  return best;
}
