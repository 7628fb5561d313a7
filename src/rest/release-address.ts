import type { FastifyRequest } from 'fastify';

/** The licence that everything published has, as a Link header names it. */
export const OGL =
  '<https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/>; rel="license"';

/** The question of an address, with its mark. */
export function queryOf(url: string): string {
  const at = url.indexOf('?');
  return at === -1 ? '' : url.slice(at);
}

/**
 * How the world reaches the service: as it was told, or where it listens. Never as a request says: its Host is anybody's
 * word, and an answer that repeats it is kept by caches for everybody.
 */
export function publicAddress({ server }: FastifyRequest, publicUrl: string): string {
  if (publicUrl !== '') return publicUrl;
  const own = server.addresses().at(-1);
  if (own === undefined || typeof own === 'string') return 'http://localhost';
  const { address, family, port } = own;
  if (address === '0.0.0.0' || address === '::') return `http://localhost:${port}`;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
