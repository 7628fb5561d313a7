import { readFile } from 'node:fs/promises';
import t from 'tap';
import { contractFiles } from '../support/contract.ts';

const files = await contractFiles();

t.test('what the doors promise is what is committed', async (t) => {
  for (const [path, text] of Object.entries(files)) {
    t.equal(text, await readFile(path, 'utf8'), `${path}: run \`npm run contract\` and read the difference`);
  }
});

t.test('every route says what it does and who may call it', async (t) => {
  const { openapi, paths } = JSON.parse(files['openapi/openapi.json'] ?? '{}');
  t.match(openapi, /^3\.1\./);
  for (const [path, methods] of Object.entries<Record<string, Record<string, unknown>>>(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      t.type(operation.summary, 'string', `${method} ${path}`);
      t.ok(operation['x-roles'], `${method} ${path} names its roles`);
      t.equal(
        operation['x-roles'] === 'public',
        operation.security === undefined,
        `${method} ${path} says it needs a key`,
      );
    }
  }
});
