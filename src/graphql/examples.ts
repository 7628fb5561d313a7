import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('./examples/', import.meta.url);

/** A query that comes with the service: shown in GraphiQL, and kept as a persisted document. */
export interface Example {
  readonly name: string;
  readonly text: string;
}

/** The example queries by name, the first question of the README first. */
export const EXAMPLES: readonly Example[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.graphql'))
  .sort((one, other) => Number(other.startsWith('suspensions')) - Number(one.startsWith('suspensions')))
  .map((file) => ({
    name: file.replace('.graphql', ''),
    text: readFileSync(new URL(file, FOLDER), 'utf8'),
  }));
