import t from 'tap';
import { uploading } from '../support/uploading.ts';

t.test('nodes that start at once on a new database all start', async (t) => {
  const { start, asOwner } = await uploading(t);
  const nodes = await Promise.all([start(), start()]);
  t.teardown(() => Promise.all(nodes.map((node) => node.end())));
  for (const { address } of nodes) t.equal((await fetch(`${address}/health/ready`)).status, 200);
  const { rows } = await asOwner(
    `select count(*)::int as twice from (select sha256 from intake.submission group by sha256 having count(*) > 1) s`,
  );
  t.match(rows, [{ twice: 0 }]);
});
