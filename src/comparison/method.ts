/**
 * Which methods the answers are made by. A release never changes but a method can be corrected: raise this when one
 * is, and every answer gets a new ETag.
 */
export const METHODS_VERSION = '3';

/** How a number was made, so that somebody else can make it again. */
export interface Method {
  readonly id: string;
  readonly title: string;
  readonly statement: string;
  readonly source: string;
}

const method = (id: string, title: string, statement: string, source: string): Method => ({
  id,
  title,
  statement,
  source,
});

const OHID = 'OHID, Technical Guide: Confidence Intervals (2018), and PHEindicatormethods';

/** Every method, by its id. */
export const METHODS = {
  wilson: method(
    'wilson',
    'Wilson score interval',
    'A proportion a/A with the limits of its score test.',
    `Wilson (1927), JASA 22, 209–212; ${OHID}`,
  ),
  'exact-poisson': method(
    'exact-poisson',
    'Exact Poisson interval',
    'A rate a/A with exact limits of the count, used below 10 events.',
    `Garwood (1936), Biometrika 28, 437–442; ${OHID}`,
  ),
  byar: method(
    'byar',
    "Byar's interval",
    "A rate a/A with Byar's approximation to the exact limits of the count, used from 10 events.",
    `Breslow and Day (1987), Statistical Methods in Cancer Research II; ${OHID}`,
  ),
  mean: method(
    'mean',
    'Normal interval of a mean',
    'Sum of scores over their number; limits from the sum of squares, value ± z·s/√n.',
    'Altman and others (2000), Statistics with Confidence, chapter 4',
  ),
  median: method(
    'median',
    'Median as sent',
    'The median as its sender gave it. It cannot be added up.',
    'The sender',
  ),
  'exact-conditional': method(
    'exact-conditional',
    'Rate ratio, exact conditional interval',
    '(a/A)/(b/B); given a + b events in all, a is binomial, and its Clopper–Pearson limits become limits of the ratio.',
    'Clopper and Pearson (1934); Przyborowski and Wilenski (1940), Biometrika 31, 313–323',
  ),
  'miettinen-nurminen': method(
    'miettinen-nurminen',
    'Ratio of proportions, Miettinen–Nurminen score interval',
    '(a/A)/(b/B); the ratios that the score test with variance factor N/(N−1) does not reject.',
    'Miettinen and Nurminen (1985), Statistics in Medicine 4, 213–226',
  ),
  'log-rates': method(
    'log-rates',
    'Rate ratio, log interval',
    'exp(ln ratio ± z·√(1/a + 1/b)): too narrow where events are few.',
    'Rothman and Greenland, Modern Epidemiology',
  ),
  'log-proportions': method(
    'log-proportions',
    'Ratio of proportions, log interval',
    'exp(ln ratio ± z·√(1/a − 1/A + 1/b − 1/B)): too narrow where events are few.',
    'Katz and others (1978), Biometrics 34, 469–474',
  ),
  'mean-ratio': method(
    'mean-ratio',
    'Ratio of means, log interval',
    'm₁/m₂ with exp(ln ratio ± z·√(s₁²/n₁m₁² + s₂²/n₂m₂²)); only for scales that begin at zero.',
    'Friedrich and others (2008), BMC Medical Research Methodology 8, 32',
  ),
  newcombe: method(
    'newcombe',
    "Difference of proportions, Newcombe's hybrid score interval",
    "p₁ − p₂ with limits put together from each side's Wilson limits.",
    'Newcombe (1998), Statistics in Medicine 17, 873–890, method 10',
  ),
  'mover-poisson': method(
    'mover-poisson',
    'Difference of rates, MOVER interval',
    "a/A − b/B with limits recovered from each side's own Poisson limits.",
    'Donner and Zou (2012), Statistical Methods in Medical Research 21, 347–359',
  ),
  'mean-difference': method(
    'mean-difference',
    'Difference of means, normal interval',
    'm₁ − m₂ ± z·√(s₁²/n₁ + s₂²/n₂).',
    'Altman and others (2000), Statistics with Confidence, chapter 4',
  ),
  'percent-change': method(
    'percent-change',
    'Relative change',
    'The ratio of the later rate to the earlier less 1, in per cent; limits are those of the ratio.',
    'The ratio, told as a change',
  ),
  'difference-in-differences': method(
    'difference-in-differences',
    'Difference-in-differences',
    'The change of the treated less that of the comparison, from four counts taken as independent; normal limits.',
    'Card and Krueger (1994); Angrist and Pischke (2009), section 5.2',
  ),
  'stage-product': method(
    'stage-product',
    'Product of stage ratios',
    'The ratios of nested stages multiplied: (a₁/a₀)/(b₁/b₀) × (a₂/a₁)/(b₂/b₁) × …, which is the cumulative ratio.',
    'OJJDP, relative rate index: the denominator is the stage that feeds the numerator',
  ),
  excess: method(
    'excess',
    'Events beyond parity',
    "a − A·b/B; limits are A times those of the difference. Below zero: fewer than at the reference's rate.",
    'Difference of rates, scaled to the group',
  ),
  share: method(
    'share',
    'Share of the known',
    "The group's part of all whose ethnic group is known, in per cent.",
    'Composition; Race Disparity Unit, standards for ethnicity data',
  ),
  'composition-index': method(
    'composition-index',
    'Composition index',
    "The group's share of the events over its share of the base; limits are those of the share, the base being counted whole.",
    "Proportionality index, California Community Colleges Chancellor's Office, as in DisImpact",
  ),
  'representation-gap': method(
    'representation-gap',
    'Representation gap',
    "The group's share of the events less its share of the base, in percentage points; limits are those of the share.",
    'Hackney, anti-racist action plan metrics',
  ),
} as const satisfies Record<string, Method>;

export type MethodId = keyof typeof METHODS;
