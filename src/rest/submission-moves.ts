import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type Collect, MOVE_RULES, MOVES, type Move } from '../flow/collect.ts';
import { identityOf } from '../platform/request.ts';
import { submissionBody, toBody } from './submission-body.ts';

const WORDS: Readonly<Record<Move, { readonly summary: string; readonly description: string }>> = {
  submit: {
    summary: 'Submit a checked file to the approver',
    description:
      'Refused with `notes-missing` while a query has no note; `errors` names the `key` of each, at most 100.',
  },
  approve: {
    summary: 'Approve a submitted file; by another person than sent it',
    description:
      'Supersedes the one of the same authority, domain, period and layout that was approved before.',
  },
  return: { summary: 'Send a submitted file back', description: 'It can be submitted again.' },
  withdraw: {
    summary: 'Take a submission back, whatever its status',
    description: 'It stays to be read and cannot be moved again.',
  },
};

const security = [{ bearer: [] }];
const tags = ['submissions'];
const idParams = z.strictObject({ id: z.string().max(40) });

/** From draft to approved, and back: each move by whom `MOVE_RULES` names. */
export function submissionMoveRoutes({ collect }: { readonly collect: Collect }): FastifyPluginAsyncZod {
  return async (app) => {
    for (const move of MOVES) {
      const { by: roles } = MOVE_RULES[move];
      const { summary, description } = WORDS[move];
      app.post(
        `/v1/submissions/:id/${move}`,
        {
          schema: {
            summary,
            description,
            tags,
            security,
            params: idParams,
            response: { 200: submissionBody },
          },
          config: { roles },
        },
        async (request) => toBody(await collect.move(identityOf(request), request.params.id, move)),
      );
    }
  };
}
