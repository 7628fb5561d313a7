import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Enquire } from '../flow/enquire.ts';
import { A_WHILE, etagOf, namesEtag } from '../platform/etag.ts';
import { type Html, html, PAGE_HEADERS, page } from '../platform/html.ts';
import { publicAddress } from './release-address.ts';

type Facts = Awaited<ReturnType<Enquire['releases']>>[number];

const correctionsView = z.strictObject({
  corrections: z.array(
    z.strictObject({
      release: z.string(),
      kind: z
        .enum(['correction', 'withdrawal'])
        .describe('A release that corrects a mistake, or one that was taken back'),
      at: z.iso.datetime(),
      text: z.string().describe('The mistake, or why it was taken back'),
      links: z.strictObject({
        release: z.string(),
        changes: z.string().optional(),
        revisions: z.string().optional(),
      }),
    }),
  ),
});
type Correction = z.infer<typeof correctionsView>['corrections'][number];

/** News of releases: the feed, and what has been corrected. */
export function releaseNewsRoutes({
  enquire,
  publicUrl,
}: {
  readonly enquire: Enquire;
  readonly publicUrl: string;
}): FastifyPluginAsyncZod {
  const config = { roles: 'public' as const };
  const tags = ['releases'];
  return async (app) => {
    app.get(
      '/v1/releases.atom',
      {
        schema: {
          summary: 'The releases as an Atom feed',
          description: 'RFC 4287. An entry is updated when its release is withdrawn.',
          tags,
          produces: ['application/atom+xml'],
        },
        config,
      },
      async (request, reply) => {
        const feed = feedOf(await enquire.releases(), publicAddress(request, publicUrl));
        const etag = etagOf(feed);
        reply.headers({ etag, 'cache-control': A_WHILE });
        if (namesEtag(request.headers['if-none-match'], etag)) return reply.code(304).send();
        return reply.type('application/atom+xml; charset=utf-8').send(feed);
      },
    );

    app.get(
      '/v1/corrections',
      {
        schema: {
          summary: 'What has been corrected or taken back, newest first',
          tags,
          response: { 200: correctionsView },
        },
        config,
      },
      async (_, reply) => {
        reply.header('cache-control', A_WHILE);
        return { corrections: correctionsIn(await enquire.releases()) };
      },
    );

    app.get('/corrections', { schema: { hide: true }, config }, async (_, reply) =>
      reply
        .headers({ ...PAGE_HEADERS, 'cache-control': A_WHILE })
        .type('text/html; charset=utf-8')
        .send(correctionsPage(correctionsIn(await enquire.releases()))),
    );
  };
}

function correctionsIn(releases: readonly Facts[]): Correction[] {
  const all = releases.flatMap(({ version, status, correction, publishedAt, ...facts }) => {
    const release = `/v1/releases/${version}`;
    const made: Correction[] = [];
    if (correction !== null) {
      const files = { changes: `${release}/changes`, revisions: `${release}/revisions.csv` };
      const links = { release, ...(status === 'withdrawn' ? {} : files) };
      const at = publishedAt.toISOString();
      made.push({ release: version, kind: 'correction', at, text: correction, links });
    }
    if (status === 'withdrawn') {
      const at = (facts.withdrawnAt ?? publishedAt).toISOString();
      const text = facts.withdrawnReason ?? 'No reason was given.';
      made.push({ release: version, kind: 'withdrawal', at, text, links: { release } });
    }
    return made;
  });
  return all.sort((one, other) => (one.at < other.at ? 1 : -1));
}

function correctionsPage(corrections: readonly Correction[]): string {
  const intro = html`<h1>Corrections</h1>
<p>A release is never changed. A mistake in one is corrected by another, or the release is taken back. Both are told here,
newest first. The same as JSON: <a href="/v1/corrections">/v1/corrections</a>; new releases by
<a href="/v1/releases.atom">Atom feed</a>.</p>`;
  const list = corrections.map(
    ({ release, kind, at, text, links }) => html`<article>
<h2>${kind === 'correction' ? `Release ${release} corrects a mistake` : `Release ${release} was withdrawn`}</h2>
<p><time datetime="${at}">${day(at)}</time></p>
<p>${text}</p>
${linksOf(links)}</article>
`,
  );
  const body = html`${intro}
${corrections.length === 0 ? html`<p>Nothing has been corrected so far.</p>` : list}`;
  return page({ title: 'Corrections: London Disproportionality Data', body });
}

function linksOf({ changes, revisions }: Correction['links']): Html {
  if (changes === undefined || revisions === undefined) return html``;
  return html`<p><a href="${revisions}">Every figure that changed, old and new (CSV)</a> · <a href="${changes}">What changed in the catalogue (JSON)</a></p>
`;
}

function day(at: string): string {
  const form = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'Europe/London' } as const;
  return new Intl.DateTimeFormat('en-GB', form).format(new Date(at));
}

const FEED_TITLE = 'London Disproportionality Data: releases';

function feedOf(releases: readonly Facts[], address: string): string {
  const published = releases.map(({ publishedAt, withdrawnAt }) => withdrawnAt ?? publishedAt);
  const updated = new Date(Math.max(0, ...published.map((at) => at.valueOf()))).toISOString();
  return html`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<id>${address}/v1/releases.atom</id>
<title>${FEED_TITLE}</title>
<updated>${updated}</updated>
<link rel="self" type="application/atom+xml" href="${address}/v1/releases.atom"/>
<link rel="alternate" type="application/json" href="${address}/v1/releases"/>
<author><name>London Disproportionality Data</name></author>
<rights>Open Government Licence v3.0</rights>
${releases.map((release) => entryOf(release, address))}</feed>
`.html;
}

function entryOf(facts: Facts, address: string): Html {
  const { version, status, publishedAt, withdrawnAt } = facts;
  const home = `${address}/v1/releases/${version}`;
  const stands = status !== 'withdrawn';
  return html`<entry>
<id>${home}</id>
<title>Release ${version}${stands ? '' : ': withdrawn'}</title>
<published>${publishedAt.toISOString()}</published>
<updated>${(withdrawnAt ?? publishedAt).toISOString()}</updated>
<link rel="alternate" type="application/json" href="${home}"/>
${stands ? html`<link rel="enclosure" type="text/csv" href="${home}/all.csv"/>\n<link rel="related" type="application/json" href="${home}/changes"/>\n` : html``}<summary>${newsOf(facts)}</summary>
</entry>
`;
}

function newsOf({ notes, correction, status, withdrawnReason }: Facts): string {
  const parts = [
    ...(status === 'withdrawn' ? [`Withdrawn: ${withdrawnReason ?? 'no reason was given.'}`] : []),
    ...(correction === null ? [] : [`This release corrects a mistake: ${correction}`]),
    ...(notes === '' ? [] : [notes]),
  ];
  // A feed may hold no other control characters (XML 1.0).
  return parts.join(' ').replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, ' ');
}
