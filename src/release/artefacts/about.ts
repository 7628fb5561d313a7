import type { Vocabulary } from '../../vocabulary/vocabulary.ts';

/** Where figures come from, and what to print beside them. */
export interface Source {
  readonly title: string;
  readonly publisher: string;
  readonly licence: string;
  readonly attribution: string;
}

/** What a release's files say of themselves. */
export interface About {
  readonly version: string;
  readonly publishedAt: Date;
  readonly notes: string;
  /** The mistake that it corrects; null where it corrects none. */
  readonly correction: string | null;
  /** Where the service is reached; empty where nobody said. */
  readonly publicUrl: string;
}

export const TITLE = 'London Disproportionality Data';
export const PUBLISHER = 'London Disproportionality Data';
export const DESCRIPTION =
  "Counts and rates of London's children's services by ethnic group: social care, education, youth justice and the " +
  'workforce, for each borough, sub-region and London. Small numbers are withheld.';
export const LICENCE = {
  name: 'OGL-UK-3.0',
  title: 'Open Government Licence v3.0',
  path: 'https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/',
};

const AUTHORITIES: Source = {
  title: "London's local authorities, submitted to this service",
  publisher: "London's local authorities",
  licence: LICENCE.title,
  attribution: `Contains public sector information from London's local authorities licensed under the ${LICENCE.title}.`,
};

/** The sources of official figures of these measures and populations, and the authorities where they sent any. */
export function sourcesOf(
  vocabulary: Vocabulary,
  { official, authorities }: { readonly official: ReadonlySet<string>; readonly authorities: boolean },
): readonly Source[] {
  const named = vocabulary.layouts
    .filter(({ rules }) => rules.some(({ values }) => values.some(({ measure }) => official.has(measure))))
    .map(({ title, publisher, licence, attribution }) => ({ title, publisher, licence, attribution }));
  const distinct = new Map(
    [...named, ...(authorities ? [AUTHORITIES] : [])].map((each) => [each.title, each]),
  );
  return [...distinct.values()];
}
