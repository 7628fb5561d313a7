import t from 'tap';
import { createEnquire, type PathwayQuestion } from '../../../src/flow/enquire.ts';
import type { RawCell } from '../../../src/vocabulary/cell.ts';
import { codesOf } from '../../support/asking.ts';
import { cell, type Given, HACKNEY, seededVocabulary } from '../../support/london.ts';
import { releaseOf } from '../../support/reader.ts';

const vocabulary = await seededVocabulary();
const ALL_OTHERS = { kind: 'ALL_OTHERS' } as const;
const WHITE = { kind: 'GROUP', group: 'white' } as const;

function walk(cells: readonly RawCell[], question: Partial<PathwayQuestion> & { pathway: string }) {
  return createEnquire({ reader: releaseOf(vocabulary, cells) }).pathway({ areas: [HACKNEY], ...question });
}

/** Applicants, shortlisted and appointed of one group. */
function recruited(group: string, [applied, listed, appointed]: readonly [Given, Given, Given]): RawCell[] {
  return [
    cell({ measure: 'wf-shortlist-stage-pct', group, n: listed, d: applied }),
    cell({ measure: 'wf-appoint-stage-pct', group, n: appointed, d: listed }),
  ];
}

t.test('stage ratios multiply to the cumulative ratio along nested stages', async (t) => {
  const cells = [...recruited('black', [400, 200, 60]), ...recruited('white', [500, 200, 40])];
  const { rows, startOf, caveats } = await walk(cells, { pathway: 'recruitment' });
  const black = rows.find(({ group }) => group.id === 'black');
  const ratios = black?.steps.map(({ against }) => against(WHITE)) ?? [];
  t.same(
    black?.steps.map(({ stage }) => stage.count),
    ['applicants', 'applicants-shortlisted', 'applicants-appointed'],
  );
  t.same(
    black?.steps.map(({ count }) => count.value),
    [400, 200, 60],
  );
  const near = (value: number | null | undefined, wanted: number) =>
    t.ok(Math.abs((value ?? 0) - wanted) < 1e-12, `${value} is ${wanted}`);
  near(ratios[1]?.stageRatio().value, 1.25);
  near(ratios[2]?.stageRatio().value, 1.5);
  near(ratios[2]?.cumulativeRatio().value, 1.875);
  near(ratios[2]?.product().value, 1.875);
  t.match(ratios[0]?.stageRatio(), { value: null, status: 'z' });
  t.not(ratios[2]?.cumulativeRatio().lower, null);
  t.equal(ratios[2]?.product().lower, null);
  t.equal(startOf.get('applicants-appointed'), 'applicants');
  t.ok(codesOf(caveats).includes('CROSS_SECTIONAL'));
});

t.test('a withheld stage takes with it every ratio that needs it, and no more', async (t) => {
  const cells = [...recruited('black', [400, 'c', 60]), ...recruited('white', [500, 200, 40])];
  const { rows } = await walk(cells, { pathway: 'recruitment' });
  const [, listed, appointed] = rows.find(({ group }) => group.id === 'black')?.steps ?? [];
  for (const step of [listed, appointed]) {
    t.match(step?.against(WHITE).stageRatio(), { value: null, lower: null, upper: null, status: 'c' });
    t.match(step?.against(WHITE).product(), { value: null, status: 'c' });
    t.equal(step?.against(WHITE).verdict(), 'WITHHELD');
    t.match(step?.rate(), { value: null, status: 'c' });
  }
  t.equal(appointed?.against(WHITE).cumulativeRatio().status, 'shown');
});

t.test('a count that one measure withholds is withheld wherever it stands', async (t) => {
  const cells = [
    ...recruited('black', [400, 200, 60]).map((each) =>
      each.measure === 'wf-appoint-stage-pct'
        ? { ...each, denominator: { status: 'c', value: null } as const }
        : each,
    ),
    ...recruited('white', [500, 200, 40]),
  ];
  const { rows } = await walk(cells, { pathway: 'recruitment' });
  t.match(rows.find(({ group }) => group.id === 'black')?.steps[1]?.count, { value: null, status: 'c' });
});

t.test('branches have their own ratio and stand in no product', async (t) => {
  const group = (id: string, arrests: number, charged: number, diverted: number) => [
    cell({ measure: 'yj-charge-stage-pct', group: id, n: charged, d: arrests }),
    cell({ measure: 'yj-diversion-stage-pct', group: id, n: diverted, d: arrests }),
  ];
  const cells = [
    ...group('black', 400, 200, 40),
    ...group('white', 500, 200, 100),
    ...group('known', 900, 400, 140),
  ];
  const { rows, caveats } = await walk(cells, { pathway: 'youth-justice' });
  const steps = rows.find((row) => row.group.id === 'black')?.steps ?? [];
  t.same(
    steps.map(({ stage }) => [stage.count, stage.relation]),
    [
      ['arrests', 'next'],
      ['arrests-diverted', 'branch'],
      ['arrests-charged', 'nested'],
    ],
  );
  const [arrests, diverted, charged] = steps.map(({ against }) => against(WHITE));
  t.ok(Math.abs((diverted?.stageRatio().value ?? 0) - 0.5) < 1e-12);
  t.match(diverted?.product(), { value: null, status: 'z' });
  t.match(diverted?.cumulativeRatio(), { value: null, status: 'z' });
  t.ok(Math.abs((charged?.product().value ?? 0) - 1.25) < 1e-12);
  t.match(arrests?.stageRatio(), { value: null });
  t.match(arrests?.populationRatio(), { value: null, reason: 'NO_POPULATION' });
  t.ok(codesOf(caveats).includes('NOT_NESTED'));
  t.equal(steps[2]?.against(ALL_OTHERS).stageRatio().value?.toFixed(4), '1.2500');
});

t.test('stages over a population have its ratio', async (t) => {
  const people = (group: string, n: number) => ({
    ...cell({ measure: 'census-2021-children-10-17', group, n }),
    period: '2021-03-21',
  });
  const cells = [
    cell({ measure: 'yj-arrest-rate', group: 'black', n: 400 }),
    cell({ measure: 'yj-arrest-rate', group: 'white', n: 500 }),
    people('black', 8000),
    people('white', 20_000),
  ];
  const { rows } = await walk(cells, { pathway: 'youth-justice' });
  const ratios = rows.find(({ group }) => group.id === 'black')?.steps[0]?.against(WHITE);
  t.ok(Math.abs((ratios?.populationRatio().value ?? 0) - 2) < 1e-12);
  t.equal(ratios?.verdict(), 'HIGHER');
});

t.test('every stage of the seeds is a count that a measure has', async (t) => {
  const counts = new Set(vocabulary.measures.flatMap((each) => [each.numeratorCount, each.denominatorCount]));
  for (const { id, stages } of vocabulary.pathways) {
    for (const { count, from, relation } of stages) {
      t.ok(counts.has(count) && (from === null || counts.has(from)), `${id}: ${count}`);
      if (relation === 'nested')
        t.ok(
          stages.some((stage) => stage.count === from),
          `${id}: ${count} out of a stage`,
        );
      t.equal(
        from === null,
        relation === 'first' || relation === 'next' || count === 'early-help-assessments-started',
      );
    }
  }
});

t.test('words that are not known are told', async (t) => {
  await t.rejects(walk([], { pathway: 'nothing' }), { code: 'unknown-pathway' });
  await t.rejects(walk([], { pathway: 'recruitment' }), { code: 'unknown-pathway' });
  const cells = recruited('black', [400, 200, 60]);
  await t.rejects(walk(cells, { pathway: 'recruitment', period: 'AY2019-20' }), { code: 'unknown-period' });
});
