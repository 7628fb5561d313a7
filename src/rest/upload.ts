import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problem.ts';

export interface UploadedFile {
  readonly stream: AsyncIterable<Uint8Array>;
  readonly mediaType: string;
  readonly fileName: string | null;
}

/** The file of a request as a stream: a form's field `file`, or the body itself. Throws `bad-request` without one. */
export async function uploadOf(request: FastifyRequest, maxBytes: number): Promise<UploadedFile> {
  if (request.isMultipart()) {
    const part = await request.file({ limits: { fileSize: maxBytes, files: 1 }, throwFileSizeLimit: false });
    if (part?.fieldname !== 'file') {
      throw new Problem('bad-request', 'The form has no file in the field `file`.');
    }
    const { file, filename, mimetype } = part;
    return { stream: untruncated(file), mediaType: mimetype, fileName: plainName(filename) };
  }
  const { body } = request;
  if (body === undefined) throw new Problem('bad-request', 'The request has no body.');
  if (!(body instanceof Readable)) throw new Problem('unsupported-media-type', 'Send the file as text/csv.');
  return { stream: body, mediaType: request.headers['content-type'] ?? '', fileName: null };
}

/** The parser cuts an over-long file off without an error, and says so only when it has been read. */
async function* untruncated(
  file: AsyncIterable<Uint8Array> & { readonly truncated: boolean },
): AsyncGenerator<Uint8Array> {
  yield* file;
  if (file.truncated) throw new Problem('too-large', 'The file is larger than the service takes.');
}

/** The name without any folders before it. */
function plainName(name: string): string | null {
  const plain = name
    .replaceAll('\0', '')
    .replace(/^.*[/\\]/, '')
    .slice(0, 200);
  return plain === '' ? null : plain;
}
