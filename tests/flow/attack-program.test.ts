import t from 'tap';
import { type AttackOptions, attack } from '../../attack/attack.ts';
import { ownFigures } from '../../attack/insiders.ts';
import { type InventedFile, insiderOf, invented } from '../../attack/invented.ts';
import { askingOf } from '../../attack/public-release.ts';
import { declareSomething, type Publishing, publishFiles } from '../../attack/publish.ts';
import { asOwner } from '../support/database.ts';
import { testService } from '../support/service.ts';

/*
 * `npm run attack` against a service over HTTP: two releases of invented figures, and a third from which parts of the
 * protection have been taken away. Run by itself the program attacks all four domains.
 */
const [HACKNEY, NEWHAM, LAMBETH] = ['E09000012', 'E09000025', 'E09000022'];
const { first, correction, truth } = invented(7, {
  boroughs: [HACKNEY, NEWHAM, LAMBETH],
  domains: ['social-care', 'youth-justice', 'workforce'],
});
const service = await testService(t);
const address = await service.app.listen({ port: 0 });
const publishing: Publishing = { address, key: service.key };
const one = await publishFiles(first, publishing);
const two = await publishFiles(correction, publishing);
await declareSomething(publishing, HACKNEY);

const attacked = (only: readonly string[], more: AttackOptions = {}) =>
  attack(address, { truth, only, ...more });

t.test('a release, and one that corrects it, give no small count away', async (t) => {
  const insiders = [HACKNEY, LAMBETH].map((area) => insiderOf(area, truth));
  const together = await attacked([one, two], { derived: false, insiders });
  t.same(together.pinned, []);
  t.same(together.notes, []);
  t.match(together, { releases: 2, excepted: 0 });
  t.ok(together.withheld > 100, `${together.withheld} withheld cells`);
  t.ok(together.sums > 100, `${together.sums} sums`);
});

t.test('an authority reads its own figures with its key, and nobody else’s', async (t) => {
  const { authorization } = await service.key('submitter', HACKNEY);
  const asking = askingOf(address, authorization.replace('Bearer ', ''));
  const place = { measure: 'yj-arrest-rate', period: 'FY2024-25-Q1', group: 'black', sex: 'all', age: 'all' };
  const cell = { ...place, category: 'all', numerator: 'c', denominator: null, made: null };
  const own = await ownFigures(asking, HACKNEY);
  const real = truth({ ...cell, area: HACKNEY }, 'numerator');
  t.type(real, 'number');
  t.equal(own.knows({ ...cell, area: HACKNEY }, 'numerator'), real);
  t.equal(own.knows({ ...cell, area: NEWHAM }, 'numerator'), undefined);
  const others = await ownFigures(asking, NEWHAM);
  t.equal(
    others.knows({ ...cell, area: NEWHAM }, 'numerator'),
    undefined,
    'the service gives none of them out',
  );
});

t.test('nor does any other answer of the service', async (t) => {
  const { pinned, leaks, asked } = await attacked([two]);
  t.same(pinned, []);
  t.same(leaks, []);
  t.ok(asked > 100, `${asked} requests`);
});

/** What a file says of each place, with its real figures. */
const values = first.flatMap(({ csv }) =>
  csv
    .split('\r\n')
    .slice(1, -1)
    .map((line) => {
      const [measure, period, area, group, sex, , category, n, d] = line.split(',');
      return `('${measure}','${period}','${area}','${group}','${sex || 'all'}','${category || 'all'}',${n},${d || 'null'})`;
    }),
);
/** What is withheld and is not small goes back into the draft, as if there were no secondary suppression. */
async function spoil(): Promise<void> {
  await asOwner(
    service.url,
    `update publication.draft_cell c set numerator = v.n, numerator_status = 'shown'
     from (values ${values.join(',')}) as v (measure, period, area, ethnic_group, sex, category, n, d)
     where (c.measure_id, c.period, c.area, c.ethnic_group, c.sex, c.category)
         = (v.measure, v.period, v.area, v.ethnic_group, v.sex, v.category)
       and c.numerator_status = 'c' and not v.n between 1 and 5
       and c.measure_id <> 'ed-attainment-8-mean' and (v.d is null or not v.d - v.n between 1 and 5)`,
  );
}

t.test('without secondary suppression, and with a correction of one child, it finds both', async (t) => {
  const [file] = correction;
  if (file === undefined) throw new Error('There is no correction');
  const { area, domain, period } = file;
  const csv = file.csv.replaceAll(
    /^(sc-(?:referral-rate|rereferral-pct),[^,]*,[^,]*,(?:white|all),(?:male)?,,,)(\d+),(\d*)\r$/gm,
    (_, place, n, d) => `${place}${d === '' ? Number(n) + 1 : n},${d === '' ? '' : Number(d) + 1}\r`,
  );
  t.not(csv, file.csv);
  const exceptions = [{ area, domain, period, reason: 'To see whether it is found.' }];
  const files: readonly InventedFile[] = [{ ...file, csv }];
  const three = await publishFiles(files, { ...publishing, exceptions, beforePublication: spoil });
  const alone = await attacked([three], { derived: false });
  t.ok(alone.pinned.length > 10, `${alone.pinned.length} pinned`);
  for (const { by, range, real } of alone.pinned) {
    if (by !== 'elimination' || real === undefined) continue;
    t.same(range, { lower: real, upper: real }, 'and what it says is true');
  }
  const together = await attacked([two, three], { derived: false });
  const revisions = together.pinned.filter(({ by }) => by === 'revision');
  t.match(revisions[0], { range: { lower: 1, upper: 1 } });
});
