/** What disclosure control holds to. Each release keeps the policy it was made with. */
export interface Policy {
  /** Counts of people from 1 up to one less than this are withheld: DfE's practice for local authorities is 1 to 5. */
  readonly threshold: number;
  /** A mean of fewer people than this is withheld with its sum, since a mean of few tells each one's score. */
  readonly meanThreshold: number;
}

export const DEFAULT_POLICY: Policy = { threshold: 6, meanThreshold: 10 };
