import t from 'tap';
import { testService } from '../support/service.ts';

/* v25: a correction of one child's record must not be published, since two releases give their difference away. */
const service = await testService(t);
const { app, key } = service;
const HACKNEY = 'E09000012';
const NEWHAM = 'E09000025';
const PERIOD = 'FY2024-25-Q1';
const RETURN = { domain: 'social-care', period: PERIOD, area: HACKNEY };
const steward = await key('steward');
const publisher = await key('publisher');
type Headers = Readonly<Record<string, string>>;

const get = async (url: string, headers: Headers = steward) => (await app.inject({ url, headers })).json();
const post = (url: string, headers: Headers, payload: object | string = {}) =>
  app.inject({ method: 'POST', url, headers, payload });

const HEADER = 'measure,period,area,ethnic_group,sex,age_band,category,numerator,denominator';
const NORMAL = { asian: 40, black: 60, mixed: 30, other: 20, white: 90 };

/** An authority's whole return, sent again with what has changed. */
async function send(changed: Partial<typeof NORMAL> = {}, area = HACKNEY): Promise<string> {
  const lines = Object.entries({ ...NORMAL, ...changed }).map(
    ([group, n]) => `sc-referral-rate,${PERIOD},${area},${group},,,,${n},`,
  );
  const staff = await key('submitter', area);
  const url = `/v1/submissions?domain=social-care&period=${PERIOD}&area=${area}`;
  const sent = await post(url, { ...staff, 'content-type': 'text/csv' }, [HEADER, ...lines, ''].join('\r\n'));
  const { id } = sent.json();
  const { findings } = await get(`/v1/submissions/${id}/report`, staff);
  for (const { key: query, severity } of findings) {
    const note = { note: 'So it is.' };
    if (severity === 'query')
      await app.inject({
        method: 'PUT',
        url: `/v1/submissions/${id}/queries/${query}/note`,
        headers: staff,
        payload: note,
      });
  }
  await post(`/v1/submissions/${id}/submit`, staff);
  const approved = await post(`/v1/submissions/${id}/approve`, await key('approver', area));
  if (approved.json().status !== 'approved') throw new Error(approved.payload);
  return id;
}

async function draft(exceptions: readonly object[] = []) {
  const made = await post('/v1/releases', steward, { bump: 'minor', exceptions });
  return made.json();
}

async function publish({ version, digest }: { version: string; digest: string }): Promise<void> {
  await post(`/v1/releases/${version}/approve`, publisher, { digest });
  const done = await post(`/v1/releases/${version}/publish`, publisher);
  if (done.statusCode !== 200) throw new Error(done.payload);
}

/** What a release shows of Hackney's groups, and of London's. */
async function shown(version: string): Promise<Record<string, number | null>> {
  const { rows } = await get(
    `/v1/comparisons?measure=sc-referral-rate&period=${PERIOD}&area=${HACKNEY},E12000007&group=black,white,all&release=${version}`,
    {},
  );
  return Object.fromEntries(
    rows.map((row: { area: string; ethnicGroup: string; numerator: number | null }) => [
      `${row.area === HACKNEY ? 'H' : 'L'} ${row.ethnicGroup}`,
      row.numerator,
    ]),
  );
}

const sent = await send({ other: 3 });
const hackney = await key('approver', HACKNEY);
const preview = () => get(`/v1/submissions/${sent}/disclosure-preview`, hackney);
const alone = await preview();
await send();
await send({ black: 70, mixed: 2 }, NEWHAM);
const first = await draft();
await publish(first);
const atFirst = await shown(first.version);

t.test('a first return holds nothing back', async (t) => {
  t.match(first, { version: '1.0.0', held: [], exceptions: [] });
  t.match(atFirst, { 'H black': 60, 'H white': 90, 'H all': 240, 'L black': 130 });
});

t.test('a correction of one child is held, and its figures stay as they were', async (t) => {
  const id = await send({ black: 61 });
  const held = await draft();
  t.match(held, { status: 'protected', held: [RETURN], exceptions: [] });
  t.match((await get('/v1/releases')).drafts, [{ version: held.version, held: [RETURN] }]);
  t.match(await get(`/v1/releases/${held.version}/protection`), { held: [RETURN] });
  await publish(held);
  t.same(await shown(held.version), atFirst, 'the totals over authorities too');
  const { manifest } = await get(`/v1/releases/${held.version}`, {});
  t.notMatch(JSON.stringify(manifest), HACKNEY, 'the public is not told');
  const events = await get('/v1/audit?act=release.hold-revision', await key('approver', HACKNEY));
  t.match(events.events, [{ area: HACKNEY, detail: { domain: 'social-care', period: PERIOD } }]);
  t.notMatch(JSON.stringify(events), id);
  t.notMatch(JSON.stringify([held, events]), /6[01]/, 'and nobody is told a count');
});

t.test(
  'five children in all are held still, against the first figures and not the last ones sent',
  async (t) => {
    await send({ black: 62, white: 93 });
    const held = await draft();
    t.match(held.held, [RETURN]);
    await publish(held);
    t.same(await shown(held.version), atFirst);
  },
);

t.test('once six have gathered, they go out together', async (t) => {
  await send({ black: 63, white: 93 });
  const all = await draft();
  t.match(all.held, []);
  await publish(all);
  t.match(await shown(all.version), { 'H black': 63, 'H white': 93, 'H all': 246, 'L black': 133 });
});

t.test('figures that were published once may be published again', async (t) => {
  await send();
  const back = await draft();
  t.match(back.held, []);
  await publish(back);
  t.same(await shown(back.version), atFirst);
});

/** The submission that the exception lets out. */
let released = '';

t.test('every release that was ever public counts, a withdrawn one too', async (t) => {
  await post('/v1/releases/1.3.0/withdraw', publisher, { reason: 'A mistake of ours.' });
  // Two fewer than release 1.3.0 had, and more than six more than the one that stands.
  await send({ black: 61, white: 93, mixed: 34 });
  t.match((await draft()).held, [], 'eight from the latest, six from the withdrawn one');
  released = await send({ black: 63, white: 93, mixed: 31 });
  const held = await draft();
  t.match(held.held, [RETURN], 'one from the withdrawn one');
  await publish(held);
  t.same(await shown(held.version), atFirst, 'what stays is what stands');
});

t.test('a steward lets one out with a reason, which the approver reads', async (t) => {
  const reason = 'The court has ordered the figure to be put right.';
  const unknown = await post('/v1/releases', steward, {
    bump: 'minor',
    exceptions: [{ ...RETURN, area: 'E09000030', reason }],
  });
  t.match(unknown.json(), { status: 400, code: 'bad-request', detail: /E09000030/ });
  const empty = [{ ...RETURN, reason: ' ' }];
  t.equal((await post('/v1/releases', steward, { bump: 'minor', exceptions: empty })).statusCode, 400);
  const excepted = await draft([
    { ...RETURN, reason },
    { ...RETURN, area: NEWHAM, reason: 'In case it is needed.' },
  ]);
  t.match(excepted, {
    held: [],
    exceptions: [
      { ...RETURN, reason, needed: true },
      { ...RETURN, area: NEWHAM, needed: false },
    ],
  });
  await publish(excepted);
  t.match(await shown(excepted.version), { 'H black': 63, 'H all': 247 });
  const { events } = await get('/v1/audit?act=release.except-revision');
  t.match(events, [{ area: HACKNEY, subjectId: excepted.version, detail: { domain: 'social-care' } }]);
  t.notMatch(JSON.stringify(events), /court/, 'the reason stands where it can be read and not for ever');
});

t.test('a draft that somebody was given a token of counts as shown, to them', async (t) => {
  const now = { black: 63, white: 93, mixed: 31 };
  await send({ ...now, other: 30 });
  const seen = await draft();
  t.match(seen.held, [], 'ten more than was published');
  const beside = (await post('/v1/releases', steward, { bump: 'major' })).json();
  const token = (version: string) =>
    post(`/v1/releases/${version}/previews`, steward, { label: 'The board' });
  t.equal((await token(seen.version)).statusCode, 201);
  const other = await token(beside.version);
  t.match(other.json(), { code: 'stale-draft' }, 'one that was not held against it is not shown');
  await post(`/v1/releases/${beside.version}/approve`, publisher, {});
  t.match((await post(`/v1/releases/${beside.version}/publish`, publisher)).json(), { code: 'stale-draft' });
  await send({ ...now, other: 31 });
  t.match((await draft()).held, [RETURN], 'eleven more than was published, one more than the board has seen');
});

t.test(
  'what a release carries on cannot be purged, and a draft that is made again is held again',
  async (t) => {
    await send({ black: 64, white: 93, mixed: 31 });
    const [one, two] = [await draft(), await draft()];
    t.match([one.held, two.held], [[RETURN], [RETURN]]);
    await publish(two);
    t.match(await shown(two.version), { 'H black': 63 });
    const { releases } = await get('/v1/releases', {});
    for (const { version, status } of releases)
      if (version !== two.version && status !== 'withdrawn')
        await post(`/v1/releases/${version}/withdraw`, publisher, { reason: 'Wrong.' });
    const purge = await post(`/v1/submissions/${released}/purge`, steward, { reason: 'Names in a column.' });
    t.match(purge.json(), { code: 'release-stands', detail: new RegExp(`: ${two.version}\\.$`) });
  },
);

t.test(
  'an authority’s preview is of its own rows alone, whatever has been sent and released since',
  async (t) => {
    t.match(alone, { withheld: 2, cells: [{ why: 'to-protect-another' }, { why: 'small' }] });
    t.same(await preview(), alone);
  },
);
