/**
 * A typed client in one file, for Node 20 and browsers: copy it, and write a type for what your query selects.
 *
 *   const { rows } = await suspensions('http://127.0.0.1:3000', ['black']);
 */

/** A number that may be missing: never 0 in its place; `status` says why. */
export interface Estimate {
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly status: 'shown' | 'rounded' | 'c' | 'x' | 'z' | 'low' | 'u';
}

export interface Row {
  readonly area: { readonly id: string; readonly name: string };
  readonly group: { readonly label: string };
  readonly rate: Estimate;
  readonly against: {
    readonly rateRatio: Estimate;
    readonly verdict: 'HIGHER' | 'LOWER' | 'NOT_DISTINGUISHABLE' | 'TOO_SMALL' | 'WITHHELD' | 'NOT_AVAILABLE';
    readonly sentence: string | null;
  };
}

export interface Comparison {
  readonly release: { readonly version: string };
  readonly rows: readonly Row[];
  readonly caveats: readonly { readonly code: string; readonly text: string }[];
}

interface Answer<T> {
  readonly data: T;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** Sends one query; throws an Error with the service's own words, and its code as `cause`. */
export async function ask<T>(
  service: string,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<T> {
  const response = await fetch(`${service}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors }: Answer<T> = JSON.parse(await response.text());
  if (errors !== undefined) throw new Error(errors[0]?.message, { cause: errors[0]?.extensions?.code });
  return data;
}

const SUSPENSIONS = `query ($groups: [ID!], $release: String) {
  comparison(measure: "ed-suspension-rate", groups: $groups, release: $release) {
    release { version }
    rows {
      area { id name }
      group { label }
      rate { value lower upper status }
      against(reference: { kind: ALL_OTHERS }) {
        rateRatio { value lower upper status }
        verdict
        sentence
      }
    }
    caveats { code text }
  }
}`;

/** Suspension rates of some groups in every borough, each against all others. Name a release to get the same for ever. */
export async function suspensions(
  service: string,
  groups: readonly string[],
  release = 'latest',
): Promise<Comparison> {
  const { comparison } = await ask<{ comparison: Comparison }>(service, SUSPENSIONS, { groups, release });
  return comparison;
}
