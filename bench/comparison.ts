import autocannon from 'autocannon';
import Fastify from 'fastify';
import { buildApp } from '../src/app.ts';
import { publishFirstRelease, sendPublished } from '../src/first-start.ts';
import { CELLS_SQL } from '../src/release/read.ts';
import type { Bench } from './support.ts';
import { median } from './support.ts';

const ROUNDS = 3;
const SECONDS = 5;
const CONNECTIONS = 20;
const QUERY = `{ comparison(measure: "ed-suspension-rate", period: "AY2024-25") {
  release { version } coverage { included { id } }
  rows { area { id name } group { id label } numerator { value status } denominator { value status }
    rate { value lower upper status } against { rateRatio { value lower upper status } verdict } } } }`;

/**
 * `comparison` requests a second (33 boroughs and London × the published groups, each with a rate ratio and its interval)
 * as a share of a bare Fastify route in the same process that runs the same SQL and stringifies its rows.
 */
export async function benchComparison({ app: options, flows, database }: Bench): Promise<string> {
  const first = { flows, published: 'seeds/published', say: () => {} };
  await sendPublished('population', first);
  await sendPublished('measures', first);
  await publishFirstRelease(first);

  const app = await buildApp(options);
  const bare = Fastify();
  bare.get('/', async (_, reply) => {
    const { rows } = await database.reader.query(CELLS_SQL, [
      'ed-suspension-rate',
      'AY2024-25',
      1,
      'all',
      'all',
      'all',
    ]);
    return reply.type('application/json').send(JSON.stringify(rows));
  });
  const [appUrl, bareUrl] = [await app.listen({ port: 0 }), await bare.listen({ port: 0 })];
  const ours: number[] = [];
  const limit: number[] = [];
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      limit.push(await requestsPerSecond({ url: bareUrl }));
      ours.push(
        await requestsPerSecond({
          url: `${appUrl}/graphql`,
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: QUERY }),
        }),
      );
    }
  } finally {
    await app.close();
    await bare.close();
  }
  const share = median(ours.map((each, round) => each / (limit[round] ?? Number.NaN)));
  return `comparison  ${Math.round(median(ours))} requests/s   bare route ${Math.round(median(limit))} requests/s   share ${share.toFixed(3)}`;
}

async function requestsPerSecond(request: autocannon.Options): Promise<number> {
  const result = await autocannon({ ...request, connections: CONNECTIONS, duration: SECONDS });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx + result.errors} requests failed`);
  return result.requests.average;
}
