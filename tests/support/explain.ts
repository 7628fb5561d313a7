import type { FastifyInstance } from 'fastify';

type Headers = Record<string, string>;

/** Puts a note on each query of a submission, so that it can be submitted. */
export async function explainQueries(app: FastifyInstance, id: string, headers: Headers): Promise<void> {
  const report = await app.inject({ url: `/v1/submissions/${id}/report`, headers });
  for (const { key, severity } of report.json().findings) {
    if (severity !== 'query') continue;
    const url = `/v1/submissions/${id}/queries/${key}/note`;
    await app.inject({ method: 'PUT', url, headers, payload: { note: 'It is right.' } });
  }
}
