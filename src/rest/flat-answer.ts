import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Caveat, ReleaseFacts, Source } from '../flow/answer.ts';
import { csvLine } from '../platform/csv-line.ts';
import { type Column, flatRow, kebab, snakeCase } from './columns.ts';
import { conditionally } from './conditional.ts';

/** What every flat answer says beside its rows. */
export const ENVELOPE = {
  release: z.strictObject({ version: z.string(), publishedAt: z.iso.datetime() }),
  sources: z
    .array(
      z.strictObject({
        publisher: z.string(),
        title: z.string(),
        licence: z.string(),
        attribution: z.string().describe('What to print beside the figures'),
      }),
    )
    .describe('Where the figures come from'),
  caveats: z.array(z.strictObject({ code: z.string(), text: z.string() })),
} as const;

interface Told {
  readonly release: ReleaseFacts;
  readonly sources: readonly Source[];
  readonly caveats: readonly Caveat[];
}

export function envelopeOf({ release, sources, caveats }: Told) {
  return {
    release: { version: release.version, publishedAt: release.publishedAt.toISOString() },
    sources: sources.map((source) => ({ ...source })),
    caveats: caveats.map(({ code, text }) => ({ code: kebab(code), text })),
  };
}

const OGL = 'https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/';
const LICENCES: readonly { readonly words: RegExp; readonly address: string }[] = [
  { words: /Open Government Licence v3\.0/, address: OGL },
  { words: /CC BY 4\.0/, address: 'https://creativecommons.org/licenses/by/4.0/' },
];

/** The Link header that names the licences of an answer's sources; ours where it has none. */
export function licenceLink(sources: readonly Source[]): string {
  const named = LICENCES.filter(({ words }) => sources.some(({ licence }) => words.test(licence)));
  const addresses = named.length === 0 ? [OGL] : named.map(({ address }) => address);
  return addresses.map((address) => `<${address}>; rel="license"`).join(', ');
}

/** Rows as CSV: a header of snake_case names and CRLF lines. */
export function csvOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const header = csvLine(columns.map(({ name }) => snakeCase(name)));
  return header + rows.map((row) => csvLine(columns.map(({ of }) => of(row)))).join('');
}

export function rowsOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]) {
  return rows.map((row) => flatRow(columns, row));
}

/** Answers as CSV, to be kept under a name that says what it is. */
export function attached(reply: FastifyReply, name: string): void {
  reply.type('text/csv; charset=utf-8; header=present');
  reply.header('content-disposition', `attachment; filename="${name}"`);
}

/** Works an answer out for one release by its exact version, unless the caller has it already. */
export async function answered<Answer extends Told, T>(
  exchange: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  made: { readonly release: ReleaseFacts; readonly question: unknown },
  { ask, write }: { readonly ask: () => Promise<Answer>; readonly write: (answer: Answer) => T },
): Promise<T | FastifyReply> {
  return conditionally(exchange, made, async () => {
    const answer = await ask();
    exchange.reply.header('link', licenceLink(answer.sources));
    return write(answer);
  });
}
