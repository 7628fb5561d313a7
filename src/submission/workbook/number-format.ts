import type { Parts } from './parts.ts';
import { attribute, scanXml } from './scan-xml.ts';

/** What a cell's number is shown as. */
export type Shown = 'number' | 'percent' | 'date' | 'day-month' | 'month-year' | 'time';

/** Formats that stand in no file; 27 to 58 are days of East Asia. */
const BUILT_IN: ReadonlyMap<number, Shown> = new Map([
  ...[9, 10].map((id) => [id, 'percent'] as const),
  ...[14, 15, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id) => [id, 'date'] as const),
  [16, 'day-month'],
  [17, 'month-year'],
  ...[18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56].map((id) => [id, 'time'] as const),
]);

/** How the number of each style is shown, by the style's place in the list. */
export async function readStyles(parts: Parts, part: string | undefined): Promise<readonly Shown[]> {
  if (part === undefined) return [];
  const codes = new Map<number, Shown>();
  const styles: Shown[] = [];
  let inCells = false;
  await scanXml(parts.read(part), {
    open(name, attributes) {
      if (name === 'numFmt') {
        codes.set(
          Number(attribute(attributes, 'numFmtId')),
          shownBy(attribute(attributes, 'formatCode') ?? ''),
        );
      }
      if (name === 'cellXfs') inCells = true;
      if (name !== 'xf' || !inCells) return;
      const id = Number(attribute(attributes, 'numFmtId') ?? 0);
      styles.push(codes.get(id) ?? BUILT_IN.get(id) ?? 'number');
    },
    text: () => {},
    close(name) {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return styles;
}

/** What a format's code makes of a number: letters in quotes, brackets and behind backslashes are only text. */
function shownBy(code: string): Shown {
  const bare = (code.split(';', 1)[0] ?? '')
    .replace(/"[^"]*"|\[(?!h|m|s)[^\]]*\]|[\\_*]./gi, '')
    .replace(/general|am\/pm|a\/p/gi, '')
    .toLowerCase();
  if (bare.includes('%')) return 'percent';
  const [day, month, year, time] = ['d', 'm', 'y', /[hs]/].map((sign) => bare.search(sign) !== -1);
  if (year && month && !day) return 'month-year';
  if (day && month && !year) return time ? 'date' : 'day-month';
  if (day || year) return 'date';
  if (time) return 'time';
  return month ? 'date' : 'number';
}
