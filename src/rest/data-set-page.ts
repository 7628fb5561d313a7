import type { DataSet } from '../flow/data-set.ts';
import { type CoverageEntry, DESCRIPTION, LICENCE, TITLE } from '../flow/discover.ts';
import { type Html, html, jsonLd, page } from '../platform/html.ts';
import { parsePeriod } from '../vocabulary/period.ts';
import { TITLES } from './data-set-body.ts';
import { type Described, schemaDataset, spanOf, tablesOf } from './linked-data.ts';
import { snippetsOf } from './snippets.ts';

export interface PageFacts {
  readonly address: string;
  readonly coverage: readonly CoverageEntry[];
  /** Versions that stand, newest first. */
  readonly versions: readonly string[];
  /** Collections that authorities are answering now. */
  readonly open: readonly { readonly period: string; readonly dueDate: string }[];
}

const CATALOGUE = html`<link rel="alternate" type="application/ld+json" href="/catalogue.jsonld" title="Catalogue (DCAT)">
<link rel="alternate" type="application/atom+xml" href="/v1/releases.atom" title="Releases">`;

/** All data sets, for people. */
export function dataSetsPage(described: readonly Described[]): string {
  const rows = described.map(({ set }) => {
    const span = spanOf(set);
    return html`<tr><th scope="row"><a href="/data-sets/${set.id}">${TITLES[set.id]}</a></th>
<td>${span === null ? '' : `${day(span.start)} to ${day(span.end)}`}</td><td>${set.places.measures.length}</td>
<td>${count(set.file.rowCount)}</td><td>${set.release.version}</td></tr>
`;
  });
  const body = html`<h1>${TITLE}</h1>
<p>${DESCRIPTION}</p>
<div class="wide"><table>
<caption>Data sets of the latest release</caption>
<thead><tr><th scope="col">Data set</th><th scope="col">Figures from</th><th scope="col">Measures</th><th scope="col">Rows</th><th scope="col">Release</th></tr></thead>
<tbody>
${rows}</tbody></table></div>
<p>All of it together: <a href="/v1/releases/latest/bundle.zip">bundle.zip</a>. For programs: <a href="/catalogue.jsonld">catalogue (DCAT)</a>,
<a href="/v1/data-sets">data sets (JSON)</a>, <a href="/v1/coverage.csv">coverage (CSV)</a>, <a href="/v1/releases.atom">feed of releases</a>.</p>`;
  return page({ title: `Data sets: ${TITLE}`, head: [CATALOGUE], body });
}

/** One data set, for people; and for search engines, in its head. */
export function dataSetPage(described: Described, facts: PageFacts): string {
  const { set } = described;
  const { release } = set;
  const { address, versions } = facts;
  const span = spanOf(set);
  const corrected =
    release.correction === null
      ? html``
      : html`<p><strong>This release corrects a mistake:</strong> ${release.correction} <a href="/corrections">All corrections</a>.</p>`;
  const body = html`<h1>${TITLES[set.id]}</h1>
<p>${DESCRIPTION}</p>
<dl>
<dt>Release</dt><dd>${release.version}, published ${day(release.publishedAt.toISOString())}. It is never changed.
<a href="/v1/releases/${release.version}/changes">What is new</a> · <a href="/v1/releases/${release.version}/revisions.csv">figures that were revised</a></dd>
<dt>Figures</dt><dd>${count(set.file.rowCount)} rows${span === null ? '' : `, ${day(span.start)} to ${day(span.end)}`}</dd>
<dt>Next</dt><dd>${nextOf(facts, release.nextRelease)}</dd>
<dt>Licence</dt><dd><a href="${LICENCE.path}">${LICENCE.title}</a></dd>
</dl>
${corrected}${release.notes === '' ? html`` : html`<p>${release.notes}</p>`}
<h2>Download</h2>
<ul>
${tablesOf(described).map(({ file, format, path }) => html`<li><a href="${path}">${format}</a>, ${bytes(file.byteLength)}</li>\n`)}<li><a href="/v1/releases/${release.version}/bundle.zip">Everything of the release, with documentation</a> (ZIP)</li>
<li><a href="/v1/releases/${release.version}/citation">How to cite it</a></li>
</ul>
<h2>Read it from a program</h2>
${snippetsOf(`${address}/v1/releases/${release.version}`, set.id).map(({ language, code }) => html`<h3>${language}</h3>\n<pre><code>${code}</code></pre>\n`)}
<h2>Measures and methods</h2>
<p>Rates carry 95% intervals; each row says by which method. A number that is not there is empty, and its status says why:
<code>c</code> withheld to protect people, <code>x</code> not available, <code>z</code> not applicable, <code>low</code> rounds to nought, <code>u</code> unreliable.</p>
${measuresOf(set)}
${breaksOf(set)}
<h2>Coverage: what is there and what is missing</h2>
${coverageOf(facts.coverage.filter(({ domain }) => domain === set.id))}
<p>Authority by authority: <a href="/v1/coverage.csv?domain=${set.id}">coverage (CSV)</a>.</p>
<h2>Versions</h2>
<p>${versions.map((version, index) => html`${index === 0 ? '' : ' · '}<a href="/data-sets/${set.id}?version=${version}">${version}</a>`)}</p>`;
  const canonical = html`<link rel="canonical" href="${address}/data-sets/${set.id}">`;
  const head = [canonical, CATALOGUE, jsonLd(schemaDataset(described, address))];
  return page({ title: `${TITLES[set.id]}: ${TITLE}`, head, body });
}

function nextOf({ open }: PageFacts, expected: string | null): string {
  const next =
    expected === null
      ? 'No date has been set for the next release.'
      : `The next release is expected on ${day(expected)}.`;
  if (open.length === 0) return next;
  const due = open.map(({ period, dueDate }) => `${labelOf(period)}, due ${day(dueDate)}`);
  return `${next} Being collected: ${due.join('; ')}.`;
}

function measuresOf({ places, vocabulary }: DataSet): Html {
  const known = places.measures.flatMap((id) => vocabulary.measure.get(id) ?? []);
  const rows = known.map(({ id, title, definition, unit, note, sourceReturn }) => {
    const more = note === null ? html`` : html`<br>${note}`;
    return html`<tr><th scope="row">${title}<br><code>${id}</code></th><td>${definition}${more}</td><td>${unit}</td><td>${sourceReturn}</td></tr>\n`;
  });
  return html`<div class="wide"><table><caption>Measures</caption>
<thead><tr><th scope="col">Measure</th><th scope="col">What it counts, and what to know</th><th scope="col">Unit</th><th scope="col">Source</th></tr></thead>
<tbody>
${rows}</tbody></table></div>`;
}

function breaksOf({ places, vocabulary }: DataSet): Html {
  const breaks = vocabulary.seriesBreaks.filter(({ measures }) =>
    measures.some((id) => places.measures.includes(id)),
  );
  if (breaks.length === 0) return html`<p>No break in these series is known.</p>`;
  return html`<h3>Known breaks in the series</h3>
<ul>${breaks.map(({ from, text, measures, source }) => html`<li>${labelOf(from)}, ${measures.join(', ')}: ${text} (${source})</li>\n`)}</ul>`;
}

function coverageOf(entries: readonly CoverageEntry[]): Html {
  const periods = [...new Set(entries.map(({ period }) => period))];
  const rows = periods.map((period) => {
    const of = entries.filter((each) => each.period === period);
    const none = of.filter(({ has }) => has.length === 0);
    const some = of.filter(({ has, missing }) => has.length > 0 && missing.length > 0);
    const measures = (of[0]?.has.length ?? 0) + (of[0]?.missing.length ?? 0);
    return html`<tr><th scope="row">${labelOf(period)}</th><td>${measures}</td><td>${of.length - none.length} of ${of.length}</td>
<td>${missingText({ none, some })}</td></tr>\n`;
  });
  return html`<div class="wide"><table>
<caption>Periods, and the authorities that have rows; withheld numbers count as there</caption>
<thead><tr><th scope="col">Period</th><th scope="col">Measures</th><th scope="col">Authorities</th><th scope="col">Missing</th></tr></thead>
<tbody>
${rows}</tbody></table></div>`;
}

function missingText({
  none,
  some,
}: {
  readonly none: readonly CoverageEntry[];
  readonly some: readonly CoverageEntry[];
}): Html {
  if (none.length + some.length === 0) return html`nothing`;
  const nothing = none.map(({ area }) => area.name).join(', ');
  const parts = some.map(({ area, missing }) => `${area.name} (${missing.join(', ')})`).join('; ');
  return html`${nothing === '' ? '' : html`<span class="missing">All of it:</span> ${nothing}. `}${parts === '' ? '' : html`<span class="missing">Some measures:</span> ${parts}.`}`;
}

function labelOf(period: string): string {
  return parsePeriod(period)?.label ?? period;
}

const DAY = new Intl.DateTimeFormat('en-GB', {
  ...({ day: 'numeric', month: 'long', year: 'numeric' } as const),
  timeZone: 'Europe/London',
});

function day(iso: string): string {
  return DAY.format(new Date(iso));
}

function count(n: number): string {
  return n.toLocaleString('en-GB');
}

function bytes(n: number): string {
  return n < 1_000_000 ? `${Math.ceil(n / 1000)} kB` : `${(n / 1_000_000).toFixed(1)} MB`;
}
