import {
  defaultFieldResolver,
  type GraphQLEnumType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isObjectType,
  printSchema,
} from 'graphql';
import { builder } from './builder.ts';
// Each file adds its types and its root fields to the builder; the printed schema keeps this order.
import './comparison.ts';
import './representation.ts';
import './trend.ts';
import './pathway.ts';
import './target.ts';
import './effect.ts';
import './coverage.ts';
import './measure.ts';
import './area.ts';
import './ethnic-group.ts';
import './population.ts';
import './period.ts';
import './release.ts';

/** The schema that the door serves. */
export const schema: GraphQLSchema = withEnumNames(
  withoutPlainResolvers(builder.toSchema({ sortSchema: false })),
);

/** The schema as text, in the order it is written: what `openapi/schema.graphql` holds and `/graphql/schema.graphql` serves. */
export function printSdl(): string {
  return `${printSchema(schema)}\n`;
}

/** Pothos gives every exposed field a resolver that reads its property; without it the compiled query reads it itself. */
function withoutPlainResolvers(made: GraphQLSchema): GraphQLSchema {
  for (const field of fieldsOf(made)) {
    if (field.extensions.pothosExposedField === field.name) delete field.resolve;
  }
  return made;
}

/**
 * Gives enums out by their names. Compiled queries leave scalars and enums as resolvers return them (checking each would
 * cost more than making them), so a field whose enum has other words inside turns them into its names itself.
 */
function withEnumNames(made: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(made.getTypeMap())) {
    if (isEnumType(type)) type.serialize = namesOf(type);
  }
  for (const field of fieldsOf(made)) {
    const type = getNamedType(field.type);
    if (!isEnumType(type) || type.getValues().every(({ name, value }) => name === value)) continue;
    const resolve = field.resolve ?? defaultFieldResolver;
    const named = namesOf(type);
    const given = (found: unknown): unknown => (Array.isArray(found) ? found.map(named) : named(found));
    field.resolve = (...asked) => {
      const found: unknown = resolve(...asked);
      return found instanceof Promise ? found.then(given) : given(found);
    };
  }
  return made;
}

/** The name of a value of an enum, of a name itself, and null of nothing. */
function namesOf(type: GraphQLEnumType): (value: unknown) => string | null {
  const names = new Map<unknown, string>(
    type.getValues().flatMap(({ name, value }) => [
      [value, name],
      [name, name],
    ]),
  );
  return (value) => {
    if (value === null || value === undefined) return null;
    const name = names.get(value);
    if (name === undefined) throw new Error(`${type.name} has no such value.`);
    return name;
  };
}

function fieldsOf(made: GraphQLSchema) {
  return Object.values(made.getTypeMap())
    .filter(isObjectType)
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) => Object.values(type.getFields()));
}
