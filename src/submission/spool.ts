import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Problem } from '../problem.ts';
import type { ByteSource } from './byte-source.ts';
import { openScratch, sourceOf } from './scratch-file.ts';

/** An upload that has arrived whole. */
export interface Spooled {
  readonly byteLength: number;
  readonly sha256: string;
  readonly source: ByteSource;
  /** For a reader that jumps about in it. */
  readonly file: FileHandle;
  /** Gives the disk space back. */
  close(): Promise<void>;
}

export interface SpoolOptions {
  readonly maxBytes: number;
  readonly directory: string;
}

/**
 * Takes an upload to a private file that has no name any more when the first byte is written: it is gone with the
 * process, however that ends. Throws the Problem `too-large`, or `bad-request` where the upload breaks off.
 */
export async function spool(
  stream: AsyncIterable<Uint8Array>,
  { maxBytes, directory }: SpoolOptions,
): Promise<Spooled> {
  const file = await openScratch(directory);
  try {
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
      source: sourceOf(file, byteLength),
      file,
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
