/** A field of a CSV file; what a list holds is separated by semicolons. */
export type CsvValue = string | number | boolean | null | readonly string[];

/** One line by RFC 4180, with CRLF. A text that a spreadsheet would run as a formula gets a leading apostrophe. */
export function csvLine(values: readonly CsvValue[]): string {
  return `${values.map(csvField).join(',')}\r\n`;
}

function csvField(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : value.join(';');
  const safe = notAFormula(text);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A text that a spreadsheet cannot run: what begins like a formula gets a leading apostrophe. */
export function notAFormula(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/**
 * The fields of a line that `csvLine` wrote, without its line end; undefined for an empty one, and what got an apostrophe
 * is given back as it was.
 */
export function fieldsOf(line: string): (string | undefined)[] {
  const fields: (string | undefined)[] = [];
  for (let at = 0; at <= line.length; ) {
    let end = line.indexOf(',', at);
    let text: string;
    if (line.charCodeAt(at) === QUOTE) {
      let closing = line.indexOf('"', at + 1);
      while (line.charCodeAt(closing + 1) === QUOTE) closing = line.indexOf('"', closing + 2);
      text = line.slice(at + 1, closing).replaceAll('""', '"');
      end = closing + 1;
    } else {
      if (end === -1) end = line.length;
      text = line.slice(at, end);
    }
    fields.push(text === '' ? undefined : APOSTROPHED.test(text) ? text.slice(1) : text);
    at = end + 1;
  }
  return fields;
}

const QUOTE = 0x22;
const APOSTROPHED = /^'[=+\-@\t\r]/;
