import type { FileHandle } from 'node:fs/promises';
import { Problem } from '../problem.ts';
import { changesBody } from '../release/artefacts/changes-document.ts';
import { CITATION_FORMATS, type CitationFormat, citation } from '../release/artefacts/citation.ts';
import { fileNameOf } from '../release/artefacts/documents.ts';
import type { Encoding, LocalCopies } from '../release/artefacts/local-copies.ts';
import type { ArtefactFacts, ReleaseFacts, ReleaseReader } from '../release/read.ts';

export { sentenceOf } from '../release/changes/catalogue.ts';
export type { ArtefactFacts, CitationFormat, Encoding };
export { CITATION_FORMATS, changesBody, citation, fileNameOf };

/** The frozen files of what is published, as they were made at publication. */
export interface Download {
  /** The file of an exact version. Throws `not-found`, and `withdrawn-release` for what must not be read any more. */
  file(
    release: ReleaseFacts,
    file: { readonly name: string; readonly format: string },
  ): Promise<ArtefactFacts>;
  /** A proved copy on this machine; the caller closes it. */
  open(facts: ArtefactFacts, encoding: Encoding): Promise<FileHandle>;
}

export interface DownloadOptions {
  readonly reader: ReleaseReader;
  readonly copies: LocalCopies;
}

export function createDownload({ reader, copies }: DownloadOptions): Download {
  return {
    async file(release, { name, format }) {
      const files = await reader.artefacts(release.id);
      if (release.status === 'withdrawn') {
        await copies.forget(files);
        throw withdrawn(release, await reader.find('latest'));
      }
      if (name === 'revisions') {
        const since = (await reader.changes(release.id))?.since;
        const base = (await reader.releases()).find(({ version }) => version === since);
        if (base?.status === 'withdrawn') {
          await copies.forget(files.filter((each) => each.name === name));
          throw ofWithdrawn(release, base);
        }
      }
      const found = files.find((each) => each.name === name && each.format === format);
      if (found !== undefined) return found;
      const names = files.filter((each) => each.format === format).map((each) => each.name);
      const has = names.length === 0 ? 'It has none of that kind.' : `It has: ${names.join(', ')}.`;
      throw new Problem('not-found', `Release ${release.version} has no file of that name. ${has}`);
    },
    open: (facts, encoding) => copies.open(facts, encoding),
  };
}

/** Nothing of a withdrawn release is served, since it may have been withdrawn to protect somebody: only why, and what stands now. */
export function withdrawn(release: ReleaseFacts, latest: ReleaseFacts | undefined): Problem {
  const reason = release.withdrawnReason ?? 'No reason was given.';
  const instead = latest === undefined ? '' : ` Release ${latest.version} stands.`;
  return new Problem(
    'withdrawn-release',
    `Release ${release.version} has been withdrawn: ${reason}${instead}`,
    [],
    latest === undefined ? [] : [{ rel: 'latest-version', href: `/v1/releases/${latest.version}` }],
  );
}

/** The list would show what the withdrawn release said. */
export function ofWithdrawn(release: ReleaseFacts, base: ReleaseFacts): Problem {
  return new Problem(
    'withdrawn-release',
    `The revisions of release ${release.version} are by release ${base.version}, which has been withdrawn: ` +
      `${base.withdrawnReason ?? 'no reason was given.'} Name another release with since.`,
    [],
    [{ rel: 'related', href: `/v1/releases/${release.version}` }],
  );
}
