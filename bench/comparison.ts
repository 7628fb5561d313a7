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
const QUERY = `query ($confidence: Float = 0.95) {
  comparison(measure: "ed-suspension-rate", period: "AY2024-25", confidence: $confidence) {
  release { version } coverage { included { id } }
  rows { area { id name } group { id label } numerator { value status } denominator { value status }
    rate { value lower upper status } against { rateRatio { value lower upper status } verdict } } } }`;

/**
 * `comparison` requests a second (33 boroughs and London × the published groups, each with a rate ratio and its interval)
 * as a share of a bare Fastify route in the same process that runs the same SQL and stringifies its rows. Once with a
 * question that nobody has asked before in each request, and once with one that has been answered (decision 11).
 */
export async function benchComparison({ app: options, flows, database }: Bench): Promise<string> {
  const start = { flows, published: 'seeds/published', say: () => {} };
  await sendPublished('population', start);
  await sendPublished('measures', start);
  await publishFirstRelease(start);

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
  const post = {
    url: `${appUrl}/graphql`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  } as const;
  let asked = 0;
  const neverAsked = (request: autocannon.Request) => {
    asked += 1;
    return {
      ...request,
      body: JSON.stringify({ query: QUERY, variables: { confidence: 0.9 + asked / 1e8 } }),
    };
  };
  const limit: number[] = [];
  const first: number[] = [];
  const again: number[] = [];
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      limit.push(await requestsPerSecond({ url: bareUrl }));
      first.push(await requestsPerSecond({ ...post, requests: [{ setupRequest: neverAsked }] }));
      again.push(await requestsPerSecond({ ...post, body: JSON.stringify({ query: QUERY }) }));
    }
  } finally {
    await app.close();
    await bare.close();
  }
  const line = (name: string, rates: readonly number[]) => {
    const share = median(rates.map((each, round) => each / (limit[round] ?? Number.NaN)));
    return `${name} ${Math.round(median(rates))} requests/s   bare route ${Math.round(median(limit))} requests/s   share ${share.toFixed(3)}`;
  };
  return [line('comparison, asked first', first), line('comparison, asked again', again)].join('\n');
}

async function requestsPerSecond(request: autocannon.Options): Promise<number> {
  const result = await autocannon({ ...request, connections: CONNECTIONS, duration: SECONDS });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx + result.errors} requests failed`);
  return result.requests.average;
}
