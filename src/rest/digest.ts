import { createHash, type Hash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '../problem.ts';

/** Those of RFC 9530 that are sound; others are ignored, as it says. */
const ALGORITHMS: Readonly<Record<string, string>> = { 'sha-256': 'sha256', 'sha-512': 'sha512' };
const FIELDS = ['content-digest', 'repr-digest'] as const;

/** What a body must hash to, as it is being hashed. */
export interface DigestCheck {
  update(chunk: Uint8Array): void;
  /** Throws `digest-mismatch` where the bytes that passed are not those that were announced. */
  verify(): void;
}

/**
 * The check that a request asks for with `Content-Digest` or `Repr-Digest`, or undefined where it asks for none that we
 * know. The two are of the same bytes here, since a body comes in no encoding. Throws `bad-request` for a digest that
 * cannot be read.
 */
export function digestCheck(headers: IncomingHttpHeaders): DigestCheck | undefined {
  const wanted = FIELDS.flatMap((field) => [...digests(field, headers[field])]);
  if (wanted.length === 0) return undefined;
  const hashes = wanted.map(({ algorithm }) => createHash(algorithm));
  return {
    update: (chunk) => hashes.forEach((hash) => void hash.update(chunk)),
    verify() {
      wanted.forEach(({ name, digest }, index) => {
        if (!isOf(hashes[index], digest)) {
          throw new Problem(
            'digest-mismatch',
            `What arrived does not have the ${name} that was sent with it.`,
          );
        }
      });
    },
  };
}

function isOf(hash: Hash | undefined, digest: Buffer): boolean {
  const found = hash?.digest();
  return found !== undefined && found.length === digest.length && timingSafeEqual(found, digest);
}

/** The members of RFC 9651's dictionary: `sha-256=:base64:, sha-512=:base64:`. */
function* digests(field: string, header: string | string[] | undefined) {
  for (const member of [header ?? []].flat().join(',').split(',')) {
    const [name = '', value = ''] = member.trim().split(/=(.*)/s);
    const algorithm = Object.hasOwn(ALGORITHMS, name) ? ALGORITHMS[name] : undefined;
    if (algorithm === undefined) continue;
    const base64 = /^:([A-Za-z0-9+/]+={0,2}):/.exec(value)?.[1];
    if (base64 === undefined) {
      throw new Problem('bad-request', `${field} has a ${name} that cannot be read: write ${name}=:base64:.`);
    }
    yield { name, algorithm, digest: Buffer.from(base64, 'base64') };
  }
}
