import { Problem } from '../../problem.ts';

/** What is told of an XML document as it goes by. Names are without their namespace's prefix. */
export interface XmlHandler {
  /** `attributes` as written; see `attribute`. An element without content is opened and closed. */
  open(name: string, attributes: string): void;
  /** Text between two tags, in as many pieces as it happens to come in. */
  text(text: string): void;
  close(name: string): void;
}

const DEEPEST = 100;
/** Longer than any tag of a spreadsheet. */
const LONGEST_TAG = 64 * 1024;
/** Of an entity such as `&#x1F600;`, which is never cut in two. */
const LONGEST_ENTITY = 12;
const SKIPPED = [
  ['<!--', '-->'],
  ['<?', '?>'],
] as const;
const CDATA = '<![CDATA[';
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads the XML of a spreadsheet's part in one pass that keeps nothing: neither a run of blanks nor a text is held, however
 * long it is, and no entity is expanded but the five of XML and numbers. Stops early when it has been `enough`. Throws the
 * Problem `unreadable-file` where it is not well-formed, or has a document type.
 */
export async function scanXml(
  chunks: AsyncIterable<Buffer>,
  handler: XmlHandler,
  enough: () => boolean = () => false,
): Promise<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const scan = scanner(handler);
  for await (const chunk of chunks) {
    scan.take(decode(() => decoder.decode(chunk, { stream: true })));
    if (enough()) return;
  }
  scan.take(decode(() => decoder.decode()));
  scan.end();
}

/** The value of an attribute, without its namespace's prefix; undefined where the tag has none of this name. */
export function attribute(attributes: string, name: string): string | undefined {
  for (let at = attributes.indexOf(name); at !== -1; at = attributes.indexOf(name, at + 1)) {
    const before = attributes[at - 1];
    if (before !== undefined && before !== ':' && !isBlank(before)) continue;
    const [whole, quote] =
      /^\s*=\s*(["'])/.exec(attributes.slice(at + name.length, at + name.length + 20)) ?? [];
    if (whole === undefined || quote === undefined) continue;
    const from = at + name.length + whole.length;
    const to = attributes.indexOf(quote, from);
    return to === -1 ? undefined : unescaped(attributes.slice(from, to));
  }
  return undefined;
}

function scanner(handler: XmlHandler) {
  const open: string[] = [];
  let rest = '';
  let skipping: string | undefined;
  let rooted = false;

  const tag = (content: string) => {
    if (content.startsWith('/')) {
      const name = localName(content.slice(1).trimEnd());
      if (open.pop() !== name) throw broken();
      handler.close(name);
      return;
    }
    const empty = content.endsWith('/');
    const end = content.search(/[\s/]/);
    const name = localName(end === -1 ? content : content.slice(0, end));
    if (name === '' || open.length >= DEEPEST || (open.length === 0 && rooted)) throw broken();
    rooted = true;
    handler.open(name, end === -1 ? '' : content.slice(end, empty ? -1 : undefined));
    if (empty) handler.close(name);
    else open.push(name);
  };

  /** Where the reading can go on; what lies before it is done with. */
  const step = (text: string, at: number): number => {
    if (skipping !== undefined) {
      const end = text.indexOf(skipping, at);
      if (end === -1) return Math.max(at, text.length - skipping.length + 1);
      const past = end + skipping.length;
      skipping = undefined;
      return past;
    }
    if (text[at] !== '<') {
      const next = text.indexOf('<', at);
      let end = next === -1 ? text.length : next;
      if (next === -1) {
        const entity = text.lastIndexOf('&');
        if (entity >= at && entity > text.length - LONGEST_ENTITY && !text.includes(';', entity))
          end = entity;
      }
      if (end > at) handler.text(unescaped(text.slice(at, end)));
      return end;
    }
    const second = text[at + 1];
    if (second === '!' || second === '?') {
      for (const [opening, closing] of SKIPPED) {
        if (!text.startsWith(opening, at)) continue;
        skipping = closing;
        return at + opening.length;
      }
      if (text.startsWith(CDATA, at)) {
        const end = text.indexOf(']]>', at);
        if (end === -1) return at;
        handler.text(text.slice(at + CDATA.length, end));
        return end + 3;
      }
      if (
        text.length - at < CDATA.length &&
        (CDATA.startsWith(text.slice(at)) || '<!--'.startsWith(text.slice(at)))
      )
        return at;
      throw broken();
    }
    const end = tagEnd(text, at);
    if (end === -1) return at;
    tag(text.slice(at + 1, end));
    return end + 1;
  };

  return {
    take(chunk: string) {
      const text = rest === '' ? chunk : rest + chunk;
      let at = 0;
      while (at < text.length) {
        const next = step(text, at);
        if (next === at) break;
        at = next;
      }
      rest = text.slice(at);
      if (rest.length > LONGEST_TAG) throw broken();
    },
    end() {
      if (rest !== '' || skipping !== undefined || open.length > 0 || !rooted) throw broken();
    },
  };
}

/** The end of the tag that begins at `at`: an attribute's value may hold the sign that ends a tag. */
function tagEnd(text: string, at: number): number {
  let end = text.indexOf('>', at);
  for (let from = at; end !== -1; ) {
    const quote = firstQuote(text, from, end);
    if (quote === -1) return end;
    const closing = text.indexOf(text.charAt(quote), quote + 1);
    if (closing === -1) return -1;
    from = closing + 1;
    if (closing > end) end = text.indexOf('>', closing);
  }
  return -1;
}

function firstQuote(text: string, from: number, to: number): number {
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22 || code === 0x27) return at;
  }
  return -1;
}

export function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{1,8}));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return NAMED[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\n' || character === '\t' || character === '\r';
}

function decode(read: () => string): string {
  try {
    return read();
  } catch {
    throw broken();
  }
}

function broken(): Problem {
  return new Problem('unreadable-file', 'The workbook is damaged: what lies inside it cannot be read.');
}
