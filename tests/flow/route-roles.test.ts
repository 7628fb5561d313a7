import t from 'tap';
import { KEY_ROLES } from '../../src/platform/identity.ts';
import { testService } from '../support/service.ts';

const service = await testService(t);
const { app } = service;

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

interface Operation {
  readonly 'x-roles': 'public' | readonly string[];
}

/** A route's address with something in the place of each parameter. */
function addressOf(path: string): string {
  return path
    .replace('{id}', '00000000-0000-4000-8000-000000000000')
    .replace('{version}', '9.9.9')
    .replace(/\{\w+\}/g, 'all');
}

t.test(
  'route by route and role by role: who may not call is refused before anything is looked at',
  async (t) => {
    const { paths } = (await app.inject('/openapi.json')).json();
    const keys = new Map<string, { authorization: string }>();
    for (const role of KEY_ROLES) {
      const own = role === 'submitter' || role === 'approver' ? 'E09000012' : undefined;
      keys.set(role, await service.key(role, own));
    }
    let refused = 0;
    for (const [path, methods] of Object.entries<Record<string, Operation>>(paths)) {
      for (const [method, { 'x-roles': roles }] of Object.entries(methods)) {
        if (roles === 'public') continue;
        const call = (headers: Record<string, string>) =>
          app.inject({
            method: METHODS.find((each) => each.toLowerCase() === method) ?? 'GET',
            url: addressOf(path),
            headers,
          });
        const nobody = await call({});
        t.equal(nobody.statusCode, 401, `${method} ${path} without a key`);
        t.equal(nobody.headers['www-authenticate'], 'Bearer');
        t.match(nobody.headers['content-type'], /^application\/problem\+json/);
        t.equal((await call({ authorization: 'Bearer ldd_unknown' })).json().code, 'unauthenticated');
        for (const [role, key] of keys) {
          if (roles.includes(role)) continue;
          const reply = await call(key);
          t.equal(reply.statusCode, 403, `${method} ${path} as ${role}`);
          t.equal(reply.json().code, 'forbidden');
          refused += 1;
        }
      }
    }
    t.ok(refused > 30, `${refused} pairs of route and role are refused`);
  },
);
