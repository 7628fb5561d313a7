/** Something the reader must know before using a number; a typed code and a sentence. */
export interface Caveat {
  readonly code: CaveatCode;
  readonly text: string;
}

/** Every code, with what it is about; the schema shows these. */
export const CAVEATS = {
  PROXY_POPULATION: "Another population was asked for in place of the measure's own.",
  PROXY_AVAILABLE: "The measure's own population is not known by ethnic group; another one can be asked for.",
  POPULATION_UNUSED: 'The population asked for changes nothing.',
  POPULATION_OLD: 'The population is of more than three years before or after the period.',
  POPULATION_INCOMPLETE: 'The population leaves out authorities that the events count.',
  EVENTS_NOT_PEOPLE: 'Events are counted, and one person can be counted more than once.',
  CROSS_SECTIONAL: 'The two stages are counts of the same period, not of the same people.',
  COHORT: 'The same people are followed from stage to stage.',
  NOT_NESTED: 'Not every stage is counted out of the one before.',
  POOLED: 'Several periods are added together.',
  MANY_COMPARISONS: 'Some of many comparisons differ by chance alone.',
  SOURCE_NOTE: 'What the source says about its figures.',
  COVERAGE_INCOMPLETE: 'The total leaves authorities out.',
  COVERAGE_DIFFERS: 'Group and reference are not made from the same authorities.',
  BREAKDOWN_NOT_PUBLISHED: 'Nothing is published of the breakdown asked for; others are.',
  JOINT_RETURN: "The authority is counted in another's return.",
  GROUP_SUMMED: 'The group is the sum of finer groups.',
  BROAD_GROUP: 'A broad group hides how its finer groups differ.',
  ETHNICITY_NOT_KNOWN: 'Many have no known ethnic group.',
  SOURCE_ROUNDED: 'The source rounded its figures.',
  SMALL_BASE: 'There are few people in the base.',
  REFERENCE_SUBSTITUTED: 'Another reference group stands in for the one asked for.',
  REFERENCE_CHOSEN_BY_VALUE: 'The reference was chosen because of its value.',
  CONTAINS_GROUP: 'The reference contains the group.',
  OWN_GROUP: 'The group would be compared with itself.',
  SHARED_DENOMINATOR: 'Group and reference are shares of one total.',
  OTHER_TOTAL: 'A share of one total is not held against what is left of another.',
  REFERENCE_ZERO: 'The reference has no events, so there is no ratio.',
  TOO_SMALL: 'The numbers are too small for a verdict.',
  ALTERNATE_RATIO: 'The others of the area are too few; those of London can be asked for.',
  NEIGHBOURS_OUTSIDE: 'Some of the statistical neighbours are outside London.',
  MAPPING_QUALITY: "The source's group is not exactly the one it is shown as.",
  NOT_ADDITIVE: 'Figures of this kind have no total.',
  SERIES_BREAK: 'Figures before and after do not compare.',
  COVERAGE_CHANGES: 'A total is not made from the same authorities throughout.',
  SEASONAL: 'Parts of a year differ by season.',
  PARALLEL_TRENDS: 'Without the programme both would have had to change alike.',
  COMPARISON_CONTAINS_TREATED: 'The areas compared with hold some that have the programme.',
  REGRESSION_TO_THE_MEAN: 'The areas with the programme began with the worse figures.',
  PARTLY_TREATED: 'Not all schools of the areas take part.',
  PROGRAMME_OUTSIDE: 'The programme does not begin between the two periods.',
  NOT_AIMED_AT: 'The programme does not name the measure among its aims.',
  SAME_PEOPLE: 'The same people can be counted at both points.',
} as const satisfies Record<string, string>;

export type CaveatCode = keyof typeof CAVEATS;

/** Each sentence once. */
export function unique(caveats: readonly Caveat[]): readonly Caveat[] {
  return [...new Map(caveats.map((each) => [`${each.code} ${each.text}`, each])).values()];
}

/** How many breakdowns a sentence names before it only counts them. */
const MOST_BREAKDOWNS = 12;

/** A list of names as one says it: "Hackney, Lambeth and Sutton". */
function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/**
 * The sentences, in the words of the Race Disparity Unit: groups by name and never lumped under an acronym, "1.5 times
 * as likely" for a ratio of people, "percentage points" for a gap.
 */
export const caveat = {
  proxyPopulation: (use: { asked: string; own: string | null; divides: boolean }): Caveat => {
    const { asked, own, divides } = use;
    const other =
      own === null
        ? `${asked} stands in for a population of its own, which the measure does not have: not everybody in it could be counted by the measure.`
        : `${asked} was asked for in place of ${own}: the two do not count the same people, so the figures cannot be compared with those of other answers.`;
    const unchanged = 'It changes the population share and the representation; rates do not use it.';
    return { code: 'PROXY_POPULATION', text: divides ? other : `${other} ${unchanged}` };
  },
  proxyAvailable: (proxies: readonly { readonly id: string; readonly title: string }[]): Caveat => ({
    code: 'PROXY_AVAILABLE',
    text: `The measure's own population is not known by ethnic group, so groups have no rate. ${listed(
      proxies.map(({ id, title }) => `${id} (${title})`),
    )} can be asked for as a proxy: not everybody that the measure counts is in it.`,
  }),
  populationUnused: (title: string): Caveat => ({
    code: 'POPULATION_UNUSED',
    text: `${title} was asked for and changes nothing: this measure has neither rates of a population nor shares.`,
  }),
  populationOld: (use: { title: string; label: string; divides: boolean }): Caveat => {
    const { title, label, divides } = use;
    const effect = divides
      ? 'has rates that look too high, and one that has shrunk rates that look too low.'
      : 'has a population share that looks too small and so a representation that looks too high, and one that has shrunk the other way round. Rates do not use it.';
    return {
      code: 'POPULATION_OLD',
      text: `The population (${title}) is of ${label}, more than three years from the period: a group that has grown since then ${effect}`,
    };
  },
  populationIncomplete: (names: readonly string[]): Caveat => ({
    code: 'POPULATION_INCOMPLETE',
    text: `The events include ${listed(names)}, and the population does not: the rate is a little too high.`,
  }),
  eventsNotPeople: (): Caveat => ({
    code: 'EVENTS_NOT_PEOPLE',
    text: 'Where one person can be counted more than once, a ratio of 1.5 means 1.5 times the rate, not 1.5 times as likely, and the limits are too narrow.',
  }),
  crossSectional: (): Caveat => ({
    code: 'CROSS_SECTIONAL',
    text: 'Both stages are counts of the same period. They do not follow the same people from one stage to the next.',
  }),
  cohort: (): Caveat => ({
    code: 'COHORT',
    text: 'The stages follow the same people from one to the next.',
  }),
  notNested: (): Caveat => ({
    code: 'NOT_NESTED',
    text: 'Only nested stages, each counted out of the one before, are multiplied. A branch has its own ratio and stands in no product; a stage that is counted out of none has a ratio of the population only.',
  }),
  pooled: (periods: readonly string[]): Caveat => ({
    code: 'POOLED',
    text: `Counts and bases are added over ${periods.length} periods (${listed(periods)}), so rates are per period; somebody may be counted in more than one.`,
  }),
  manyComparisons: (rows: number, confidence: number): Caveat => ({
    code: 'MANY_COMPARISONS',
    text: `There are ${rows} rows that can have a verdict. At ${percent(confidence)} limits about ${percent(1 - confidence)} of comparisons look different by chance alone: look for a pattern, and treat a single row as a question.`,
  }),
  sourceNote: (text: string): Caveat => ({ code: 'SOURCE_NOTE', text }),
  coverageIncomplete: (area: string, names: readonly string[], expected: number): Caveat => ({
    code: 'COVERAGE_INCOMPLETE',
    text: `${area} is made from ${expected - names.length} of ${expected} authorities: without ${listed(names)}.`,
  }),
  coverageDiffers: (): Caveat => ({
    code: 'COVERAGE_DIFFERS',
    text: 'The figures of the group and of the reference are not made from the same authorities.',
  }),
  jointReturn: (area: string): Caveat => ({
    code: 'JOINT_RETURN',
    text: `${area} is counted in another authority's return, and the return is not split between the two.`,
  }),
  breakdownNotPublished: (asked: string, published: readonly string[]): Caveat => {
    const shown = published.slice(0, MOST_BREAKDOWNS);
    const more = published.length - shown.length;
    return {
      code: 'BREAKDOWN_NOT_PUBLISHED',
      text: `Nothing is published for ${asked} of this measure and period. What is published: ${listed(
        more > 0 ? [...shown, `${more} more`] : shown,
      )}.`,
    };
  },
  groupSummed: (label: string, parts: readonly string[]): Caveat => ({
    code: 'GROUP_SUMMED',
    text: `${label} is not published here as one figure: it is the sum of ${listed(parts)}.`,
  }),
  broadGroup: (label: string): Caveat => ({
    code: 'BROAD_GROUP',
    text: `${label} joins groups whose experience may differ widely. Finer groups are published: look at them too.`,
  }),
  ethnicityNotKnown: (share: number): Caveat => ({
    code: 'ETHNICITY_NOT_KNOWN',
    text: `The ethnic group of ${Math.round(share * 100)}% of those counted is not known. The figures of every group may be too low, by an unknown amount.`,
  }),
  sourceRounded: (): Caveat => ({
    code: 'SOURCE_ROUNDED',
    text: 'The source rounded its figures before it published them, so this number is approximate and totals may not add up.',
  }),
  smallBase: (): Caveat => ({
    code: 'SMALL_BASE',
    text: 'There are few people in the base, so one more or fewer event would change the figure a great deal.',
  }),
  referenceSubstituted: (asked: string, used: string): Caveat => ({
    code: 'REFERENCE_SUBSTITUTED',
    text: `${asked} is not published here; ${used} is the finest published White group and stands in. It includes White minorities.`,
  }),
  referenceChosenByValue: (): Caveat => ({
    code: 'REFERENCE_CHOSEN_BY_VALUE',
    text: 'The reference was chosen among the groups of the area because of its value, which makes differences look larger than they are.',
  }),
  containsGroup: (elsewhere: boolean): Caveat => ({
    code: 'CONTAINS_GROUP',
    text: `The reference contains the group (or lies inside it), which draws the ratio towards 1 and leaves no valid interval. ${
      elsewhere ? 'The same group in another authority does not.' : '"All others" does not.'
    }`,
  }),
  ownGroup: (): Caveat => ({
    code: 'OWN_GROUP',
    text: 'The reference is the group itself, so there is nothing to compare.',
  }),
  sharedDenominator: (): Caveat => ({
    code: 'SHARED_DENOMINATOR',
    text: 'Both are shares of the same total, so when one rises the others fall: there is no valid interval. Representation compares the share with the population.',
  }),
  otherTotal: (): Caveat => ({
    code: 'OTHER_TOTAL',
    text: "The group's share is of its own area's total, and all others are what is left of London's, which includes that area: there is nothing to compare. SAME_GROUP_IN_AREA compares the share with that of the same group in another authority.",
  }),
  referenceZero: (): Caveat => ({
    code: 'REFERENCE_ZERO',
    text: 'The reference has no events, so there is no ratio: read the difference and the excess, or choose another reference ("all others", say).',
  }),
  tooSmall: (events: number, base: number): Caveat => ({
    code: 'TOO_SMALL',
    text: `The group or the reference has fewer than ${events} events or fewer than ${base} people: too few to say whether they differ. Add periods or areas together.`,
  }),
  alternateRatio: (): Caveat => ({
    code: 'ALTERNATE_RATIO',
    text: 'The group is large enough and the others of the area are too few: LONDON_OTHERS compares it with all others in London, the alternate ratio.',
  }),
  neighboursOutside: (set: string, names: readonly string[]): Caveat => ({
    code: 'NEIGHBOURS_OUTSIDE',
    text: `${set} here are those in London: ${listed(names)} ${names.length === 1 ? 'belongs' : 'belong'} to them too and ${names.length === 1 ? 'is' : 'are'} not in this dataset.`,
  }),
  mappingQuality: (label: string, note: string): Caveat => ({
    code: 'MAPPING_QUALITY',
    text: `${label} as the source counts it is not exactly the group of this name: ${note}`,
  }),
  notAdditive: (): Caveat => ({
    code: 'NOT_ADDITIVE',
    text: 'A figure of this kind cannot be added up over areas or groups: London and other totals have none of it.',
  }),
  seriesBreak: (label: string, text: string): Caveat => ({
    code: 'SERIES_BREAK',
    text: `There is a break in the series at ${label}: ${text}`,
  }),
  coverageChanges: (): Caveat => ({
    code: 'COVERAGE_CHANGES',
    text: 'A total is not made from the same authorities at every point, so some of its changes are changes of who returned; between such points no change is given.',
  }),
  seasonal: (): Caveat => ({
    code: 'SEASONAL',
    text: 'Terms and quarters of a school year differ by season: compare each with the same one a year before.',
  }),
  parallelTrends: (): Caveat => ({
    code: 'PARALLEL_TRENDS',
    text: 'It is an effect of the programme only if both would have changed alike without it: look at the years before, and at what else differed.',
  }),
  comparisonContainsTreated: (): Caveat => ({
    code: 'COMPARISON_CONTAINS_TREATED',
    text: 'The areas compared with hold some that have the programme, so the difference is understated and has no valid interval.',
  }),
  regressionToTheMean: (): Caveat => ({
    code: 'REGRESSION_TO_THE_MEAN',
    text: 'The areas with the programme began with clearly other figures than those compared with: an extreme figure comes closer to the average by itself, and some of the change would have come without the programme.',
  }),
  partlyTreated: ({ taking, of }: { taking: number; of: number }): Caveat => ({
    code: 'PARTLY_TREATED',
    text: `${taking} of ${of} schools take part, and the figures are of all of them: the difference where they take part may be larger.`,
  }),
  programmeOutside: (start: string): Caveat => ({
    code: 'PROGRAMME_OUTSIDE',
    text: `The programme began on ${start}, which does not lie between the two periods, or had ended: this is not before and after it.`,
  }),
  notAimedAt: (): Caveat => ({
    code: 'NOT_AIMED_AT',
    text: 'The programme does not name this measure among its aims.',
  }),
  samePeople: (): Caveat => ({
    code: 'SAME_PEOPLE',
    text: 'Some people are counted at both points, so the interval of the change is wider than it need be.',
  }),
} as const;

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))}%`;
}
