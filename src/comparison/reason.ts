/** Why an estimate is missing, or why it has no interval; each with the sentence that the schema shows. */
export const REASONS = {
  WITHHELD: 'Withheld by disclosure control, so that nobody can be found in the figures.',
  SOURCE_WITHHELD: 'Withheld by the source that published it.',
  NOT_PUBLISHED: 'There is no such figure in this release.',
  NOT_RETURNED: 'The authority sent nothing for this measure and period.',
  JOINT_RETURN: "Counted in another authority's return, and not split between the two.",
  NOT_AVAILABLE: 'The source says that the figure is not available.',
  ROUNDS_TO_ZERO: 'The source says that the figure is small and rounds to zero.',
  UNRELIABLE: 'The source says that the figure is too unreliable to show.',
  INCONSISTENT:
    'The parts do not fit together: more events than the base can hold, or less than nothing left.',
  NO_POPULATION: 'There is no population of this group, area, age and sex to divide by.',
  NO_DENOMINATOR: 'The measure is a plain count: there is nothing to divide by.',
  EMPTY_DENOMINATOR: 'There is nobody in the base.',
  REFERENCE_ZERO: 'The reference has none, and nothing can be divided by zero. The difference is given.',
  NO_REFERENCE: 'No group in the area is large enough to be the reference.',
  NOT_ADDITIVE: 'Figures of this kind cannot be added up.',
  COVERAGE_DIFFERS:
    'The parts are not made from the same authorities, so they cannot be added or taken apart.',
  NO_VARIANCE: 'There is no measure of spread, so the value has no interval.',
  WHOLE_POPULATION: 'A count of everybody, which has no sampling error and so no interval.',
  CONTAINS_GROUP: 'The reference contains the group (or the other way round), so there is no valid interval.',
  SHARED_DENOMINATOR: 'Both are shares of the same total and move against each other: no interval.',
  NO_LIMIT: 'The method asked for gives no limits for counts like these.',
  NOT_A_RATIO_SCALE:
    'The scale does not begin at zero, so a ratio of means says nothing. See the difference.',
  PRODUCT: 'A product of ratios has no interval of its own: see the cumulative ratio.',
  NOT_APPLICABLE: 'The question has no meaning here.',
} as const satisfies Record<string, string>;

export type Reason = keyof typeof REASONS;
