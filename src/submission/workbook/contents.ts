import { posix } from 'node:path';
import { Problem } from '../../problem.ts';
import { MOST_SHEETS } from './limits.ts';
import type { Parts } from './parts.ts';
import { attribute, scanXml, type XmlHandler } from './scan-xml.ts';

export interface SheetPart {
  readonly name: string;
  readonly hidden: boolean;
  readonly part: string;
}

/** What lies where in a workbook. */
export interface Contents {
  /** Sheets of cells, in the order of their tabs; sheets of charts are none. */
  readonly sheets: readonly SheetPart[];
  /** Days are counted from 1904 and not from 1900. */
  readonly from1904: boolean;
  readonly sharedStrings: string | undefined;
  readonly styles: string | undefined;
}

const WORKBOOK = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml';
const OTHER_KINDS: readonly (readonly [sign: RegExp, what: string])[] = [
  [/sheet\.macroEnabled\.main|template\.macroEnabled\.main/i, 'a workbook with macros (.xlsm)'],
  [/sheet\.binary/i, 'a binary workbook (.xlsb)'],
  [/spreadsheetml\.template/i, 'a template of Excel (.xltx)'],
  [/wordprocessingml/i, 'a Word document'],
  [/presentationml/i, 'a PowerPoint presentation'],
];

/** Reads a workbook's list of contents. Throws `unsupported-workbook` for an archive of another kind. */
export async function readContents(parts: Parts): Promise<Contents> {
  if (parts.has('mimetype')) {
    const type = (await parts.whole('mimetype')).toString('latin1', 0, 100);
    throw unsupported(
      type.includes('opendocument.spreadsheet') ? 'an OpenDocument spreadsheet (.ods)' : 'no workbook',
    );
  }
  if (!parts.has('[Content_Types].xml')) throw unsupported('a zip file and no workbook');
  const types = (await parts.whole('[Content_Types].xml')).toString('utf8');
  if (!types.includes(WORKBOOK)) {
    throw unsupported(OTHER_KINDS.find(([sign]) => sign.test(types))?.[1] ?? 'no workbook of Excel');
  }
  const workbook = [...(await relations(parts, '')).values()].find(
    ({ kind }) => kind === 'officeDocument',
  )?.part;
  if (workbook === undefined) throw unsupported('no workbook of Excel');

  const related = await relations(parts, workbook);
  const named: { name: string; hidden: boolean; id: string }[] = [];
  let from1904 = false;
  await scan(parts, workbook, (name, attributes) => {
    if (name === 'workbookPr') from1904 = isTrue(attribute(attributes, 'date1904'));
    if (name !== 'sheet') return;
    const state = attribute(attributes, 'state') ?? 'visible';
    const id = attribute(attributes, 'id') ?? '';
    named.push({ name: attribute(attributes, 'name') ?? '', hidden: state !== 'visible', id });
  });
  if (named.length > MOST_SHEETS) {
    throw new Problem(
      'workbook-too-large',
      `The workbook has ${named.length} sheets; at most ${MOST_SHEETS} are taken.`,
    );
  }
  const names = named.map(({ name }) => name.toLowerCase());
  const twice = names.findIndex((name, at) => names.indexOf(name) !== at);
  if (twice !== -1) {
    throw new Problem(
      'unreadable-file',
      `Two sheets of the workbook have one name, '${named[twice]?.name.slice(0, 31)}'. Give one of them another.`,
    );
  }
  const partOf = (kind: string) => {
    const part = [...related.values()].find((each) => each.kind === kind)?.part;
    return part !== undefined && parts.has(part) ? part : undefined;
  };
  return {
    sheets: named.flatMap(({ name, hidden, id }) => {
      const relation = related.get(id);
      return relation?.kind === 'worksheet' ? [{ name, hidden, part: relation.part }] : [];
    }),
    from1904,
    sharedStrings: partOf('sharedStrings'),
    styles: partOf('styles'),
  };
}

interface Relation {
  /** The last word of its type: both flavours of the format end in the same. */
  readonly kind: string;
  readonly part: string;
}

/** What a part refers to, by id; the archive itself is the part without a name. */
async function relations(parts: Parts, part: string): Promise<ReadonlyMap<string, Relation>> {
  const folder = posix.dirname(part);
  const found = new Map<string, Relation>();
  const file = posix.join(folder, '_rels', `${posix.basename(part)}.rels`);
  if (!parts.has(file)) return found;
  await scan(parts, file, (name, attributes) => {
    if (name !== 'Relationship' || attribute(attributes, 'TargetMode') === 'External') return;
    const target = attribute(attributes, 'Target') ?? '';
    const path = target.startsWith('/') ? target.slice(1) : posix.join(folder, target);
    const kind = posix.basename(attribute(attributes, 'Type') ?? '');
    found.set(attribute(attributes, 'Id') ?? '', { kind, part: path });
  });
  return found;
}

async function scan(parts: Parts, part: string, open: XmlHandler['open']): Promise<void> {
  const bytes = await parts.whole(part);
  const once = async function* () {
    yield bytes;
  };
  await scanXml(once(), { open, text: () => {}, close: () => {} });
}

export function isTrue(text: string | undefined): boolean {
  return text === '1' || text === 'true';
}

export function unsupported(what: string): Problem {
  return new Problem('unsupported-workbook', `The file is ${what}.`);
}
