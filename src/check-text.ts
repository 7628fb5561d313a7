import { breakdownsNotSent } from './validation/checks/breakdowns-not-sent.ts';
import { measuresNotAskedFor } from './validation/checks/measures-not-asked-for.ts';
import { measuresNotSent } from './validation/checks/measures-not-sent.ts';
import type { Finding, Severity } from './validation/finding.ts';
import { SEVERITIES } from './validation/finding.ts';
import { KEPT_PER_CHECK, rowPrefix } from './validation/report.ts';
import { CHANGE_CHECKS } from './validation/rulebook.ts';
import type { Validated } from './validation/validate.ts';
import type { Domain } from './vocabulary/measure.ts';
import type { Vocabulary } from './vocabulary/vocabulary.ts';

/** So many places of one code are told; the CSV report has more. */
const TOLD = 50;
const LISTED = KEPT_PER_CHECK.toLocaleString('en-GB');

/** They look at what a collection asks for. */
const OF_COLLECTION = [measuresNotSent, measuresNotAskedFor, breakdownsNotSent].map(({ code }) => code);

const HEADINGS: Readonly<Record<Severity, string>> = {
  error: 'ERRORS block: mend the file',
  query: 'QUERIES want a note: look whether it is right',
  notice: 'NOTICES say what was done',
};

export interface CheckedFile {
  readonly file: string;
  /** The one that was read of a workbook; null for a file of text. */
  readonly sheet: string | null;
  readonly domain: Domain;
  readonly period: string | null;
  readonly area: string | null;
  readonly layoutName: string;
  readonly vocabulary: Vocabulary;
}

/** What was found in a file, for a terminal: a summary, and the findings grouped by their code. */
export function checkText(
  { findings, counts, rows, cells, classification }: Validated,
  { file, sheet, domain, period, area, layoutName, vocabulary }: CheckedFile,
): { readonly summary: string; readonly findings: string } {
  const name = area === null ? 'areas as in the file' : `${vocabulary.area.get(area)?.name} (${area})`;
  const lines = [
    plain(
      `${file}${sheet === null ? '' : `, sheet ${sheet}`}: ${domain}, ${period ?? 'periods as in the file'}, ${name}, layout ${layoutName}`,
    ),
    ...(classification === null ? [] : [`Ethnic groups read as ${classification}`]),
    [
      counted(rows, 'row'),
      counted(cells, 'cell'),
      counted(counts.errors, 'error'),
      counted(counts.queries, 'query', 'queries'),
      counted(counts.notices, 'notice'),
    ].join(', '),
    counts.errors === 0
      ? 'No errors: the file can be sent. Nothing has been sent from here.'
      : 'Mend the errors before you send the file. Nothing has been sent from here.',
  ];
  const sections = SEVERITIES.flatMap((severity) => {
    const found = findings.filter((each) => each.severity === severity);
    return found.length === 0 ? [] : [`\n${HEADINGS[severity]}\n`, ...grouped(found, sheet)];
  });
  const apart = [
    '\nNOT CHECKED here, since only the service knows',
    `  what your collection asks for: ${OF_COLLECTION.join(', ')}`,
    `  what has changed since your last accepted file: ${CHANGE_CHECKS.map(({ code }) => code).join(', ')}`,
    '  → ldd-cli submit FILE … --dry-run has the service check it, and keeps nothing',
  ];
  return {
    summary: `${lines.join('\n')}\n`,
    findings: [...sections, ...apart].map((line) => `${line}\n`).join(''),
  };
}

function grouped(findings: readonly Finding[], sheet: string | null): readonly string[] {
  const codes = new Map<string, Finding[]>();
  for (const finding of findings) {
    const list = codes.get(finding.code);
    if (list === undefined) codes.set(finding.code, [finding]);
    else list.push(finding);
  }
  return [...codes.values()].flatMap((found) => {
    const [first] = found;
    if (first === undefined) return [];
    const times = found.reduce((sum, { occurrences }) => sum + occurrences, 0);
    return [
      `  ${first.code}: ${first.title}${times > 1 ? ` (${times.toLocaleString('en-GB')} times)` : ''}`,
      `    → ${first.hint}`,
      ...found.slice(0, TOLD).map((each) => `    · ${placeOf(each)}${plain(messageOf(each, sheet))}`),
      ...(found.length > TOLD ? [`    · and more: --csv lists up to ${LISTED} of a code`] : []),
    ];
  });
}

function placeOf({ row, column, occurrences }: Finding): string {
  const parts = [
    ...(row === null ? [] : [`${occurrences > 1 ? 'first in row' : 'row'} ${row}`]),
    ...(column === null ? [] : [`column ${plain(column)}`]),
  ];
  return parts.length === 0 ? '' : `${parts.join(', ')}: `;
}

/** The message without the row, which stands before it. */
function messageOf({ message, row }: Finding, sheet: string | null): string {
  const prefix = [sheet, null]
    .map((name) => rowPrefix(row ?? 0, name))
    .find((each) => message.startsWith(each));
  return prefix === undefined ? message : message.slice(prefix.length);
}

/** Text of a file without what would steer a terminal. */
function plain(text: string): string {
  return text.replace(/\p{Cc}/gu, '\uFFFD');
}

function counted(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en-GB')} ${number === 1 ? one : many}`;
}
