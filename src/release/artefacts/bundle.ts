import { createHash } from 'node:crypto';
import type { Transaction } from '../../storage/database.ts';
import type { ReleaseChanges } from '../../vocabulary/release-changes.ts';
import type { About, Source } from './about.ts';
import { changesDocument } from './changes-document.ts';
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
import { plainParts, releaseHistory } from './store.ts';
import { openZip } from './zip.ts';

export interface BundleOptions {
  readonly releaseId: number;
  readonly about: About;
  readonly sources: readonly Source[];
  readonly changes: ReleaseChanges;
  /** The tables that it holds, whose bytes are frozen already. */
  readonly files: readonly (DescribedFile & { readonly gzipSha256: string | null })[];
}

/** `bundle.zip`: the tables of a release, what describes them, and digests of it all. */
export async function freezeBundle(tx: Transaction, options: BundleOptions): Promise<void> {
  const { releaseId, about, sources, files, changes } = options;
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
    ['changes.json', changesDocument(about, changes)],
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
    for await (const bytes of plainParts(tx, { releaseId, ...file })) await entry.write(bytes);
    await entry.end();
  }
  await zip.close();
  await target.close(0);
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
