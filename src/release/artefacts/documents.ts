import { type About, DESCRIPTION, LICENCE, type Source, TITLE } from './about.ts';
import { COLUMNS, type ColumnType, STATUS_WORDS } from './columns.ts';

/** A file as a document about it needs it. */
export interface DescribedFile {
  readonly name: string;
  readonly format: string;
  readonly mediaType: string;
  readonly sha256: string;
  readonly byteLength: number;
  readonly rowCount: number;
}

/** `all` and `csv` → `all.csv`; a file without a format is called by its name. */
export function fileNameOf({ name, format }: { readonly name: string; readonly format: string }): string {
  return format === '' ? name : `${name}.${format}`;
}

const FRICTIONLESS: Readonly<Record<ColumnType, string>> = {
  text: 'string',
  date: 'date',
  integer: 'integer',
  number: 'number',
};
const XSD: Readonly<Record<ColumnType, string>> = {
  text: 'string',
  date: 'date',
  integer: 'integer',
  number: 'double',
};

const PLACE = ['measure', 'period', 'area', 'ethnic_group', 'sex', 'age_band', 'category'];

/** `datapackage.json` by Data Package 2, over the tables given. */
export function dataPackage(
  about: About,
  { files, sources }: { readonly files: readonly DescribedFile[]; readonly sources: readonly Source[] },
): string {
  const resources = files.map((file) => ({
    name: `${file.name}-${file.format}`,
    path: fileNameOf(file),
    type: 'table',
    format: file.format,
    mediatype: file.mediaType.split(';')[0],
    ...(file.format === 'csv' ? { encoding: 'utf-8', dialect: { lineTerminator: '\r\n' } } : {}),
    hash: `sha256:${file.sha256}`,
    bytes: file.byteLength,
    schema: {
      $schema: 'https://datapackage.org/profiles/2.0/tableschema.json',
      fields: COLUMNS.map(({ name, type, required, description }) => ({
        name,
        type: FRICTIONLESS[type],
        description,
        ...(required ? { constraints: { required: true } } : {}),
      })),
      missingValues: [''],
      primaryKey: PLACE,
    },
  }));
  return pretty({
    $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
    name: 'london-disproportionality-data',
    title: TITLE,
    description: DESCRIPTION,
    version: about.version,
    created: about.publishedAt.toISOString(),
    ...(about.publicUrl === '' ? {} : { homepage: `${about.publicUrl}/v1/releases/${about.version}` }),
    licenses: [LICENCE],
    sources: sources.map(({ title }) => ({ title })),
    resources,
  });
}

/** `{name}.csv-metadata.json` by CSV on the Web: the place where a reader of CSVW looks first. */
export function csvMetadata(about: About, file: DescribedFile): string {
  return pretty({
    '@context': ['http://www.w3.org/ns/csvw', { '@language': 'en' }],
    url: fileNameOf(file),
    'dc:title': `${TITLE}, release ${about.version}: ${file.name}`,
    'dc:description': DESCRIPTION,
    'dc:license': { '@id': LICENCE.path },
    'dc:issued': { '@value': about.publishedAt.toISOString().slice(0, 10), '@type': 'xsd:date' },
    dialect: { header: true, encoding: 'utf-8', lineTerminators: ['\r\n'] },
    tableSchema: {
      columns: COLUMNS.map(({ name, type, required, description }) => ({
        name,
        titles: name,
        datatype: XSD[type],
        null: '',
        required,
        'dc:description': description,
      })),
      primaryKey: PLACE,
    },
  });
}

/** What the release's past is, newest first. */
export interface HistoryLine {
  readonly version: string;
  readonly publishedAt: Date | null;
  readonly status: string;
  readonly notes: string;
  readonly correction: string | null;
  readonly withdrawnReason: string | null;
}

export function changesText(history: readonly HistoryLine[]): string {
  const entries = history.map(({ version, publishedAt, status, notes, correction, withdrawnReason }) => {
    const day = publishedAt?.toISOString().slice(0, 10) ?? '';
    const fate = status === 'withdrawn' ? `\nWithdrawn: ${withdrawnReason ?? 'no reason was given.'}\n` : '';
    const mistake = correction === null ? '' : `\nThis release corrects a mistake: ${correction}\n`;
    return `## ${version} (${day})\n\n${notes === '' ? 'No notes.' : notes}\n${mistake}${fate}`;
  });
  return `# Releases of ${TITLE}, up to this one\n\n${entries.join('\n')}`;
}

export function readmeText(
  about: About,
  { files, sources }: { readonly files: readonly string[]; readonly sources: readonly Source[] },
): string {
  return `# ${TITLE}, release ${about.version}

${DESCRIPTION}

Published on ${about.publishedAt.toISOString().slice(0, 10)}. A release is never changed: these bytes are the same for ever, and SHA256SUMS proves
them (\`sha256sum -c SHA256SUMS\`).
${about.notes === '' ? '' : `\n${about.notes}\n`}${about.correction === null ? '' : `\nThis release corrects a mistake: ${about.correction}\n`}
## Files

${files.map((path) => `- ${path}`).join('\n')}

datapackage.json describes the tables for Frictionless tools, *.csv-metadata.json for CSV on the Web. One row is one measure,
period, area, ethnic group, sex, age band and category.

## Numbers that are not there

A missing number is empty (null in Parquet), never 0, and the column \`*_status\` beside it says why:

${STATUS_WORDS.map(([status, meaning]) => `- \`${status}\`: ${meaning}`).join('\n')}

## Columns

${COLUMNS.map(({ name, description }) => `- \`${name}\`: ${description}`).join('\n')}

## Licence and sources

${LICENCE.title}, ${LICENCE.path}. Print this beside the figures:

${sources.map(({ attribution }) => `- ${attribution}`).join('\n')}
`;
}

export function checksums(files: readonly { readonly path: string; readonly sha256: string }[]): string {
  return files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('');
}

export const LICENCE_TEXT = `${LICENCE.title}\n${LICENCE.path}\n\nYou may copy, publish, distribute, transmit and adapt the figures, for any purpose, with the attribution that README.md names.\n`;

function pretty(body: object): string {
  return `${JSON.stringify(body, null, 2)}\n`;
}
