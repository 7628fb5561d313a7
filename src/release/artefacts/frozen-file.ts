import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';
import type { Transaction } from '../../storage/database.ts';
import { type ArtefactKey, insertArtefact, insertPart } from './store.ts';

const PART_BYTES = 1024 * 1024;
const deflate = promisify(deflateRaw);

/** A file that is being frozen. Its bytes go into the database part by part; it is never held whole. */
export interface FrozenFile {
  write(bytes: Uint8Array): Promise<void>;
  /** Makes the file whole: from here on the database takes no further part of it. */
  close(rowCount: number): Promise<void>;
}

export interface FrozenFileKey extends ArtefactKey {
  readonly mediaType: string;
}

/** Opens a file that is kept as it is. */
export function openFrozenFile(tx: Transaction, { mediaType, ...key }: FrozenFileKey): FrozenFile {
  const stored = storeParts(tx, key);
  return {
    write: (bytes) => stored.append(bytes),
    async close(rowCount) {
      const { sha256, byteLength } = await stored.end();
      const gzip = { gzipSha256: null, gzipLength: null };
      await insertArtefact(tx, { ...key, mediaType, sha256, byteLength, ...gzip, rowCount });
    },
  };
}

/** A piece of text, and the same deflated, so that it can stand in several files and be compressed once. */
export interface DeflatedPiece {
  readonly plain: Buffer;
  readonly deflated: Buffer;
}

/** Compresses on another thread. The result ends on a byte and begins afresh: pieces can follow each other in any order. */
export async function deflatePiece(plain: Buffer): Promise<DeflatedPiece> {
  return { plain, deflated: await deflate(plain, { finishFlush: constants.Z_FULL_FLUSH }) };
}

export interface GzippedFile {
  append(piece: DeflatedPiece): Promise<void>;
  close(rowCount: number): Promise<void>;
}

/** Magic number, deflate, no name, no time, maximum compression unsaid, no system: the same bytes anywhere (RFC 1952). */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
const LAST_BLOCK = Buffer.from([0x03, 0x00]);

/** Opens a text file that is kept as its gzip. The plain bytes are what it is named and measured by. */
export function openGzippedFile(tx: Transaction, { mediaType, ...key }: FrozenFileKey): GzippedFile {
  const stored = storeParts(tx, key);
  const sha256 = createHash('sha256');
  let byteLength = 0;
  let checksum = 0;
  let begun = false;
  const begin = async () => {
    if (!begun) await stored.append(GZIP_HEADER);
    begun = true;
  };
  return {
    async append({ plain, deflated }) {
      await begin();
      sha256.update(plain);
      checksum = crc32(plain, checksum);
      byteLength += plain.length;
      await stored.append(deflated);
    },
    async close(rowCount) {
      await begin();
      const trailer = Buffer.alloc(8);
      trailer.writeUInt32LE(checksum, 0);
      trailer.writeUInt32LE(byteLength % 2 ** 32, 4);
      await stored.append(Buffer.concat([LAST_BLOCK, trailer]));
      const gzip = await stored.end();
      await insertArtefact(tx, {
        ...key,
        mediaType,
        sha256: sha256.digest('hex'),
        byteLength,
        gzipSha256: gzip.sha256,
        gzipLength: gzip.byteLength,
        rowCount,
      });
    },
  };
}

/** Gathers bytes into parts of about a mebibyte. */
function storeParts(tx: Transaction, key: ArtefactKey) {
  const sha256 = createHash('sha256');
  let pending: Uint8Array[] = [];
  let pendingLength = 0;
  let byteLength = 0;
  let part = 0;
  const flush = async () => {
    const bytes = Buffer.concat(pending);
    pending = [];
    pendingLength = 0;
    sha256.update(bytes);
    byteLength += bytes.length;
    await insertPart(tx, { ...key, part, bytes });
    part += 1;
  };
  return {
    async append(bytes: Uint8Array): Promise<void> {
      pending.push(bytes);
      pendingLength += bytes.length;
      if (pendingLength >= PART_BYTES) await flush();
    },
    async end(): Promise<{ readonly sha256: string; readonly byteLength: number }> {
      if (pendingLength > 0) await flush();
      return { sha256: sha256.digest('hex'), byteLength };
    },
  };
}
