/** Who knocks, in the order of a row. The things knocked for are Kingston's; Kingston has granted Richmond `submit`. */
export const CALLERS = [
  'none',
  'own submitter',
  'own approver',
  'other submitter',
  'other approver',
  'granted submitter',
  'granted approver',
  'steward',
  'publisher',
  'national',
] as const;
export type Caller = (typeof CALLERS)[number];

/** 401; 403; a 404 that is the same for what is not there; answered, or refused for what it asks. */
export type Outcome = 'who' | 'no' | 'hidden' | 'in';

/** Read by everybody, with or without a key. */
const PUBLIC = 'public';

//                 none own-s own-a other-s other-a granted-s granted-a steward publisher national
const READ_ONE = ' who  in    in    hidden  hidden  in        in        in      no        no';
const READ_ALL = ' who  in    in    in      in      in        in        in      no        no';
const SEND_ON = '  who  in    no    hidden  no      in        no        no      no        no';
const APPROVE = '  who  no    in    no      hidden  no        no        no      no        no';
const SEND_BACK = 'who  no    in    no      hidden  no        no        in      no        no';
const WITHDRAW = ' who  in    in    hidden  hidden  in        no        no      no        no';
const SEND_FILE = 'who  in    no    no      no      in        no        no      no        no';
const GIVE = '     who  no    in    no      no      no        no        in      no        no';
const TAKE_BACK = 'who  no    in    no      hidden  no        no        in      no        no';
const PURGE = '    who  no    in    no      hidden  no        no        in      no        no';
const STEWARD = '  who  no    no    no      no      no        no        in      no        no';
const PUBLISHER = 'who  no    no    no      no      no        no        no      in        no';
const EITHER = '   who  no    no    no      no      no        no        in      in        no';

/** Every route of the service, and who gets how far. A route without a row fails `tests/guards/wall.test.ts`. */
export const WALL: Readonly<Record<string, string>> = {
  'GET /v1/collections': PUBLIC,
  'POST /v1/collections': STEWARD,
  'PATCH /v1/collections/:id': STEWARD,
  'GET /v1/templates/:domain.csv': PUBLIC,
  'GET /v1/templates/:domain.xlsx': PUBLIC,
  'POST /v1/submissions': SEND_FILE,
  'GET /v1/submissions': READ_ALL,
  'GET /v1/submissions/:id': READ_ONE,
  'GET /v1/submissions/:id/file': READ_ONE,
  'GET /v1/submissions/:id/report': READ_ONE,
  'GET /v1/submissions/:id/report.csv': READ_ONE,
  'GET /v1/submissions/:id/report.xlsx': READ_ONE,
  'GET /v1/submissions/:id/diff': READ_ONE,
  'GET /v1/submissions/:id/diff.csv': READ_ONE,
  'GET /v1/submissions/:id/disclosure-preview': READ_ONE,
  'GET /v1/submissions/:id/history': READ_ONE,
  'POST /v1/submissions/:id/submit': SEND_ON,
  'POST /v1/submissions/:id/approve': APPROVE,
  'POST /v1/submissions/:id/return': SEND_BACK,
  'POST /v1/submissions/:id/withdraw': WITHDRAW,
  'PUT /v1/submissions/:id/queries/:key/note': SEND_ON,
  'POST /v1/submissions/:id/purge': PURGE,
  'POST /v1/submissions/:id/purge/confirm': PURGE,
  'DELETE /v1/submissions/:id/purge': PURGE,
  'GET /v1/grants': READ_ALL,
  'POST /v1/grants': GIVE,
  'DELETE /v1/grants/:id': TAKE_BACK,
  'GET /v1/audit': READ_ALL,
  'GET /v1/policy': EITHER,
  'PUT /v1/policy': STEWARD,
  'GET /v1/policy/versions': EITHER,
  'POST /v1/policy/versions/:version/approve': PUBLISHER,
  'GET /v1/policy/plan': EITHER,
  'GET /v1/releases': PUBLIC,
  'GET /v1/releases/:version': PUBLIC,
  'GET /v1/releases/:version/changes': PUBLIC,
  'GET /v1/releases/:version/changes.json': PUBLIC,
  'GET /v1/releases/:version/revisions': PUBLIC,
  'GET /v1/releases/:version/revisions.csv': PUBLIC,
  'GET /v1/releases.atom': PUBLIC,
  'GET /v1/corrections': PUBLIC,
  'GET /corrections': PUBLIC,
  'POST /v1/releases': STEWARD,
  'GET /v1/releases/:version/protection': EITHER,
  'POST /v1/releases/:version/previews': EITHER,
  'POST /v1/releases/:version/approve': PUBLISHER,
  'POST /v1/releases/:version/publish': PUBLISHER,
  'POST /v1/releases/:version/withdraw': EITHER,
  'GET /v1/releases/:version/:name.csv': PUBLIC,
  'GET /v1/releases/:version/:name.csv-metadata.json': PUBLIC,
  'GET /v1/releases/:version/:name.ndjson': PUBLIC,
  'GET /v1/releases/:version/:name.parquet': PUBLIC,
  'GET /v1/releases/:version/:name.xlsx': PUBLIC,
  'GET /v1/releases/:version/SHA256SUMS': PUBLIC,
  'GET /v1/releases/:version/bundle.zip': PUBLIC,
  'GET /v1/releases/:version/cells.csv': PUBLIC,
  'GET /v1/releases/:version/cells.json': PUBLIC,
  'GET /v1/releases/:version/cells.ndjson': PUBLIC,
  'GET /v1/releases/:version/cells.parquet': PUBLIC,
  'GET /v1/releases/:version/citation': PUBLIC,
  'GET /v1/releases/:version/datapackage.json': PUBLIC,
  'GET /v1/data-sets': PUBLIC,
  'GET /v1/data-sets/:id': PUBLIC,
  'GET /v1/data-sets/:id/meta': PUBLIC,
  'GET /v1/data-sets/:id/versions': PUBLIC,
  'GET /v1/data-sets/:id/versions/:version': PUBLIC,
  'GET /v1/data-sets/:id/versions/:version/changes': PUBLIC,
  'GET /v1/data-sets/:id/csv': PUBLIC,
  'GET /v1/data-sets/:id/query': PUBLIC,
  'POST /v1/data-sets/:id/query': PUBLIC,
  'QUERY /v1/data-sets/:id/query': PUBLIC,
  'GET /catalogue.jsonld': PUBLIC,
  'GET /v1/catalogue.jsonld': PUBLIC,
  'GET /v1/coverage': PUBLIC,
  'GET /v1/coverage.csv': PUBLIC,
  'GET /data-sets': PUBLIC,
  'GET /data-sets/:id': PUBLIC,
  'GET /v1/comparisons': PUBLIC,
  'GET /v1/comparisons.csv': PUBLIC,
  'GET /v1/trends': PUBLIC,
  'GET /v1/trends.csv': PUBLIC,
  'GET /v1/pathways': PUBLIC,
  'GET /v1/pathways.csv': PUBLIC,
  'GET /v1/targets': PUBLIC,
  'GET /v1/targets.csv': PUBLIC,
  'GET /v1/targets/:id': PUBLIC,
  'POST /v1/targets': GIVE,
  'PUT /v1/targets/:id': GIVE,
  'GET /v1/programmes': PUBLIC,
  'GET /v1/programmes/:id': PUBLIC,
  'POST /v1/programmes': GIVE,
  'PUT /v1/programmes/:id': GIVE,
  'GET /v1/measures': PUBLIC,
  'GET /v1/measures/:id': PUBLIC,
  'GET /v1/areas': PUBLIC,
  'GET /v1/ethnic-groups': PUBLIC,
  'GET /v1/populations': PUBLIC,
  'GET /v1/periods': PUBLIC,
  'GET /graphql': PUBLIC,
  'POST /graphql': PUBLIC,
  'GET /graphql/schema.graphql': PUBLIC,
  'GET /graphiql': PUBLIC,
  'GET /graphiql/start.js': PUBLIC,
  'GET /graphiql/react.js': PUBLIC,
  'GET /graphiql/react-dom.js': PUBLIC,
  'GET /graphiql/graphiql.js': PUBLIC,
  'GET /graphiql/graphiql.css': PUBLIC,
  'GET /health/live': PUBLIC,
  'GET /health/ready': PUBLIC,
  'GET /metrics': PUBLIC,
  'GET /.well-known/security.txt': PUBLIC,
  'GET /openapi.json': PUBLIC,
  'GET /docs': PUBLIC,
  'GET /docs/json': PUBLIC,
  'GET /docs/yaml': PUBLIC,
  'GET /docs/static/*': PUBLIC,
  'GET /docs/static/index.html': PUBLIC,
  'GET /docs/static/swagger-initializer.js': PUBLIC,
  'GET /': PUBLIC,
  'OPTIONS *': PUBLIC,
};

/** How far each caller gets at a route; `public` where everybody gets in. */
export function outcomesOf(row: string): 'public' | ReadonlyMap<Caller, string> {
  if (row === PUBLIC) return PUBLIC;
  const outcomes = row.trim().split(/\s+/);
  return new Map(CALLERS.map((caller, index) => [caller, outcomes[index] ?? 'missing']));
}

/** `GET /v1/areas` of each method of a route, without the HEAD that goes with every GET. */
export function routesOf({
  method,
  url,
}: {
  readonly method: string | string[];
  readonly url: string;
}): readonly string[] {
  return [method]
    .flat()
    .filter((each) => each !== 'HEAD')
    .map((each) => `${each} ${url}`);
}
