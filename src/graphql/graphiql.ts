import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsync } from 'fastify';
import { EXAMPLES } from './examples.ts';

const FILES: Readonly<Record<string, string>> = {
  'react.js': join(folderOf('react'), 'umd/react.production.min.js'),
  'react-dom.js': join(folderOf('react-dom'), 'umd/react-dom.production.min.js'),
  'graphiql.js': join(folderOf('graphiql'), 'graphiql.min.js'),
  'graphiql.css': join(folderOf('graphiql'), 'graphiql.min.css'),
};

function folderOf(name: string): string {
  return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
}

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>GraphiQL: London Disproportionality Data</title>
    <link rel="stylesheet" href="/graphiql/graphiql.css" />
    <style>body { margin: 0 } #graphiql { height: 100vh }</style>
  </head>
  <body>
    <div id="graphiql">Loading …</div>
    <script src="/graphiql/react.js"></script>
    <script src="/graphiql/react-dom.js"></script>
    <script src="/graphiql/graphiql.js"></script>
    <script src="/graphiql/start.js"></script>
  </body>
</html>
`;

const START = `ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: '/graphql' }),
    defaultTabs: ${JSON.stringify(EXAMPLES.map(({ text }) => ({ query: text })))},
    defaultQuery: ${JSON.stringify(EXAMPLES[0]?.text ?? '')},
  }),
);
`;

/** GraphiQL at `/graphiql`, out of our own packages: it works where nothing else of the internet does. */
export const graphiqlPage: FastifyPluginAsync = async (app) => {
  await app.register(fastifyStatic, { root: folderOf('graphiql'), serve: false });
  app.get('/graphiql', (_request, reply) => reply.type('text/html; charset=utf-8').send(PAGE));
  app.get('/graphiql/start.js', (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(START),
  );
  for (const [name, path] of Object.entries(FILES)) {
    app.get(`/graphiql/${name}`, (_request, reply) =>
      reply.sendFile(path.slice(dirname(path).length + 1), dirname(path)),
    );
  }
};
