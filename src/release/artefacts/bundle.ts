import { createHash } from 'node:crypto';
import { finished } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Transaction } from '../../storage/database.ts';
import type { About, Source } from './about.ts';
import { citation } from './citation.ts';
import {
  changesText,
  checksums,
  csvMetadata,
  type DescribedFile,
  dataPackage,
  fileNameOf,
  LICENCE_TEXT,
  readmeText,
} from './documents.ts';
import { openFrozenFile } from './frozen-file.ts';
import { releaseHistory, storedParts } from './store.ts';
import { openZip } from './zip.ts';

export interface BundleOptions {
  readonly releaseId: number;
  readonly about: About;
  readonly sources: readonly Source[];
  /** The tables that it holds, whose bytes are frozen already. */
  readonly files: readonly (DescribedFile & { readonly gzipSha256: string | null })[];
}

/** `bundle.zip`: the tables of a release, what describes them, and digests of it all. */
export async function freezeBundle(tx: Transaction, options: BundleOptions): Promise<void> {
  const { releaseId, about, sources, files } = options;
  const key = { releaseId, name: 'bundle', format: 'zip', mediaType: 'application/zip' };
  const target = openFrozenFile(tx, key);
  const zip = openZip(target);
  const documents = new Map([
    ['datapackage.json', dataPackage(about, { files, sources })],
    ...files
      .filter(({ format }) => format === 'csv')
      .map((file) => [`${fileNameOf(file)}-metadata.json`, csvMetadata(about, file)] as const),
    ['CITATION.cff', citation(about, 'cff')],
    ['LICENCE.txt', LICENCE_TEXT],
    ['CHANGES.md', changesText(await releaseHistory(tx))],
  ]);
  const paths = [...files.map(fileNameOf), ...documents.keys(), 'SHA256SUMS'];
  documents.set('README.md', readmeText(about, { files: paths, sources }));
  for (const [path, content] of documents) await zip.text(path, content);
  await zip.text(
    'SHA256SUMS',
    checksums([
      ...files.map((file) => ({ path: fileNameOf(file), sha256: file.sha256 })),
      ...[...documents].map(([path, content]) => ({ path, sha256: digestOf(content) })),
    ]),
  );
  for (const file of files) {
    const entry = zip.entry(fileNameOf(file));
    const parts = storedParts(tx, { releaseId, name: file.name, format: file.format });
    for await (const bytes of file.gzipSha256 === null ? parts : unpacked(parts)) await entry.write(bytes);
    await entry.end();
  }
  await zip.close();
  await target.close(0);
}

/** Unpacks part by part, so that reading and writing take turns on the one connection. */
async function* unpacked(parts: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  let made: Buffer[] = [];
  gunzip.on('data', (chunk: Buffer) => made.push(chunk));
  for await (const part of parts) {
    await new Promise<void>((resolve, reject) => {
      gunzip.write(part, (error) => (error ? reject(error) : resolve()));
    });
    yield* made;
    made = [];
  }
  gunzip.end();
  await finished(gunzip);
  yield* made;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
