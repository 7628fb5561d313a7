import type { Source } from '../flow/answer.ts';
import { builder } from './builder.ts';

export const SourceType = builder.objectRef<Source>('Source').implement({
  description: 'Where figures come from, and what to print beside them.',
  fields: (t) => ({
    publisher: t.exposeString('publisher', { description: 'Who published them.' }),
    title: t.exposeString('title', { description: 'What they are called.' }),
    licence: t.exposeString('licence', { description: 'Their licence.' }),
    attribution: t.exposeString('attribution', { description: 'What to print beside them.' }),
  }),
});
