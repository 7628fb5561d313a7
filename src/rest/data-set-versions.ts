import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { DataSet } from '../flow/data-set.ts';
import { Problem } from '../problem.ts';
import { conditionally } from './conditional.ts';
import { pageOf, pages, pagingOf, SHAPES, versionList, versionOf, versionView } from './data-set-body.ts';
import { changesOf, changesView } from './data-set-changes.ts';
import { dataSetSources, type SourceOptions } from './data-set-source.ts';
import { queryFault } from './query-fault.ts';

const id = z.string().max(40).describe('A domain');
const config = { roles: 'public' as const };
const tags = ['data sets'];
const patches = z.strictObject({
  includePatchHistory: z.stringbool().default(false).describe('Also the patches before a patch'),
});

/** The versions of a data set, and what each changed. */
export function dataSetVersionRoutes(options: SourceOptions): FastifyPluginAsyncZod {
  const { enquire, dataSets } = options;
  const sourceOf = dataSetSources(options);
  const setOf = async (name: string, version: string): Promise<DataSet> =>
    dataSets.one(await enquire.standing(version === '*' ? 'latest' : version), name);

  /** Those that stand, newest first. */
  async function versionsOf(name: string): Promise<readonly DataSet[]> {
    const standing = (await enquire.releases()).filter(({ status }) => status !== 'withdrawn');
    const sets = await Promise.all(standing.map((release) => dataSets.of(release)));
    return sets.flat().filter((set) => set.id === name);
  }

  async function changesAt(versions: readonly DataSet[], index: number) {
    const [set, before] = [versions[index], versions[index + 1]];
    if (set === undefined) throw new Problem('not-found', 'There is no such version.');
    const previous = before === undefined ? null : { set: before, contents: await dataSets.contents(before) };
    return changesOf({ set, contents: await dataSets.contents(set), previous });
  }

  return async (app) => {
    app.get(
      '/v1/data-sets/:id/versions',
      {
        schema: {
          summary: 'The versions of a data set, newest first; those that were withdrawn are left out',
          description: SHAPES,
          tags,
          params: z.strictObject({ id }),
          querystring: pages,
          response: { 200: versionList },
        },
        schemaErrorFormatter: queryFault(pages),
        config,
      },
      async ({ params, query }) => {
        const sets = await versionsOf((await setOf(params.id, '*')).id);
        return {
          paging: pagingOf(sets.length, query),
          results: pageOf(sets, query).map((set) => versionOf({ set })),
        };
      },
    );

    app.get(
      '/v1/data-sets/:id/versions/:version',
      {
        schema: {
          summary: 'One version of a data set',
          description: SHAPES,
          tags,
          params: z.strictObject({ id, version: z.string().max(40) }),
          response: { 200: versionView },
        },
        config,
      },
      async (request) => versionOf(await sourceOf(request, request.params.id, request.params.version)),
    );

    app.get(
      '/v1/data-sets/:id/versions/:version/changes',
      {
        schema: {
          summary: 'What is different in a version of a data set from the one before',
          description: `Options, places and periods that are gone are major, new ones and other words minor. ${SHAPES}`,
          tags,
          params: z.strictObject({ id, version: z.string().max(40) }),
          querystring: patches,
          response: { 200: changesView },
        },
        schemaErrorFormatter: queryFault(patches),
        config,
      },
      async (request, reply) => {
        const set = await setOf(request.params.id, request.params.version);
        const { includePatchHistory } = request.query;
        const versions = await versionsOf(set.id);
        const at = versions.findIndex(({ release }) => release.version === set.release.version);
        const before = versions.slice(at + 1).map(({ release }) => release.version);
        const question = ['data-set-changes', set.id, includePatchHistory, before];
        return conditionally({ request, reply }, { release: set.release, question }, async () => {
          const made = await changesAt(versions, at);
          const isPatch = !set.release.version.endsWith('.0');
          if (!includePatchHistory || !isPatch) return made;
          const [major, minor] = set.release.version.split('.');
          const earlier = versions
            .map((each, index) => ({ version: each.release.version, index }))
            .filter(({ version, index }) => index > at && version.startsWith(`${major}.${minor}.`))
            .filter(({ version }) => !version.endsWith('.0'));
          const patchHistory = await Promise.all(earlier.map(({ index }) => changesAt(versions, index)));
          return { ...made, patchHistory };
        });
      },
    );
  };
}
