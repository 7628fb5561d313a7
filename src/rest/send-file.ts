import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ArtefactFacts, Download } from '../flow/download.ts';
import { namesEtag } from '../platform/etag.ts';
import { Problem } from '../problem.ts';
import { prefersGzip, rangeOf } from './byte-range.ts';

const IMMUTABLE = 'public, max-age=31536000, immutable';

/** How much is read from the disk at a time. */
const READ_BYTES = 256 * 1024;

export interface FileToSend {
  readonly facts: ArtefactFacts;
  /** What a browser saves it as. */
  readonly fileName: string;
  readonly links: readonly string[];
}

/**
 * Answers with a frozen file: its digest as a strong ETag, 304, 206 and 416 by RFC 9110, and its gzip, which has an ETag of
 * its own, for whoever takes one. The bytes come from a proved copy on this machine's disk.
 */
export async function sendFile(
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  { facts, fileName, links }: FileToSend,
  download: Download,
): Promise<FastifyReply> {
  const { headers } = request;
  const gzip = facts.gzip !== null && prefersGzip(headers['accept-encoding']) ? facts.gzip : null;
  const { sha256, byteLength } = gzip ?? facts;
  const etag = `"${sha256}"`;
  if (headers['if-match'] !== undefined && !namesEtag(headers['if-match'], etag, 'strong')) {
    throw new Problem('precondition-failed', 'The file has another ETag than If-Match names.');
  }
  reply.headers({ etag, 'cache-control': IMMUTABLE, link: links.join(', ') });
  if (facts.gzip !== null) reply.header('vary', 'accept-encoding');
  if (namesEtag(headers['if-none-match'], etag)) return reply.code(304).send();

  const unchanged = headers['if-range'] === undefined || headers['if-range'] === etag;
  const asked = request.method === 'GET' && unchanged ? headers.range : undefined;
  const range = rangeOf(asked, byteLength);
  reply.header('accept-ranges', 'bytes');
  if (range === 'unsatisfiable') {
    reply.header('content-range', `bytes */${byteLength}`);
    throw new Problem('range-not-satisfiable', `The file has ${byteLength} bytes, counted from 0.`);
  }
  const { first, last } = range === 'whole' ? { first: 0, last: byteLength - 1 } : range;
  reply
    .type(facts.mediaType)
    .header('content-length', last - first + 1)
    .header('content-disposition', `attachment; filename="${fileName}"`)
    .header('repr-digest', `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`);
  if (gzip !== null) reply.header('content-encoding', 'gzip');
  if (range !== 'whole') reply.code(206).header('content-range', `bytes ${first}-${last}/${byteLength}`);
  if (request.method === 'HEAD') return reply.send(Readable.from([]));
  const file = await download.open(facts, gzip === null ? 'identity' : 'gzip');
  const bytes = file.createReadStream({ start: first, end: last, highWaterMark: READ_BYTES });
  // Bytes that were promised and are not there must show: the connection breaks, and nobody takes a part for the whole.
  bytes.once('end', () => {
    if (bytes.bytesRead <= last - first) reply.raw.destroy();
  });
  return reply.send(bytes);
}
