import { readFile } from 'node:fs/promises';
import { isEnumType, isInputObjectType, isObjectType, isScalarType } from 'graphql';
import t from 'tap';
import { printSdl, schema } from '../../src/graphql/schema.ts';

t.test('the schema is the one that was read in review', async (t) => {
  const committed = await readFile(new URL('../../openapi/schema.graphql', import.meta.url), 'utf8');
  t.equal(printSdl(), committed, 'run `npm run contract` and read the difference');
});

t.test('every type, field, argument and value says what it is', async (t) => {
  const silent: string[] = [];
  const hear = (name: string, description: string | null | undefined) => {
    if (description === null || description === undefined || description.trim() === '') silent.push(name);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || isScalarType(type)) continue;
    hear(type.name, type.description);
    if (isEnumType(type))
      for (const value of type.getValues()) hear(`${type.name}.${value.name}`, value.description);
    if (!isObjectType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      hear(`${type.name}.${field.name}`, field.description);
      if ('args' in field) {
        for (const argument of field.args)
          hear(`${type.name}.${field.name}(${argument.name})`, argument.description);
      }
    }
  }
  t.same(silent, []);
});

t.test('the question and its defaults are as promised', async (t) => {
  const sdl = printSdl()
    .replace(/"""[\s\S]*?"""/g, '')
    .replace(/\s+/g, ' ');
  const argumentsOf = (field: string) => new RegExp(`${field}\\(([^)]*)\\)`).exec(sdl)?.[1]?.trim() ?? '';
  const comparison = argumentsOf('comparison');
  for (const promised of [
    'measure: ID!',
    'period: ID = "latest"',
    'areas: [ID!]',
    'groups: [ID!]',
    'sex: Sex = ALL',
    'ageBand: ID',
    'category: ID',
    'population: ID',
    'pool: Int = 1',
    'intervals: IntervalMethod = EXACT',
    'confidence: Float = 0.95',
    'release: String = "latest"',
  ]) {
    t.ok(comparison.includes(promised), promised);
  }
  t.equal(argumentsOf('against'), 'reference: ReferenceInput! = {kind: GROUP, group: "white-british"}');
});
