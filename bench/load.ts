import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';

/** What the client sends: one request after another from the list, each connection taking the next. */
export interface Load {
  readonly url: string;
  readonly seconds: number;
  readonly connections: number;
  /** GETs of these paths. */
  readonly paths?: readonly string[];
  /** Or POSTs of this query with these variables. Each asks for another confidence, from this one on; or all for this one. */
  readonly query?: string;
  readonly variables?: readonly Readonly<Record<string, string>>[];
  readonly confidence?: number;
  readonly same?: boolean;
}

export interface Answered {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds of processor time of this process, which serves, a request: what other work on the machine changes least. */
  readonly cpu: number;
}

/** Loads a server from a process of its own, so that the client's work is not taken for the server's. */
export async function load(asked: Load): Promise<Answered> {
  const client = fork(fileURLToPath(import.meta.url), ['client'], { execArgv: ['--import', 'tsx'] });
  const before = process.cpuUsage();
  client.send(asked);
  const [answer] = await once(client, 'message');
  const { user, system } = process.cpuUsage(before);
  await once(client, 'exit');
  if (answer.failed > 0) throw new Error(`${answer.failed} requests failed.`);
  return { ...answer, cpu: (user + system) / 1000 / answer.total };
}

if (process.argv[2] === 'client') {
  process.once('message', async (asked: Load) => {
    let next = 0;
    const setupRequest = (request: autocannon.Request): autocannon.Request => {
      const at = next;
      next += 1;
      const { query, paths = [], variables = [], confidence = 0.95, same = false } = asked;
      if (query === undefined) return { ...request, path: paths[at % paths.length] ?? '/' };
      const given = { ...variables[at % variables.length], confidence: confidence + (same ? 0 : at / 1e8) };
      return { ...request, body: JSON.stringify({ query, variables: given }) };
    };
    const result = await autocannon({
      url: asked.url,
      connections: asked.connections,
      duration: asked.seconds,
      method: asked.query === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json' },
      requests: [{ setupRequest }],
    });
    process.send?.({
      perSecond: result.requests.average,
      p50: result.latency.p50,
      p99: result.latency.p99,
      total: result.requests.total,
      failed: result.non2xx + result.errors,
    });
    process.disconnect();
  });
}
