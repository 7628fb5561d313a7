import t from 'tap';
import { attack } from '../../attack/attack.ts';
import { invented } from '../../attack/invented.ts';
import { publishFiles } from '../../attack/publish.ts';
import { asOwner } from '../support/database.ts';
import { testService } from '../support/service.ts';

/* `npm run attack` against a service over HTTP: two releases of invented figures of all four domains, and spoilt ones. */
const HACKNEY = 'E09000012';
const NEWHAM = 'E09000025';
const LAMBETH = 'E09000022';

async function openService() {
  const service = await testService(t);
  const address = await service.app.listen({ port: 0 });
  return { ...service, publishing: { address, key: service.key } };
}

t.test('a release, and one that corrects it, give no small count away', async (t) => {
  const { first, correction, truth } = invented(7, [HACKNEY, NEWHAM, LAMBETH]);
  const { publishing } = await openService();
  await publishFiles(first, publishing);
  await publishFiles(correction, publishing);
  const { pinned, leaks, notes, ...counted } = await attack(publishing.address, truth);
  t.same(pinned, []);
  t.same(leaks, []);
  t.same(notes, []);
  t.match(counted, { releases: 2, excepted: 0 });
  t.ok(counted.withheld > 100, `${counted.withheld} withheld cells`);
  t.ok(counted.sums > 100, `${counted.sums} sums`);
});

t.test('where nothing is withheld for the sake of others, it finds small counts', async (t) => {
  const { first, truth } = invented(7, [HACKNEY, NEWHAM]);
  const { publishing, url } = await openService();
  const beforePublication = async () => {
    // What was withheld and is not small goes back into the draft, as if there were no secondary suppression.
    const values = first.flatMap(({ csv }) =>
      csv
        .split('\r\n')
        .slice(1, -1)
        .map((line) => {
          const [measure, period, area, group, sex, , category, n, d] = line.split(',');
          return `('${measure}','${period}','${area}','${group}','${sex || 'all'}','${category || 'all'}',${n},${d || 'null'})`;
        }),
    );
    await asOwner(
      url,
      `update publication.draft_cell c set numerator = v.n, numerator_status = 'shown'
       from (values ${values.join(',')}) as v (measure, period, area, ethnic_group, sex, category, n, d)
       where (c.measure_id, c.period, c.area, c.ethnic_group, c.sex, c.category)
           = (v.measure, v.period, v.area, v.ethnic_group, v.sex, v.category)
         and c.numerator_status = 'c' and not v.n between 1 and 5
         and c.measure_id <> 'ed-attainment-8-mean' and (v.d is null or not v.d - v.n between 1 and 5)`,
    );
  };
  await publishFiles(first, { ...publishing, beforePublication });
  const { pinned } = await attack(publishing.address, truth);
  t.ok(pinned.length > 10, `${pinned.length} pinned`);
  for (const { by, range, real } of pinned) {
    if (by !== 'elimination' || real === undefined) continue;
    t.same(range, { lower: real, upper: real }, 'and what it says is true');
  }
});
