import type { Disseminate } from '../flow/disseminate.ts';
import { hasRole, type Identity } from '../platform/identity.ts';

interface Asking {
  readonly identity: Identity | null;
  readonly params: { readonly version: string };
}

/** The draft that the address names, for those who work on drafts; undefined for everybody else, and for a release. */
export async function draftNamed(
  { identity, params }: Asking,
  disseminate: Disseminate,
): Promise<Awaited<ReturnType<Disseminate['drafts']>>[number] | undefined> {
  if (identity === null || !hasRole(identity, 'steward', 'publisher')) return undefined;
  return (await disseminate.drafts(identity)).find(({ version }) => version === params.version);
}
