import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../problem.ts';
import type { ByteSource } from './byte-source.ts';

/** An upload that has arrived whole. */
export interface Spooled {
  readonly byteLength: number;
  readonly sha256: string;
  readonly source: ByteSource;
  /** Gives the disk space back. */
  close(): Promise<void>;
}

export interface SpoolOptions {
  readonly maxBytes: number;
  readonly directory: string;
}

const CHUNK = 256 * 1024;

/**
 * Takes an upload to a private file that has no name any more when the first byte is written: it is gone with the
 * process, however that ends. Throws the Problem `too-large`, or `bad-request` where the upload breaks off.
 */
export async function spool(
  stream: AsyncIterable<Uint8Array>,
  { maxBytes, directory }: SpoolOptions,
): Promise<Spooled> {
  const path = join(directory, `ldd-upload-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  try {
    await unlink(path);
    const hash = createHash('sha256');
    let byteLength = 0;
    for await (const chunk of arriving(stream)) {
      byteLength += chunk.length;
      if (byteLength > maxBytes) {
        throw new Problem('too-large', `The file is larger than ${Math.floor(maxBytes / 1024 / 1024)} MB.`);
      }
      hash.update(chunk);
      await writeAll(file, chunk, byteLength - chunk.length);
    }
    return {
      byteLength,
      sha256: hash.digest('hex'),
      source: () => readFrom(file),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** A sender that hangs up is no fault of the service. */
async function* arriving(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch (error) {
    throw error instanceof Problem
      ? error
      : new Problem('bad-request', 'The upload broke off before its end.');
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    const { bytesWritten } = await file.write(chunk, done, chunk.length - done, position + done);
    done += bytesWritten;
  }
}

async function* readFrom(file: FileHandle): AsyncGenerator<Buffer> {
  for (let position = 0; ; ) {
    // A buffer of its own for each chunk: whoever reads may keep it.
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
