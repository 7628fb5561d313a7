import { crc32 } from 'node:zlib';
import { type Entry, fromFdPromise } from 'yauzl';
import { Problem } from '../../problem.ts';
import { LARGEST_SMALL_PART, MOST_ENTRIES } from './limits.ts';

/** The parts of a workbook, by the paths they have in its archive. */
export interface Parts {
  readonly names: readonly string[];
  has(name: string): boolean;
  /** Inflates a part, and counts what comes out. Throws `workbook-too-large` or `unreadable-file`. */
  read(name: string): AsyncGenerator<Buffer>;
  /** A small part, whole. */
  whole(name: string): Promise<Buffer>;
}

/**
 * Opens the archive of a workbook. Of each part the bytes that really come out are counted against the limit, once for the
 * part however often it is read; sizes that the archive states are compared and never relied on.
 */
export async function openParts(fd: number, mostBytes: number): Promise<Parts> {
  const archive = await fromFdPromise(fd, { autoClose: false }).catch(damaged);
  if (archive.entryCount > MOST_ENTRIES) {
    throw new Problem(
      'workbook-too-large',
      `The workbook is an archive of ${archive.entryCount} parts; at most ${MOST_ENTRIES} are taken.`,
    );
  }
  const entries = new Map<string, Entry>();
  try {
    for await (const entry of archive.eachEntry()) {
      if (entry.isEncrypted())
        throw new Problem('encrypted-workbook', 'The workbook is in an encrypted archive.');
      if (entries.has(entry.fileName)) throw damagedProblem();
      entries.set(entry.fileName, entry);
    }
  } catch (error) {
    damaged(error);
  }

  const inflated = new Map<string, number>();
  let total = 0;
  const count = (name: string, bytes: number) => {
    const more = bytes - (inflated.get(name) ?? 0);
    if (more <= 0) return;
    inflated.set(name, bytes);
    total += more;
    if (total > mostBytes) {
      const megabytes = Math.floor(mostBytes / 1024 / 1024);
      throw new Problem('workbook-too-large', `Unpacked, the workbook is larger than ${megabytes} MB.`);
    }
  };
  async function* read(name: string): AsyncGenerator<Buffer> {
    const entry = entries.get(name);
    if (entry === undefined) throw damagedProblem();
    let bytes = 0;
    let sum = 0;
    try {
      const stream = await archive.openReadStreamPromise(entry);
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        count(name, bytes);
        sum = crc32(chunk, sum);
        yield chunk;
      }
    } catch (error) {
      damaged(error);
    }
    if (sum !== entry.crc32) throw damagedProblem();
  }
  return {
    names: [...entries.keys()],
    has: (name) => entries.has(name),
    read,
    async whole(name) {
      const chunks: Buffer[] = [];
      let bytes = 0;
      for await (const chunk of read(name)) {
        bytes += chunk.length;
        if (bytes > LARGEST_SMALL_PART) {
          throw new Problem(
            'workbook-too-large',
            'The styles or the list of sheets are larger than any of a table.',
          );
        }
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    },
  };
}

/** Whatever the archive's reader stumbles over is the file's fault; what it says may quote the file. */
function damaged(error: unknown): never {
  throw error instanceof Problem ? error : damagedProblem();
}

function damagedProblem(): Problem {
  return new Problem(
    'unreadable-file',
    'The workbook is damaged: it is cut off, or is not the archive that it says it is.',
  );
}
