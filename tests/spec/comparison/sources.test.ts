import t from 'tap';
import type { RawCell } from '../../../src/vocabulary/cell.ts';
import { ask, codesOf } from '../../support/asking.ts';
import { cell, HACKNEY, seededVocabulary } from '../../support/london.ts';

const vocabulary = await seededVocabulary();
const SUSPENSIONS = 'ed-suspension-rate';
const ENGLAND = 'E92000001';

const textsOf = (caveats: readonly { readonly code: string; readonly text: string }[], code: string) =>
  caveats.filter((each) => each.code === code).map(({ text }) => text);

t.test('official figures of 2024/25 exclusions name the Department for Education and PRISM-R', async (t) => {
  const cells = [cell({ measure: SUSPENSIONS, group: 'black', n: 1273, d: 9853, origin: 'official' })];
  const { sources } = await ask(vocabulary, cells, { measure: SUSPENSIONS });
  t.equal(sources.length, 1);
  t.match(sources, [
    {
      publisher: /Department for Education/,
      licence: /Open Government Licence v3\.0.*CC BY 4\.0/,
      attribution: /PRISM-R, Oxon Advisory, CC BY 4\.0/,
    },
  ]);
});

t.test('what authorities sent names them, and nobody else', async (t) => {
  const cells = [cell({ measure: SUSPENSIONS, group: 'black', n: 40, d: 400 })];
  t.match(await ask(vocabulary, cells, { measure: SUSPENSIONS }), {
    sources: [
      {
        publisher: "London's local authorities, submitted to this service",
        licence: 'Open Government Licence v3.0',
      },
    ],
  });
});

t.test('a population is a source too', async (t) => {
  const cells: RawCell[] = [
    { ...cell({ measure: 'yj-custody-rate', group: 'black', n: 40 }), period: 'FY2024-25' },
    {
      ...cell({ measure: 'census-2021-children-10-17', group: 'black', n: 8000, origin: 'official' }),
      period: '2021-03-21',
    },
  ];
  const { sources } = await ask(vocabulary, cells, { measure: 'yj-custody-rate' });
  t.same(
    sources.map(({ publisher }) => publisher),
    [
      'Office for National Statistics; aggregated by PRISM-R (Oxon Advisory)',
      "London's local authorities, submitted to this service",
    ],
  );
});

t.test('a table of England is a source only where England is asked for', async (t) => {
  const cells = [HACKNEY, ENGLAND].map((area) =>
    cell({ measure: 'ed-attainment-8-mean', area, group: 'black', n: 450, d: 10, origin: 'official' }),
  );
  const titles = async (areas: readonly string[]) =>
    (await ask(vocabulary, cells, { measure: 'ed-attainment-8-mean', areas })).sources.map(
      ({ title }) => title,
    );
  t.notMatch((await titles([HACKNEY])).join(), /England/);
  t.match((await titles([HACKNEY, ENGLAND])).join(), /England/);
});

t.test('a borough’s share of the residents comes from the table of authorities alone', async (t) => {
  const measure = 'wf-social-worker-share';
  const cells: RawCell[] = [
    { ...cell({ measure, group: 'black', n: 58, d: 200, origin: 'official' }), period: '2023-09-30' },
    {
      ...cell({ measure: 'census-2021-residents', group: 'black', n: 54_000, origin: 'official' }),
      period: '2021-03-21',
    },
  ];
  const { sources } = await ask(vocabulary, cells, { measure, areas: [HACKNEY] });
  t.match(
    sources.map(({ title }) => title),
    [/social workers/, /London authorities$/],
  );
  t.equal(sources.length, 2);
});

t.test('a note of a source is told only where the answer has what it is about', async (t) => {
  const notes = async (measure: string, group = 'black') => {
    const cells = [cell({ measure, group, n: 40, d: 400, origin: 'official' })];
    const { caveats } = await ask(vocabulary, cells, { measure });
    return textsOf(caveats, 'SOURCE_NOTE').join('\n');
  };
  t.match(await notes(SUSPENSIONS), /Suspensions are events/);
  t.notMatch(await notes('ed-permanent-exclusion-rate'), /Suspensions are events/);
  t.match(await notes('ed-progress-8-mean'), /Progress 8 is of fewer/);
  t.notMatch(await notes('ed-attainment-8-mean'), /Progress 8 is of fewer/);
  t.match(await notes(SUSPENSIONS, 'asian'), /Chinese pupils are in Asian/);
  t.notMatch(await notes(SUSPENSIONS, 'black'), /Chinese pupils are in Asian/);
});

t.test(
  'the School Census warns of 2015/16 and 2016/17 where it is of those years, and of nothing twice',
  async (t) => {
    const notes = async (year: string) => {
      const cells: RawCell[] = [
        {
          ...cell({ measure: SUSPENSIONS, group: 'black', n: 40, d: 400, origin: 'official' }),
          period: year,
        },
        {
          ...cell({ measure: 'school-census-pupils', group: 'black', n: 400, origin: 'official' }),
          period: year,
        },
      ];
      const answer = await ask(vocabulary, cells, {
        measure: SUSPENSIONS,
        population: 'school-census-pupils',
      });
      return textsOf(answer.caveats, 'SOURCE_NOTE');
    };
    t.match((await notes('AY2016-17')).join(), /compulsory school age/);
    const later = await notes('AY2021-22');
    t.notMatch(later.join(), /compulsory school age/);
    t.equal(new Set(later).size, later.length);
    t.equal(later.filter((text) => text.includes('where they go to school')).length, 1);
  },
);

t.test('many comparisons are counted by the rows that can have a verdict', async (t) => {
  const many = vocabulary.authorities.flatMap(({ id: area }) => [
    cell({ measure: SUSPENSIONS, area, group: 'black', n: 40, d: 400 }),
    cell({ measure: SUSPENSIONS, area, group: 'white', n: 4, d: 400 }),
    cell({ measure: SUSPENSIONS, area, group: 'all', n: 90, d: 900 }),
  ]);
  const answer = await ask(vocabulary, many, { measure: SUSPENSIONS });
  t.match(textsOf(answer.caveats, 'MANY_COMPARISONS'), [/^There are 33 rows that can have a verdict/]);
  const counts = many.map((each) => ({
    ...each,
    measure: 'ed-permanent-exclusion-count',
    denominator: null,
  }));
  const plain = await ask(vocabulary, counts, { measure: 'ed-permanent-exclusion-count' });
  t.notOk(codesOf(plain.caveats).includes('MANY_COMPARISONS'), 'plain counts have no verdicts');
});
