import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasRole, type Identity } from '../platform/identity.ts';
import { Problem } from '../problem.ts';
import type { EstimateCell } from '../release/artefacts/row.ts';
import { editionBody } from '../release/artefacts/store.ts';
import {
  draftedCells,
  draftedPopulations,
  insertPreview,
  type PreviewedDraft,
  previewedDraft,
} from '../release/preview/store.ts';
import { type PreviewFile, writePreview } from '../release/preview/write-files.ts';
import { ensureHeldAgainstAll } from '../release/protection/store.ts';
import type { ReleaseFacts, ReleaseReader } from '../release/read.ts';
import { lockReleases, releaseByVersion } from '../release/store.ts';
import { recordAct } from '../storage/audit.ts';
import { type Database, transaction } from '../storage/database.ts';
import type { ProtectedCell } from '../vocabulary/cell.ts';
import { buildVocabulary, type Vocabulary } from '../vocabulary/vocabulary.ts';
import { createDataSets, type DataSets } from './data-set.ts';

/** A draft as data sets, for whoever holds a token of it. What it reads has been through disclosure control. */
export interface Previewed {
  readonly release: ReleaseFacts;
  readonly dataSets: DataSets;
}

export interface Preview {
  /**
   * Makes a token for a protected draft, told once. Throws `forbidden`, `unknown-release`, `wrong-move` for a draft that has no
   * protected cells yet and for what is none, and `stale-draft` where others have seen something since it was drafted.
   */
  token(
    identity: Identity,
    asked: { readonly version: string; readonly label: string; readonly days: number },
  ): Promise<{ readonly token: string; readonly version: string; readonly expiresAt: Date }>;
  /** Throws `forbidden` for a token that is none, has ended, or whose draft is none any more. */
  open(token: string): Promise<Previewed>;
}

export interface PreviewOptions {
  readonly publisher: Database['publisher'];
  readonly reader: ReleaseReader;
  readonly clock: () => Date;
  readonly estimator: (vocabulary: Vocabulary, populations: readonly ProtectedCell[]) => EstimateCell;
  /** Where drafts are written out while they are looked at. */
  readonly directory: string;
}

/** How many drafts are kept written out. */
const KEPT = 2;

export function createPreview(options: PreviewOptions): Preview {
  const { publisher, clock } = options;
  const made = new Map<number, Promise<{ readonly file: PreviewFile; readonly previewed: Previewed }>>();

  // What a process before this one has left is nobody's.
  let cleared: Promise<void> | undefined;

  async function write(draft: PreviewedDraft) {
    cleared ??= rm(options.directory, { recursive: true, force: true });
    await cleared;
    await mkdir(options.directory, { recursive: true, mode: 0o700 });
    const path = join(options.directory, `draft-${draft.id}.csv`);
    const file = await transaction(publisher, async (tx) => {
      const vocabulary = buildVocabulary(draft.edition, await editionBody(tx, draft.edition));
      const ids = { releaseId: draft.id, populations: [...vocabulary.population.keys()] };
      const estimate = options.estimator(vocabulary, await draftedPopulations(tx, ids));
      const { version } = draft;
      return writePreview(draftedCells(tx, draft.id), { path, version, vocabulary, estimate });
    });
    return { file, previewed: previewOf(draft, file, options.reader) };
  }

  /** Throws away what was written of drafts that were looked at longest ago. */
  function makeRoom(): void {
    for (const [id, old] of made) {
      if (made.size <= KEPT) return;
      made.delete(id);
      old.then(({ file }) => rm(file.path, { force: true })).catch(() => undefined);
    }
  }

  return {
    token(identity, { version, label, days }) {
      if (!hasRole(identity, 'steward', 'publisher'))
        throw new Problem('forbidden', 'Only the steward and the publisher let others see a draft.');
      return transaction(publisher, async (tx) => {
        await lockReleases(tx);
        const draft = await releaseByVersion(tx, version);
        if (draft === undefined) throw new Problem('unknown-release', `There is no release ${version}.`);
        if (draft.status === 'draft')
          throw new Problem(
            'wrong-move',
            `${version} is still being protected: nothing of it can be shown yet.`,
          );
        if (draft.status !== 'protected' && draft.status !== 'approved')
          throw new Problem('wrong-move', `${version} is ${draft.status}: only a draft has previews.`);
        await ensureHeldAgainstAll(tx, draft);
        const at = clock();
        const expiresAt = new Date(at.valueOf() + days * 86_400_000);
        const token = await insertPreview(tx, {
          releaseId: draft.id,
          label,
          actor: identity.id,
          at,
          expiresAt,
        });
        await recordAct(tx, {
          at,
          actor: identity.id,
          act: 'release.preview',
          subjectKind: 'release',
          subjectId: draft.version,
          area: null,
          detail: { days },
        });
        return { token, version: draft.version, expiresAt };
      });
    },
    async open(token) {
      const draft = await transaction(publisher, (tx) => previewedDraft(tx, { token, at: clock() }));
      if (draft === undefined) {
        const detail =
          'The preview token is not known, has ended, or its draft has been published or withdrawn.';
        throw new Problem('forbidden', detail);
      }
      let work = made.get(draft.id);
      if (work === undefined) {
        work = write(draft);
        work.catch(() => made.delete(draft.id));
      }
      // What was asked for last stands last.
      made.delete(draft.id);
      made.set(draft.id, work);
      makeRoom();
      return (await work).previewed;
    },
  };
}

function previewOf(draft: PreviewedDraft, file: PreviewFile, reader: ReleaseReader): Previewed {
  const release: ReleaseFacts = {
    ...{ id: draft.id, version: draft.version, number: 0, edition: draft.edition },
    ...{ status: 'published', isLatest: false, manifest: {}, cellCount: 0, withheldCount: 0 },
    ...{ notes: draft.notes, correction: draft.correction, nextRelease: null },
    ...{ publishedAt: draft.draftedAt, withdrawnReason: null, withdrawnAt: null },
  };
  const factsOf = (name: string, rowCount: number) => ({
    ...{ releaseId: draft.id, name, format: 'csv', mediaType: 'text/csv', gzip: null, rowCount },
    ...{ sha256: file.sha256, byteLength: file.byteLength },
  });
  const all = factsOf('all', 0);
  const dataSets = createDataSets({
    reader: {
      vocabulary: reader.vocabulary,
      artefacts: async () => [...file.rows].map(([domain, rows]) => factsOf(domain, rows)),
    },
    download: { file: async () => all, open: () => open(file.path, 'r') },
    ranges: async (_, filter) => file.ranges(filter),
    places: async (_, measures) => file.places(measures),
  });
  return { release, dataSets };
}
