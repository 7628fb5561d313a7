import { type Disproportionality, VERDICTS } from '../flow/answer.ts';
import { builder } from './builder.ts';
import { CaveatType } from './caveat.ts';
import { CountType, EstimateType, MethodType, names } from './number.ts';
import { ReferenceType } from './reference.ts';

export const VerdictEnum = builder.enumType('Verdict', {
  description: 'What the interval says. Exploratory: of many comparisons some differ by chance.',
  values: Object.fromEntries(
    names(VERDICTS).map((verdict) => [verdict, { value: verdict, description: VERDICTS[verdict] }]),
  ),
});

export const DisproportionalityType = builder.objectRef<Disproportionality>('Disproportionality').implement({
  description: 'One group against one reference: relative and absolute, and both sides of the outcome.',
  fields: (t) => ({
    reference: t.expose('reference', {
      type: ReferenceType,
      description: 'Whom the group was compared with.',
    }),
    rateRatio: t.expose('rateRatio', {
      type: EstimateType,
      description: "The group's rate over the reference's: 1.5 is 1.5 times the rate.",
    }),
    rateDifference: t.expose('rateDifference', {
      type: EstimateType,
      description: "The group's rate less the reference's, in the measure's unit.",
    }),
    complementRatio: t.expose('complementRatio', {
      type: EstimateType,
      description: 'The ratio of those it did not happen to. Proportions only.',
    }),
    excess: t.expose('excess', {
      type: EstimateType,
      description: "Events beyond those at the reference's rate; below zero where there are fewer.",
    }),
    toParity: t.expose('toParity', {
      type: CountType,
      description:
        "Whole events to gain (or, where higher is worse, to avoid) to reach the reference's rate.",
    }),
    fourFifths: t.exposeBoolean('fourFifths', {
      nullable: true,
      description:
        "Whether the group's rate is under four fifths of the highest in the area; null where higher is not better.",
    }),
    verdict: t.expose('verdict', {
      type: VerdictEnum,
      description: 'Higher, lower, or neither to be told.',
    }),
    sentence: t.exposeString('sentence', {
      nullable: true,
      description: 'The ratio in words ("1.5 times as likely"), with its interval; null where there is none.',
    }),
    method: t.expose('method', {
      type: MethodType,
      nullable: true,
      description: 'How ratio and verdict are made; null where there is no ratio to make.',
    }),
    caveats: t.expose('caveats', {
      type: [CaveatType],
      description: 'What the reader must know of this comparison.',
    }),
  }),
});
