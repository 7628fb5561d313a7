import Fastify, { type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Test } from 'tap';
import type { DeclarationReader } from '../../src/declaration/store.ts';
import { createEnquire } from '../../src/flow/enquire.ts';
import { createFollow } from '../../src/flow/follow.ts';
import { graphqlDoor } from '../../src/graphql/graphql-door.ts';
import { replyWithProblem } from '../../src/platform/problem-reply.ts';
import type { ReleaseReader } from '../../src/release/read.ts';
import { comparisonRoutes } from '../../src/rest/comparisons.ts';
import { pathwayRoutes } from '../../src/rest/pathways.ts';
import { trendRoutes } from '../../src/rest/trends.ts';
import { vocabularyRoutes } from '../../src/rest/vocabulary.ts';

/** Nothing has been declared. */
const NO_DECLARATIONS: DeclarationReader = {
  targets: async () => [],
  programmes: async () => [],
  targetVersions: async () => [],
  programmeVersions: async () => [],
  count: async () => 0,
};

/** The doors that read, in front of a release. */
export async function openDoors(t: Pick<Test, 'teardown'>, reader: ReleaseReader): Promise<FastifyInstance> {
  const enquire = createEnquire({ reader });
  const follow = createFollow({ enquire, reader, declarations: NO_DECLARATIONS });
  const app = Fastify();
  app.setErrorHandler<Error>(replyWithProblem);
  await app.register(async (rest) => {
    rest.setValidatorCompiler(validatorCompiler);
    rest.setSerializerCompiler(serializerCompiler);
    await rest.register(comparisonRoutes({ enquire }));
    await rest.register(trendRoutes({ enquire }));
    await rest.register(pathwayRoutes({ enquire }));
    await rest.register(vocabularyRoutes({ enquire }));
  });
  await app.register(graphqlDoor({ enquire, follow }));
  t.teardown(() => app.close());
  return app;
}
