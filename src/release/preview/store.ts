import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { and, eq, gt, inArray, isNull } from 'drizzle-orm';
import type { Transaction } from '../../storage/database.ts';
import { previewToken } from '../../storage/preview-tables.ts';
import { release } from '../../storage/publication-tables.ts';
import type { Coverage, ProtectedCell } from '../../vocabulary/cell.ts';
import { inPlaceOrder } from '../artefacts/store.ts';
import { type PublishedRow, toCell } from '../read.ts';

export interface NewPreview {
  readonly releaseId: number;
  readonly label: string;
  readonly actor: string;
  readonly at: Date;
  readonly expiresAt: Date;
}

const digestOf = (token: string) => createHash('sha256').update(token).digest('hex');

/** Makes a token and keeps its digest; the token is told once. */
export async function insertPreview({ tables }: Transaction, made: NewPreview): Promise<string> {
  const token = `ldd_preview_${randomBytes(32).toString('base64url')}`;
  const { actor: createdBy, at: createdAt, ...rest } = made;
  await tables
    .insert(previewToken)
    .values({ id: randomUUID(), sha256: digestOf(token), createdBy, createdAt, ...rest });
  return token;
}

/** A draft that is protected and not yet published, as a preview needs it. */
export interface PreviewedDraft {
  readonly id: number;
  readonly version: string;
  readonly edition: number;
  readonly draftedAt: Date;
  readonly notes: string;
  readonly correction: string | null;
}

/** The draft that a token is for; undefined where the token has ended, or the draft is none any more. */
export async function previewedDraft(
  { tables }: Transaction,
  { token, at }: { readonly token: string; readonly at: Date },
): Promise<PreviewedDraft | undefined> {
  const { id, version, edition, draftedAt, notes, correction } = release;
  const [row] = await tables
    .select({ id, version, edition, draftedAt, notes, correction })
    .from(previewToken)
    .innerJoin(release, eq(release.id, previewToken.releaseId))
    .where(
      and(
        eq(previewToken.sha256, digestOf(token)),
        gt(previewToken.expiresAt, at),
        isNull(release.number),
        inArray(release.status, ['protected', 'approved']),
      ),
    );
  return row;
}

/** The protected cells of a draft, in the order of files. */
export function draftedCells(tx: Transaction, releaseId: number): AsyncIterable<ProtectedCell> {
  return inPlaceOrder(
    tx,
    `select *, false as ended from publication.draft_cell where release_id = ${Number(releaseId)}`,
  );
}

export async function draftedPopulations(
  { client }: Transaction,
  { releaseId, populations }: { readonly releaseId: number; readonly populations: readonly string[] },
): Promise<readonly ProtectedCell[]> {
  const { rows } = await client.query<PublishedRow & { measure_id: string; period: string }>(
    `select *, false as ended from publication.draft_cell where release_id = $1 and measure_id = any($2)`,
    [releaseId, populations],
  );
  const noCoverage = new Map<number, Coverage>();
  return rows.map((row) => toCell(row, { measure: row.measure_id, period: row.period }, noCoverage));
}
