import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { XLSX } from '../flow/collect.ts';
import { Problem } from '../problem.ts';
import { type DigestCheck, digestCheck } from './digest.ts';
import { heard, withinSilence } from './silence.ts';

export interface UploadedFile {
  readonly stream: AsyncIterable<Uint8Array>;
  readonly mediaType: string;
  readonly fileName: string | null;
}

/** The types that a file may come in as itself. */
export const RAW_TYPES = ['text/csv', 'text/tab-separated-values', 'application/csv', XLSX];

/** Throws `unsupported-media-type` for a body that nobody has said is a file, or that is compressed, before any of it is read. */
export function refuseOtherTypes({ headers }: FastifyRequest): void {
  const encoding = (headers['content-encoding'] ?? '').trim().toLowerCase();
  if (encoding !== '' && encoding !== 'identity') {
    throw new Problem(
      'unsupported-media-type',
      'The body is compressed. Send the file as it is, without Content-Encoding.',
    );
  }
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  const plain = type.trim().toLowerCase();
  if (plain !== '' && plain !== 'multipart/form-data' && !RAW_TYPES.includes(plain)) {
    throw new Problem('unsupported-media-type', 'The body is of a type that no file comes in.');
  }
}

/** What a form may hold: fields beside the file are read by nobody, and kept by the parser until its end. */
const FORM = { files: 1, fields: 20, fieldSize: 10_000 };

export interface UploadLimits {
  readonly maxBytes: number;
  /** For how many milliseconds a sender may say nothing. */
  readonly longestSilence: number;
}

/**
 * The file of a request as a stream: a form's field `file`, or the body itself. Throws `bad-request` without one. The stream
 * ends with `digest-mismatch` where the body is not the one that its digest is of, and with `upload-stalled` where it stops coming.
 */
export async function uploadOf(
  request: FastifyRequest,
  { maxBytes, longestSilence }: UploadLimits,
): Promise<UploadedFile> {
  const watch = { bytes: 0 };
  const file = await withinSilence(arrivingFile(request, maxBytes), longestSilence).catch((error: unknown) =>
    tellOfLoss(request, watch, error),
  );
  return { ...file, stream: watched(heard(file.stream, longestSilence), { request, watch }) };
}

interface Watched {
  readonly request: FastifyRequest;
  /** How much of the file has come. */
  readonly watch: { bytes: number };
}

async function* watched(
  stream: AsyncIterable<Uint8Array>,
  { request, watch }: Watched,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream) {
      watch.bytes += chunk.length;
      yield chunk;
    }
  } catch (error) {
    tellOfLoss(request, watch, error);
  }
}

/** A sender who is cut off is answered by nobody, and asks somebody what became of the file: the log says so. */
function tellOfLoss(request: FastifyRequest, { bytes }: Watched['watch'], error: unknown): never {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const area = request.identity?.area ?? null;
  request.log.warn({ req: request, area, bytes, reason: code ?? 'broke-off' }, 'upload not received');
  throw error;
}

async function arrivingFile(request: FastifyRequest, maxBytes: number): Promise<UploadedFile> {
  const check = digestCheck(request.headers);
  const { raw } = request;
  if (check === undefined) return fileOf(request, maxBytes);
  if (!request.isMultipart()) {
    const file = await fileOf(request, maxBytes);
    return { ...file, stream: verifiedBody(file.stream, check) };
  }
  // The digest is of the body as it came, the form's boundaries included; who listens must not set it going.
  raw.on('data', (chunk: Buffer) => check.update(chunk));
  raw.pause();
  const file = await fileOf(request, maxBytes);
  return { ...file, stream: verifiedForm(file.stream, raw, check) };
}

async function fileOf(request: FastifyRequest, maxBytes: number): Promise<UploadedFile> {
  if (request.isMultipart()) {
    const limits = { ...FORM, fileSize: maxBytes };
    const parts = request.files({ limits, throwFileSizeLimit: false });
    const part = await nextPart(parts);
    if (part?.fieldname !== 'file') {
      throw new Problem('bad-request', 'The form has no file in the field `file`.');
    }
    const { file, filename, mimetype } = part;
    return { stream: onlyFile(file, parts), mediaType: mimetype, fileName: plainName(filename) };
  }
  const { body } = request;
  if (body === undefined) throw new Problem('bad-request', 'The request has no body.');
  if (!(body instanceof Readable))
    throw new Problem('unsupported-media-type', 'Send the file as text/csv, or a workbook as its own type.');
  return { stream: body, mediaType: request.headers['content-type'] ?? '', fileName: null };
}

async function* verifiedBody(
  stream: AsyncIterable<Uint8Array>,
  check: DigestCheck,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    check.update(chunk);
    yield chunk;
  }
  check.verify();
}

async function* verifiedForm(
  stream: AsyncIterable<Uint8Array>,
  raw: IncomingMessage,
  check: DigestCheck,
): AsyncGenerator<Uint8Array> {
  yield* stream;
  // A form goes on behind its file.
  if (!raw.readableEnded) await finished(raw, { writable: false });
  check.verify();
}

/** The parser cuts an over-long file off without an error, and says so only when it has been read; of a second file likewise. */
async function* onlyFile(
  file: MultipartFile['file'],
  parts: AsyncIterator<MultipartFile>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* file;
  } catch (error) {
    throw ofForm(error);
  }
  if (file.truncated) throw new Problem('too-large', 'The file is larger than the service takes.');
  await nextPart(parts);
}

async function nextPart(parts: AsyncIterator<MultipartFile>): Promise<MultipartFile | undefined> {
  try {
    const { done, value } = await parts.next();
    return done === true ? undefined : value;
  } catch (error) {
    throw ofForm(error);
  }
}

/** What the parser of forms says of a boundary that is missing, too long, or not there at the end: without a code. */
const BROKEN_FORM = /unexpected end of multipart data|^Multipart: |^The needle cannot/i;

/** What is wrong with a form, in our words. */
function ofForm(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error ? error.code : undefined;
  if (code === 'FST_FILES_LIMIT')
    return new Problem(
      'bad-request',
      'The form has more than one file. Send each file by itself: a submission is of one.',
    );
  if (code === 'FST_FIELDS_LIMIT')
    return new Problem('bad-request', `The form has more than ${FORM.fields} fields beside its file.`);
  if (BROKEN_FORM.test(error.message))
    return new Problem(
      'bad-request',
      'The form has no boundary, or ends without its closing one: nothing was kept.',
    );
  return error;
}

/** The name without any folders before it. */
function plainName(name: string): string | null {
  const plain = name
    .replaceAll('\0', '')
    .replace(/^.*[/\\]/, '')
    .slice(0, 200);
  return plain === '' ? null : plain;
}
