import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { ByteSource } from './byte-source.ts';

const CHUNK = 256 * 1024;
/** As many as one of the parts in which a file is kept. */
const SMALL = 1024 * 1024;

/** Linux: a file that never has a name. Node knows no constant for it. */
const O_TMPFILE = 0o20_200_000;

/** A private file without a name: it is gone with the process, however that ends. */
export async function openScratch(directory: string): Promise<FileHandle> {
  if (process.platform === 'linux') {
    try {
      return await open(directory, O_TMPFILE | constants.O_RDWR, 0o600);
    } catch (error) {
      // Some file systems have no such files.
      if (!isOneOf(error, ['EOPNOTSUPP', 'EISDIR'])) throw error;
    }
  }
  const path = join(directory, `ldd-upload-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}

function isOneOf(error: unknown, codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** The bytes of a file of this length as often as they are asked for. A small one is read once, when it is first asked for. */
export function sourceOf(file: FileHandle, byteLength: number): ByteSource {
  if (byteLength > SMALL) return () => bytesOf(file);
  let whole: Buffer | undefined;
  return async function* () {
    whole ??= await wholeOf(file, byteLength);
    yield whole;
  };
}

async function wholeOf(file: FileHandle, byteLength: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(byteLength);
  for (let done = 0; done < byteLength; ) {
    const { bytesRead } = await file.read(bytes, done, byteLength - done, done);
    if (bytesRead === 0) return bytes.subarray(0, done);
    done += bytesRead;
  }
  return bytes;
}

/** The bytes of a file from its first one on. */
export async function* bytesOf(file: FileHandle): AsyncGenerator<Buffer> {
  for (let position = 0; ; ) {
    // A buffer of its own for each chunk: whoever reads may keep it.
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
