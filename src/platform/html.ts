/** Text that is HTML already. */
export interface Html {
  readonly html: string;
}

type Part = string | number | Html | readonly Part[];

/** HTML from a template: what is put in is escaped, unless it is HTML itself. Lists are joined. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const text = strings.map((each, index) => {
    const part = parts[index];
    return each + (part === undefined ? '' : toHtml(part));
  });
  return { html: text.join('') };
}

function toHtml(part: Part): string {
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escaped(part);
  return 'html' in part ? part.html : part.map(toHtml).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? '');
}

/** JSON-LD in a page's head: no text in it can end the script element. */
export function jsonLd(body: object): Html {
  const text = JSON.stringify(body).replaceAll('<', '\\u003c');
  return { html: `<script type="application/ld+json">${text}</script>` };
}

/** Nothing from elsewhere, and no scripts. */
export const PAGE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
} as const;

const STYLE = `
:root { color-scheme: light dark; --line: #c9c9c9; --soft: #f2f4f5; --link: #0b4f9e; }
@media (prefers-color-scheme: dark) { :root { --line: #4a4a4a; --soft: #1e2226; --link: #8ab8f0; } }
body { font: 1.05rem/1.55 system-ui, sans-serif; max-width: 62rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.3rem; margin: 2.2rem 0 .5rem; }
h3 { font-size: 1.05rem; margin: 1.4rem 0 .3rem; }
a { color: var(--link); }
nav { margin-bottom: 1.5rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: .4rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); }
pre { background: var(--soft); padding: .8rem 1rem; overflow-x: auto; font-size: .9rem; border-radius: 4px; }
dt { font-weight: 600; } dd { margin: 0 0 .6rem; }
.wide { overflow-x: auto; } .missing { color: #b10e1e; font-weight: 600; }
@media (prefers-color-scheme: dark) { .missing { color: #ff9aa2; } }
`;

/** A whole page in English: made here, readable without scripts, with nothing from elsewhere. */
export function page({
  title,
  head = [],
  body,
}: {
  readonly title: string;
  readonly head?: readonly Html[];
  readonly body: Html;
}): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${{ html: STYLE }}</style>
${head}
</head>
<body>
<nav><a href="/data-sets">Data sets</a> · <a href="/corrections">Corrections</a> · <a href="/docs">API</a></nav>
<main>
${body}
</main>
</body>
</html>
`.html;
}
