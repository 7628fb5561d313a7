import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DataSet, DataSets } from '../flow/data-set.ts';
import type { Enquire } from '../flow/enquire.ts';
import type { Preview } from '../flow/preview.ts';
import { conditionally, type Provenance } from './conditional.ts';

export interface SourceOptions {
  readonly enquire: Enquire;
  readonly dataSets: DataSets;
  readonly preview: Preview;
}

/** A data set, and what answers questions about it. */
export interface DataSetSource {
  readonly set: DataSet;
  readonly dataSets: DataSets;
  /** Of a draft, which only the holder of a preview token sees. */
  readonly isDraft: boolean;
}

/** Finds a version of a data set: the draft of the preview token that was sent, or what is published. */
export function dataSetSources({ enquire, dataSets, preview }: SourceOptions) {
  return async (request: FastifyRequest, name: string, version = '*'): Promise<DataSetSource> => {
    const { 'preview-token': token } = request.headers;
    if (typeof token === 'string') {
      const draft = await preview.open(token);
      if (version === '*' || version === draft.release.version) {
        const set = await draft.dataSets.one(draft.release, name);
        return { set, dataSets: draft.dataSets, isDraft: true };
      }
    }
    const release = await enquire.standing(version === '*' ? 'latest' : version);
    return { set: await dataSets.one(release, name), dataSets, isDraft: false };
  };
}

/** Answers with an ETag; of a draft without one, and nobody keeps it. */
export async function answered<T>(
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  { isDraft, ...made }: Provenance & Pick<DataSetSource, 'isDraft'>,
  work: () => Promise<T>,
): Promise<T | FastifyReply> {
  reply.header('vary', 'accept, preview-token');
  if (!isDraft) return conditionally({ request, reply }, made, work);
  reply.header('cache-control', 'no-store');
  return work();
}
