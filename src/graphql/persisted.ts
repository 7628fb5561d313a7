import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problem.ts';
import { EXAMPLES } from './examples.ts';

/** How many documents of callers are kept, and how long one may be: what was sent first goes first. */
const MOST_DOCUMENTS = 1000;
const LONGEST = 20_000;

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Documents that are asked for by their hash: `documentId=sha256:…` (or its name, for the examples), or Apollo's
 * `extensions.persistedQuery`. Whoever sends a document with its hash leaves it here for the next one.
 */
export function persistedDocuments(): (request: FastifyRequest) => void {
  const kept = new Map<string, string>();
  const known = new Map(
    EXAMPLES.flatMap(({ name, text }) => [[name, text] as const, [hashOf(text), text] as const]),
  );

  return (request) => {
    const sent = request.method === 'GET' ? request.query : request.body;
    if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return;
    const id = idIn(sent);
    if (id === undefined) return;
    const query: unknown = Reflect.get(sent, 'query');
    if (typeof query === 'string') {
      if (hashOf(query) !== id) throw new Problem('bad-request', 'The hash is not that of the query.');
      if (query.length > LONGEST || kept.has(id)) return;
      kept.set(id, query);
      const [oldest] = kept.keys();
      if (kept.size > MOST_DOCUMENTS && oldest !== undefined) kept.delete(oldest);
      return;
    }
    const text = known.get(id) ?? kept.get(id);
    if (text === undefined) throw new Problem('unknown-document', 'No document of this hash is kept here.');
    Reflect.set(sent, 'query', text);
  };
}

/** The id that a request names its document by, without `sha256:`. */
function idIn(sent: object): string | undefined {
  const id: unknown = Reflect.get(sent, 'documentId');
  if (typeof id === 'string') return id.replace(/^sha256:/, '').slice(0, 100);
  const extensions = objectIn(Reflect.get(sent, 'extensions'));
  const persisted = objectIn(
    extensions === undefined ? undefined : Reflect.get(extensions, 'persistedQuery'),
  );
  const hash: unknown = persisted === undefined ? undefined : Reflect.get(persisted, 'sha256Hash');
  return typeof hash === 'string' ? hash.toLowerCase().slice(0, 100) : undefined;
}

/** An object, or one in JSON, as a GET has it. */
function objectIn(value: unknown): object | undefined {
  if (typeof value === 'object' && value !== null) return value;
  if (typeof value !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}
