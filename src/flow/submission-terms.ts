import { hasRole, type Identity } from '../platform/identity.ts';
import { Problem } from '../problem.ts';
import { TIDY } from '../submission/layouts/tidy.ts';
import type { Origin } from '../vocabulary/cell.ts';
import { findClassification } from '../vocabulary/classification.ts';
import type { Layout } from '../vocabulary/layout.ts';
import type { Domain } from '../vocabulary/measure.ts';
import { parsePeriod } from '../vocabulary/period.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';

/** A file on its way in, and what its sender says of it. */
export interface Upload {
  readonly stream: AsyncIterable<Uint8Array>;
  readonly mediaType: string;
  readonly fileName: string | null;
  readonly domain: Domain;
  /** null for an authority's own; national files name their areas and periods themselves. */
  readonly period: string | null;
  readonly area: string | null;
  /** null for our own columns. */
  readonly layout: string | null;
  /** null to have it inferred. */
  readonly classification: string | null;
  readonly idempotencyKey: string | null;
  /** Everything is done and taken back. */
  readonly dryRun: boolean;
}

/** What a sender says of a file, found to be sound: whose it is, of what, and how it is to be read. */
export interface SubmissionTerms {
  /** null where the file names its own, as national files do; so for the area. */
  readonly period: string | null;
  readonly area: string | null;
  readonly layout: Layout | null;
  readonly layoutName: string;
  readonly classification: string | null;
  readonly origin: Origin;
}

/** What an upload is held against. */
interface Known {
  readonly vocabulary: Vocabulary;
  /** The other authority that the sender may send this file for, by grant. */
  readonly granted: string | null;
}
/** A workbook's media type. */
export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Spreadsheet programs and browsers name CSV in many ways; what it is shows when it is read. */
const MEDIA_TYPES = new Set([
  'text/csv',
  'text/plain',
  'text/tab-separated-values',
  'text/comma-separated-values',
  'application/csv',
  'application/vnd.ms-excel',
  'application/octet-stream',
  XLSX,
]);

/**
 * The terms of an upload. Throws `forbidden`, `another-authority`, `unknown-area`, `unknown-layout`,
 * `unsupported-media-type` or `bad-request` where they do not hold.
 */
export function termsOf(
  identity: Identity,
  upload: Omit<Upload, 'stream'>,
  { vocabulary, granted }: Known,
): SubmissionTerms {
  if (!hasRole(identity, 'submitter')) {
    throw new Problem('forbidden', 'To send a file needs a key with the role submitter.');
  }
  const mediaType = upload.mediaType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!MEDIA_TYPES.has(mediaType)) {
    throw new Problem(
      'unsupported-media-type',
      `A file of the type ${mediaType.slice(0, 100)} is not taken.`,
    );
  }
  const national = identity.area === null && hasRole(identity, 'national');
  const layout = layoutOf(upload.layout, vocabulary);
  const filled = layout?.rules.flatMap(({ values }) => values.map(({ measure }) => measure)) ?? [];
  if (!national && filled.some((id) => vocabulary.population.has(id))) {
    throw new Problem(
      'forbidden',
      'This layout fills a population, which everybody is divided by: it is for national senders.',
    );
  }
  return {
    period: periodOf(upload.period, national),
    area: national ? nationalArea(upload.area) : ownArea(identity, upload.area, { vocabulary, granted }),
    layout,
    layoutName: layout?.name ?? TIDY,
    classification: classificationOf(upload.classification, layout, vocabulary),
    origin: national && layout?.policy === 'already-public' ? 'official' : 'authority',
  };
}

function periodOf(text: string | null, national: boolean): string | null {
  if (text === null || text === '') {
    if (national) return null;
    throw new Problem('bad-request', 'Say which period the file is of: ?period=AY2024-25.');
  }
  const period = parsePeriod(text.toUpperCase());
  if (period === undefined) {
    throw new Problem(
      'bad-request',
      'The period is not written in a form we know. GET /v1/periods lists them.',
    );
  }
  return period.id;
}

function nationalArea(area: string | null): null {
  if (area === null || area === '') return null;
  throw new Problem('bad-request', 'A national file names its own areas: leave `area` out.');
}

function ownArea(identity: Identity, area: string | null, { vocabulary, granted }: Known): string {
  if (identity.area === null) {
    throw new Problem('forbidden', 'This key belongs to no authority, and files are sent by authorities.');
  }
  const wanted = area === null || area === '' ? identity.area : area.toUpperCase();
  if (!vocabulary.authorities.some(({ id }) => id === wanted)) {
    throw new Problem('unknown-area', 'The area is not an authority of London.');
  }
  if (wanted !== identity.area && wanted !== granted) {
    throw new Problem(
      'another-authority',
      'This key sends files of its own authority, and of those that have granted it the right to.',
    );
  }
  return wanted;
}

function layoutOf(name: string | null, vocabulary: Vocabulary): Layout | null {
  if (name === null || name === '' || name === TIDY) return null;
  const layout = vocabulary.layout.get(name);
  if (layout === undefined) throw new Problem('unknown-layout', 'There is no layout of this name.');
  return layout;
}

function classificationOf(name: string | null, layout: Layout | null, vocabulary: Vocabulary): string | null {
  if (layout !== null) return findClassification(vocabulary, layout.classification) ?? null;
  if (name === null || name === '') return null;
  const found = findClassification(vocabulary, name);
  if (found !== undefined) return found;
  const names = [...new Set(vocabulary.codes.map(({ classification }) => classification))].join(', ');
  throw new Problem('bad-request', `The classification is not one we know. It is one of ${names}.`);
}
