import type { RouteShorthandOptions } from 'fastify';
import { Problem, type ProblemPart } from '../problem.ts';

type Formatter = NonNullable<RouteShorthandOptions['schemaErrorFormatter']>;

/**
 * What is wrong with a query, in words: the parameter by its name, and for one that does not exist those that do. A route
 * gives it as its `schemaErrorFormatter`.
 */
export function queryFault({ shape }: { readonly shape: object }): Formatter {
  const known = Object.keys(shape);
  return (issues, place) => {
    const where = place === 'querystring' ? 'query' : place;
    const parts = issues.flatMap(({ keyword, instancePath, params, message }): readonly ProblemPart[] => {
      if (keyword === 'unrecognized_keys' && Array.isArray(params.keys)) {
        return params.keys.map(String).map((field) => ({
          code: 'bad-request',
          field,
          detail: `There is no parameter ${quoted(field)}. ${suggestion(field, known)}`,
        }));
      }
      const field = instancePath.split('/')[1] || where;
      return [{ code: 'bad-request', field, detail: inWords(message) }];
    });
    const [only] = parts;
    const detail =
      parts.length === 1 && only !== undefined
        ? `The ${where} has a fault in ${quoted(only.field ?? where)}: ${only.detail}`
        : `The ${where} has faults; see errors.`;
    return new Problem('bad-request', detail, parts);
  };
}

function inWords(message: string | undefined): string {
  if (message === undefined) return 'is not understood';
  return message.endsWith('received undefined') ? 'is missing' : message;
}

function suggestion(sent: string, known: readonly string[]): string {
  const near = known
    .map((name) => ({ name, steps: stepsBetween(sent.toLowerCase().slice(0, 40), name.toLowerCase()) }))
    .filter(({ name, steps }) => steps <= Math.ceil(name.length / 3))
    .sort((one, other) => one.steps - other.steps)[0];
  const existing = `There are ${known.join(', ')}.`;
  return near === undefined ? existing : `Did you mean \`${near.name}\`? ${existing}`;
}

/** How many letters to add, drop or change to make one word of another. */
function stepsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (const [at, wanted] of [...other].entries()) {
      const changed = (row[at] ?? 0) + (letter === wanted ? 0 : 1);
      next.push(Math.min(changed, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

function quoted(text: string): string {
  return `'${text.slice(0, 40)}'`;
}
