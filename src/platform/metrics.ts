import type { FastifyInstance } from 'fastify';

/** Seconds; the last bucket takes everything. */
const BUCKETS = [0.005, 0.025, 0.1, 0.3, 1, 3, 10, 30] as const;

interface Duration {
  readonly buckets: number[];
  count: number;
  sum: number;
}

export interface PoolState {
  readonly name: string;
  readonly total: number;
  readonly idle: number;
  readonly waiting: number;
}

/** Counts every answer of the app by method, route and status: never an address, a key, a person or a value. */
export function measure(app: FastifyInstance, pools: () => readonly PoolState[]): () => string {
  const answers = new Map<string, number>();
  const durations = new Map<string, Duration>();
  const begun = Date.now();
  let received = 0;
  app.addHook('onResponse', async (request, reply) => {
    if (request.method === 'POST') received += Number(request.headers['content-length'] ?? 0) || 0;
    // Of the route as it was written, so that there are as many series as routes.
    const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none');
    const labels = `method="${request.method}",route="${route}"`;
    const answer = `${labels},status="${reply.statusCode}"`;
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
    const duration = durations.get(labels) ?? { buckets: BUCKETS.map(() => 0), count: 0, sum: 0 };
    durations.set(labels, duration);
    const seconds = reply.elapsedTime / 1000;
    BUCKETS.forEach((most, index) => {
      if (seconds <= most) duration.buckets[index] = (duration.buckets[index] ?? 0) + 1;
    });
    duration.count += 1;
    duration.sum += seconds;
  });
  return () =>
    [
      ...family('ldd_http_requests_total', 'counter', 'Answers, by method, route and status', [
        ...[...answers].map(([labels, count]) => `{${labels}} ${count}`),
      ]),
      ...family('ldd_received_bytes_total', 'counter', 'Announced lengths of the bodies of POST', [
        ` ${received}`,
      ]),
      ...histogram(durations),
      ...family(
        'ldd_database_connections',
        'gauge',
        'Connections of each role, and requests that wait for one',
        pools().flatMap(({ name, total, idle, waiting }) => [
          `{role="${name}",state="busy"} ${total - idle}`,
          `{role="${name}",state="idle"} ${idle}`,
          `{role="${name}",state="awaited"} ${waiting}`,
        ]),
      ),
      ...family('process_resident_memory_bytes', 'gauge', 'Resident memory', [
        ` ${process.memoryUsage.rss()}`,
      ]),
      ...family('process_start_time_seconds', 'gauge', 'When the app was made', [
        ` ${Math.floor(begun / 1000)}`,
      ]),
      '',
    ].join('\n');
}

function family(
  name: string,
  kind: 'counter' | 'gauge',
  help: string,
  samples: readonly string[],
): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`, ...samples.map((sample) => `${name}${sample}`)];
}

function histogram(durations: ReadonlyMap<string, Duration>): readonly string[] {
  const name = 'ldd_http_request_duration_seconds';
  const samples = [...durations].flatMap(([labels, { buckets, count, sum }]) => [
    ...BUCKETS.map((most, index) => `${name}_bucket{${labels},le="${most}"} ${buckets[index]}`),
    `${name}_bucket{${labels},le="+Inf"} ${count}`,
    `${name}_sum{${labels}} ${sum.toFixed(6)}`,
    `${name}_count{${labels}} ${count}`,
  ]);
  return [`# HELP ${name} Time to answer`, `# TYPE ${name} histogram`, ...samples];
}
