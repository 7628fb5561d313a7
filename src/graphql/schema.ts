import { type GraphQLSchema, isObjectType, lexicographicSortSchema, printSchema } from 'graphql';
import { builder } from './builder.ts';
// Each file adds its types and its root fields to the builder.
import './area.ts';
import './comparison.ts';
import './coverage.ts';
import './ethnic-group.ts';
import './measure.ts';
import './period.ts';
import './population.ts';
import './release.ts';

/** The schema that the door serves. */
export const schema: GraphQLSchema = withoutPlainResolvers(builder.toSchema());

/** The schema as text, in one order: what `openapi/schema.graphql` holds and `/graphql/schema.graphql` serves. */
export function printSdl(): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}

/** Pothos gives every exposed field a resolver that reads its property; without it the compiled query reads it itself. */
function withoutPlainResolvers(made: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(made.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const [name, field] of Object.entries(type.getFields())) {
      if (field.extensions.pothosExposedField === name) delete field.resolve;
    }
  }
  return made;
}
