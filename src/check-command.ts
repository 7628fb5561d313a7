import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { checkText } from './check-text.ts';
import { aboutFile, type ReportedFile } from './flow/report-workbook.ts';
import { reportOfFile } from './flow/submission-report.ts';
import { type SubmissionTerms, termsOf } from './flow/submission-terms.ts';
import type { Identity } from './platform/identity.ts';
import { Problem } from './problem.ts';
import { reportCsv } from './rest/report-csv.ts';
import { seededPupils } from './seeded-pupils.ts';
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
  const { file, asked, csv, xlsx } = readWords(words);
  const vocabulary = buildVocabulary(1, await readSeeds(seeds));
  const terms = termsAsked(asked, vocabulary);
  const checked = await checkFile(file, { domain: asked.domain, terms, vocabulary, seeds });
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
  if (xlsx !== undefined) {
    await writeWorkbook(file, xlsx, {
      checked,
      terms,
      about: { ...terms, ...asked, name: basename(file) },
      vocabulary,
    });
    tell(`The report as a workbook: ${xlsx}\n`);
  }
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
  /** Where the report as a workbook goes. */
  readonly xlsx: string | undefined;
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
      xlsx: option,
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('Which file? ldd-cli check FILE …');
  const domain = DOMAINS.find((each) => each === values.domain);
  if (domain === undefined) throw new UsageError(`Say --domain: one of ${DOMAINS.join(', ')}.`);
  const { period = null, area = null, layout = null, classification = null, csv, xlsx } = values;
  if (area === null && layout === null) {
    throw new UsageError('Say --area, your authority: --area E09000012. Only national files have none.');
  }
  if (xlsx !== undefined && resolve(xlsx) === resolve(file)) {
    throw new UsageError('--xlsx names the file itself: the report needs a name of its own.');
  }
  return { file, asked: { domain, period, area, layout, classification }, csv, xlsx };
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

interface WorkbookOfCheck {
  readonly checked: Checked;
  readonly terms: SubmissionTerms;
  readonly about: ReportedFile;
  readonly vocabulary: Vocabulary;
}

/** The same report as the service gives, with the officer's own table in it. */
async function writeWorkbook(path: string, to: string, of: WorkbookOfCheck): Promise<void> {
  const { checked, terms, about, vocabulary } = of;
  const workbook = await reportOfFile({
    about: aboutFile(about, vocabulary),
    counts: checked.counts,
    findings: checked.findings,
    file: await open(path, 'r'),
    layout: terms.layout,
    workbooks: createWorkbookReader({ limits: USUAL_LIMITS, directory: tmpdir() }),
  });
  await pipeline(workbook, createWriteStream(to));
}

interface FileTerms {
  readonly domain: Domain;
  readonly terms: SubmissionTerms;
  readonly vocabulary: Vocabulary;
  readonly seeds: string;
}

/** What is found, and in which sheet of a workbook. */
type Checked = Validated & { readonly sheet: string | null };

/** What is found in the file, or in words why it cannot be read. */
async function checkFile(
  path: string,
  { domain, terms, vocabulary, seeds }: FileTerms,
): Promise<Checked | string> {
  const { period, area, layout, classification } = terms;
  const ofPupils = domain === 'education' && period !== null && area !== null;
  const published = join(seeds, 'published');
  const pupils = ofPupils ? await seededPupils(published, vocabulary, { area, period }) : null;
  const workbooks = createWorkbookReader({ limits: USUAL_LIMITS, directory: tmpdir() });
  try {
    await using file = await open(path, 'r');
    const table = await openReceived({ file, layout, workbooks });
    try {
      const { source, sheet } = table;
      // What a collection asks for is known where it was opened, and this sends nothing and asks nobody.
      const context = { vocabulary, domain, period, area, layout, classification, asked: null, pupils };
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
