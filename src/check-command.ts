import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { checkText } from './check-text.ts';
import { type SubmissionTerms, termsOf } from './flow/submission-terms.ts';
import type { Identity } from './platform/identity.ts';
import { Problem } from './problem.ts';
import { reportCsv } from './rest/report-csv.ts';
import { readSeeds } from './storage/seed.ts';
import { openReceived } from './submission/received-table.ts';
import { USUAL_LIMITS } from './submission/workbook/limits.ts';
import { createWorkbookReader } from './submission/workbook/reader.ts';
import { UsageError } from './usage-error.ts';
import { type Validated, validate } from './validation/validate.ts';
import { DOMAINS, type Domain } from './vocabulary/measure.ts';
import { buildVocabulary, type Vocabulary } from './vocabulary/vocabulary.ts';

export interface CheckCommandOptions {
  /** Where the vocabulary lies. */
  readonly seeds: string;
  /** Takes what was asked for. */
  readonly write: (text: string) => void;
  /** Takes what is said beside it. */
  readonly tell: (text: string) => void;
}

const NO_ERRORS = 0;
const WITH_ERRORS = 1;
const UNREADABLE = 3;

/**
 * `ldd-cli check FILE`: says what the service would find in a file, on this machine and without sending it. Returns the
 * exit code: 0 without errors, 1 with errors, 3 for a file that cannot be read. Throws a UsageError for anything else.
 */
export async function checkCommand(
  words: readonly string[],
  { seeds, write, tell }: CheckCommandOptions,
): Promise<number> {
  const { file, asked, csv } = readWords(words);
  const vocabulary = buildVocabulary(1, await readSeeds(seeds));
  const terms = termsAsked(asked, vocabulary);
  const checked = await checkFile(file, { domain: asked.domain, terms, vocabulary });
  if (typeof checked === 'string') {
    tell(`${basename(file)}: ${checked}\n`);
    return UNREADABLE;
  }
  const { sheet } = checked;
  const text = checkText(checked, {
    ...terms,
    file: basename(file),
    sheet,
    domain: asked.domain,
    vocabulary,
  });
  if (csv) write(reportCsv(checked.findings));
  (csv ? tell : write)(csv ? text.summary : `${text.summary}${text.findings}`);
  return checked.counts.errors === 0 ? NO_ERRORS : WITH_ERRORS;
}

interface Asked {
  readonly domain: Domain;
  readonly period: string | null;
  readonly area: string | null;
  readonly layout: string | null;
  readonly classification: string | null;
}

function readWords(words: readonly string[]): {
  readonly file: string;
  readonly asked: Asked;
  readonly csv: boolean;
} {
  const option = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      domain: option,
      period: option,
      area: option,
      layout: option,
      classification: option,
      csv: { type: 'boolean', default: false },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('Which file? ldd-cli check FILE …');
  const domain = DOMAINS.find((each) => each === values.domain);
  if (domain === undefined) throw new UsageError(`Say --domain: one of ${DOMAINS.join(', ')}.`);
  const { period = null, area = null, layout = null, classification = null, csv } = values;
  if (area === null && layout === null) {
    throw new UsageError('Say --area, your authority: --area E09000012. Only national files have none.');
  }
  return { file, asked: { domain, period, area, layout, classification }, csv };
}

/** The terms on which the door would take the file from a sender who may send it. */
function termsAsked(asked: Asked, vocabulary: Vocabulary): SubmissionTerms {
  const area = asked.area?.toUpperCase() ?? null;
  const sender: Identity = {
    id: 'ldd-cli',
    name: 'ldd-cli',
    roles: area === null ? ['submitter', 'national'] : ['submitter'],
    area,
  };
  const upload = { ...asked, mediaType: 'text/csv', fileName: null, idempotencyKey: null, dryRun: true };
  try {
    return termsOf(sender, upload, { vocabulary, granted: null });
  } catch (error) {
    throw error instanceof Problem ? new UsageError(`${error.message} ${error.hint}`) : error;
  }
}

interface FileTerms {
  readonly domain: Domain;
  readonly terms: SubmissionTerms;
  readonly vocabulary: Vocabulary;
}

/** What is found, and in which sheet of a workbook. */
type Checked = Validated & { readonly sheet: string | null };

/** What is found in the file, or in words why it cannot be read. */
async function checkFile(path: string, { domain, terms, vocabulary }: FileTerms): Promise<Checked | string> {
  const { period, area, layout, classification } = terms;
  const workbooks = createWorkbookReader({ limits: USUAL_LIMITS, directory: tmpdir() });
  try {
    await using file = await open(path, 'r');
    const table = await openReceived({ file, layout, workbooks });
    try {
      const { source, sheet } = table;
      // What a collection asks for is known where it was opened, and this sends nothing and asks nobody.
      const context = { vocabulary, domain, period, area, layout, classification, asked: null, pupils: null };
      return {
        sheet: sheet?.name ?? null,
        ...(await validate({ source, sheet, context, take: async () => {} })),
      };
    } finally {
      await table.close();
    }
  } catch (error) {
    if (error instanceof Problem) return `${error.title}. ${error.message} ${error.hint}`;
    if (error instanceof Error && 'syscall' in error) return `The file cannot be opened (${error.message}).`;
    throw error;
  }
}
