import { type GraphQLSchema, isObjectType, printSchema } from 'graphql';
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
export const schema: GraphQLSchema = withoutPlainResolvers(builder.toSchema({ sortSchema: false }));

/** The schema as text, in the order it is written: what `openapi/schema.graphql` holds and `/graphql/schema.graphql` serves. */
export function printSdl(): string {
  return `${printSchema(schema)}\n`;
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
