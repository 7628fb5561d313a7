import { CAVEATS, type Caveat } from '../flow/answer.ts';
import { builder } from './builder.ts';
import { names } from './number.ts';

export const CaveatCodeEnum = builder.enumType('CaveatCode', {
  description: 'What a caveat is about.',
  values: Object.fromEntries(
    names(CAVEATS).map((code) => [code, { value: code, description: CAVEATS[code] }]),
  ),
});

export const CaveatType = builder.objectRef<Caveat>('Caveat').implement({
  description: 'What the reader must know before using a number.',
  fields: (t) => ({
    code: t.expose('code', { type: CaveatCodeEnum, description: 'What it is about.' }),
    text: t.exposeString('text', { description: 'The sentence to print.' }),
  }),
});
