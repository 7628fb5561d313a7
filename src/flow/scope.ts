import { hasRole, type Identity } from '../platform/identity.ts';
import type { Scope } from '../storage/database.ts';

/** The steward sees all authorities; an authority its own; a sender without one what it has sent itself. */
export function scopeOf(identity: Identity): Scope {
  if (hasRole(identity, 'steward')) return { area: '*', sender: identity.name };
  // Two authorities may well have keys of the same name.
  return { area: identity.area, sender: identity.area === null ? identity.name : '' };
}
