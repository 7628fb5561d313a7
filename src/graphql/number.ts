import { type Estimate, type Method, REASONS } from '../flow/answer.ts';
import type { Count, Status } from '../vocabulary/symbol.ts';
import { builder } from './builder.ts';

/** The words of DfE and GSS, in the lower case that they have in the files. */
const STATUS: Readonly<Record<Status, string>> = {
  shown: 'The number is there.',
  rounded: 'The number is there, rounded by its source.',
  c: 'Withheld.',
  x: 'Not available.',
  z: 'Not applicable.',
  low: 'Rounds to zero.',
  u: 'Unreliable.',
};

export const StatusEnum = builder.enumType('Status', {
  description: 'Why a number is or is not there.',
  values: {
    shown: { description: STATUS.shown },
    rounded: { description: STATUS.rounded },
    c: { description: STATUS.c },
    x: { description: STATUS.x },
    z: { description: STATUS.z },
    low: { description: STATUS.low },
    u: { description: STATUS.u },
  },
});

export const ReasonEnum = builder.enumType('Reason', {
  description: 'Why an estimate is missing, or why it has no interval.',
  values: Object.fromEntries(
    names(REASONS).map((reason) => [reason, { value: reason, description: REASONS[reason] }]),
  ),
});

/** The keys of a table of sentences. */
export function names<T extends string>(table: Readonly<Record<T, string>>): readonly T[] {
  const list: T[] = [];
  for (const name in table) list.push(name);
  return list;
}

export const CountType = builder.objectRef<Count>('Count').implement({
  description: 'A number of events or people. The value is null where it is not there; never 0 in its place.',
  fields: (t) => ({
    value: t.exposeFloat('value', { nullable: true, description: 'The number.' }),
    status: t.expose('status', { type: StatusEnum, description: 'Why it is or is not there.' }),
  }),
});

export const MethodType = builder.objectRef<Method>('Method').implement({
  description: 'How a number was made, so that somebody else can make it again.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its id, such as `exact-conditional`.' }),
    title: t.exposeString('title', { description: 'What it is called.' }),
    statement: t.exposeString('statement', { description: 'What is worked out.' }),
    source: t.exposeString('source', { description: 'Where it is published.' }),
  }),
});

export const EstimateType = builder.objectRef<Estimate>('Estimate').implement({
  description: 'A derived number with its interval. Withheld in, withheld out.',
  fields: (t) => ({
    value: t.exposeFloat('value', { nullable: true, description: 'The number.' }),
    lower: t.exposeFloat('lower', { nullable: true, description: 'The lower limit.' }),
    upper: t.exposeFloat('upper', { nullable: true, description: 'The upper limit.' }),
    status: t.expose('status', { type: StatusEnum, description: 'Why it is or is not there.' }),
    reason: t.expose('reason', {
      type: ReasonEnum,
      nullable: true,
      description: 'Why the number, or its interval, is not there.',
    }),
    method: t.expose('method', {
      type: MethodType,
      nullable: true,
      description: 'How it was made; null where there is no number.',
    }),
  }),
});
