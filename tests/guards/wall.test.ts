import t from 'tap';
import { declaredApp } from '../support/contract.ts';
import { routesOf, WALL } from '../support/wall.ts';

t.test('every route has a row in tests/support/wall.ts, and every row a route', async (t) => {
  const routes = new Set<string>();
  const app = await declaredApp({
    onRoute: (route) => routesOf(route).forEach((each) => void routes.add(each)),
  });
  await app.ready();
  await app.close();
  t.same([...routes].toSorted(), Object.keys(WALL).toSorted());
});
