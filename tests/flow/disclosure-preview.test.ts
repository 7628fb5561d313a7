import { Readable } from 'node:stream';
import t from 'tap';
import type { Identity } from '../../src/platform/identity.ts';
import { testService } from '../support/service.ts';

const HACKNEY = 'E09000012';
const LAMBETH = 'E09000022';
const PERIOD = 'AY2024-25-T1';
const HEADER = 'measure,period,area,ethnic_group,sex,numerator,denominator';

const { app, flows, key } = await testService(t);
const ann = await key('submitter', HACKNEY);
const cat = await key('submitter', LAMBETH);
const steward = await key('steward');

const row = (group: string, numbers: string, area = HACKNEY) =>
  `ed-suspension-rate,${PERIOD},${area},${group},all,${numbers}`;
const file = (...rows: readonly string[]) => `${[HEADER, ...rows].join('\r\n')}\r\n`;

type Headers = Record<string, string>;
const preview = async (text: string, { headers = ann, area = HACKNEY } = {}) => {
  const sent = await app.inject({
    method: 'POST',
    url: `/v1/submissions?domain=education&period=${PERIOD}&area=${area}`,
    headers: { ...headers, 'content-type': 'text/csv' },
    payload: text,
  });
  return read(sent.json().id, headers);
};
const read = (id: string, headers: Headers) =>
  app.inject({ url: `/v1/submissions/${id}/disclosure-preview`, headers });
interface Withheld {
  readonly place: { readonly ethnicGroup: string };
  readonly why: string;
  readonly sent: boolean;
}
const whys = (cells: readonly Withheld[]) =>
  Object.fromEntries(cells.map(({ place, why }) => [place.ethnicGroup, why]));

const BROAD = ['asian,41', 'black,3', 'mixed,17', 'other,22', 'white,50'];
const FIVE = BROAD.map((text) =>
  row(text.replace(',', ' ').split(' ')[0] ?? '', `${text.split(',')[1]},1000`),
);

t.test('where nothing is small, nothing is withheld', async (t) => {
  const reply = await preview(file(row('all', '40,900'), row('not-known', '0,10')));
  t.equal(reply.statusCode, 200);
  t.equal(reply.headers['cache-control'], 'private, no-store');
  t.same(reply.json(), {
    policy: { threshold: 6, meanThreshold: 10 },
    withheld: 0,
    notPlanned: 0,
    unprotected: 0,
    cells: [],
  });
});

t.test('a small cell is withheld, and another so that the total does not give it away', async (t) => {
  const found = (await preview(file(...FIVE))).json();
  t.same(whys(found.cells), { black: 'small', mixed: 'to-protect-another' });
  t.match(found, { withheld: 2, unprotected: 0 });
  t.match(found.cells[0], {
    place: {
      measure: 'ed-suspension-rate',
      period: PERIOD,
      area: HACKNEY,
      ethnicGroup: 'black',
      sex: 'all',
      ageBand: 'all',
      category: 'all',
    },
    sent: true,
  });
});

t.test('what its sender has withheld already is not told again', async (t) => {
  const text = file(...FIVE).replace(',3,1000', ',c,1000');
  t.notOk(whys((await preview(text)).json().cells).black);
});

t.test('a total that we would make of its cells may be small, too, and is protected with them', async (t) => {
  const enough = FIVE.map((each) => each.replace(',3,', ',20,'));
  const found = (await preview(file(row('all', '153,5000'), ...enough))).json();
  const notKnown = found.cells.find(({ place }: Withheld) => place.ethnicGroup === 'not-known');
  t.match(notKnown, { why: 'small', sent: false }, 'the three that the groups lack');
  t.ok(found.withheld > 1);
  t.ok(found.cells.every(({ why, sent }: Withheld) => !sent || why === 'to-protect-another'));
});

t.test(
  "another authority's figures change nothing, and its preview is its own and the steward's",
  async (t) => {
    const before = (await preview(file(...FIVE))).json();
    const theirs = await preview(
      file(...FIVE)
        .replaceAll(HACKNEY, LAMBETH)
        .replace(',3,', ',300,'),
      {
        headers: cat,
        area: LAMBETH,
      },
    );
    t.same(theirs.json().cells, []);
    const own = await preview(file(...FIVE));
    t.same(own.json(), before);
    const { submissions } = (await app.inject({ url: '/v1/submissions?limit=1', headers: ann })).json();
    t.equal((await read(submissions[0].id, cat)).statusCode, 404);
    t.same((await read(submissions[0].id, steward)).json(), before);
  },
);

t.test('official figures go out as they were published, small or not', async (t) => {
  const sender: Identity = { id: 'dfe', name: 'DfE', roles: ['submitter', 'national'], area: null };
  const text =
    'geo_id,geo_name,indicator,year,ethnicity,numerator,denominator\n' +
    'E09000012,Hackney,suspension_rate,2025,Asian,3,900\nE09000022,Lambeth,suspension_rate,2025,overall,30,9000\n';
  const sent = await flows.collect.submit(sender, {
    stream: Readable.from([Buffer.from(text)]),
    mediaType: 'text/csv',
    fileName: null,
    domain: 'education',
    period: null,
    area: null,
    layout: 'exclusions-by-ethnicity',
    classification: null,
    idempotencyKey: null,
    dryRun: false,
  });
  t.match(await flows.collect.disclosurePreview(sender, sent.id), { cells: [], unprotected: 0 });
});
