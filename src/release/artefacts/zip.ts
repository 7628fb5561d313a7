import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { ZipFile } from 'yazl';
import type { FrozenFile } from './frozen-file.ts';

/** The same entries are the same bytes on any day and in any time zone. */
const ENTRY = { mtime: new Date(1980, 0, 1), mode: 0o100644, forceDosTimestamp: true, compressionLevel: 4 };

export interface ZipEntry {
  write(bytes: Buffer | string): Promise<void>;
  end(): Promise<void>;
}

export interface ZipArchive {
  /** Opens an entry; one at a time. */
  entry(path: string): ZipEntry;
  text(path: string, content: string): Promise<void>;
  close(): Promise<void>;
}

/** A ZIP archive into a frozen file. What comes out is passed on by the caller's own steps, never beside them. */
export function openZip(target: FrozenFile): ZipArchive {
  const zip = new ZipFile();
  let made: Buffer[] = [];
  zip.outputStream.on('data', (chunk: Buffer) => made.push(chunk));
  let writing: PassThrough | undefined;
  const ended = new Promise<void>((resolve, reject) => {
    zip.outputStream.once('end', resolve);
    zip.once('error', (error: Error) => {
      writing?.destroy(error);
      reject(error);
    });
  });
  ended.catch(() => {}); // it is awaited in close
  const passOn = async () => {
    const chunks = made;
    made = [];
    for (const chunk of chunks) await target.write(chunk);
  };
  return {
    entry(path) {
      const stream = new PassThrough({ highWaterMark: 1024 * 1024 });
      zip.addReadStreamLazy(path, ENTRY, (give) => give(null, stream));
      writing = stream;
      return {
        async write(bytes) {
          if (!stream.write(bytes)) await once(stream, 'drain');
          await passOn();
        },
        async end() {
          stream.end();
          await passOn();
        },
      };
    },
    async text(path, content) {
      zip.addBuffer(Buffer.from(content), path, ENTRY);
      await passOn();
    },
    async close() {
      zip.end();
      await ended;
      await passOn();
    },
  };
}
