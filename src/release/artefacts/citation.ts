import { type About, LICENCE, PUBLISHER, TITLE } from './about.ts';

export const CITATION_FORMATS = ['text', 'bibtex', 'cff'] as const;
export type CitationFormat = (typeof CITATION_FORMATS)[number];

/** How to cite a release: it is what a reader needs to find the very same numbers again. */
export function citation(about: About, format: CitationFormat): string {
  return WRITE[format](about);
}

const WRITE: Readonly<Record<CitationFormat, (about: About) => string>> = { text, bibtex, cff };

function text(about: About): string {
  const address = addressOf(about);
  return (
    `${PUBLISHER} (${yearOf(about)}). ${TITLE}, release ${about.version} [data set].` +
    `${address === '' ? '' : ` ${address}.`} Published ${dayOf(about)}. ${LICENCE.title}.\n`
  );
}

function bibtex(about: About): string {
  const address = addressOf(about);
  const fields = [
    ['author', `{${PUBLISHER}}`],
    ['title', `{${TITLE}}`],
    ['year', yearOf(about)],
    ['version', about.version],
    ['date', dayOf(about)],
    ...(address === '' ? [] : [['url', address]]),
    ['note', LICENCE.title],
  ];
  const lines = fields.map(([key, value]) => `  ${key} = {${value}}`);
  return `@dataset{london-disproportionality-${about.version},\n${lines.join(',\n')}\n}\n`;
}

function cff(about: About): string {
  const address = addressOf(about);
  const lines = [
    'cff-version: 1.2.0',
    'message: If you use these figures, please cite the release.',
    'type: dataset',
    `title: ${TITLE}`,
    `version: ${about.version}`,
    `date-released: ${dayOf(about)}`,
    'authors:',
    `  - name: ${PUBLISHER}`,
    `license: ${LICENCE.name}`,
    `license-url: ${LICENCE.path}`,
    ...(address === '' ? [] : [`url: ${address}`]),
  ];
  return `${lines.join('\n')}\n`;
}

function addressOf({ publicUrl, version }: About): string {
  return publicUrl === '' ? '' : `${publicUrl}/v1/releases/${version}`;
}

function dayOf({ publishedAt }: About): string {
  return publishedAt.toISOString().slice(0, 10);
}

function yearOf(about: About): string {
  return dayOf(about).slice(0, 4);
}
