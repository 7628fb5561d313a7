import { BUMPS, type Bump } from '../vocabulary/release-changes.ts';

/** The version after `latest`; `1.0.0` where there is none. */
export function nextVersion(latest: string | undefined, bump: Bump): string {
  if (latest === undefined) return '1.0.0';
  const [major = 0, minor = 0, patch = 0] = latest.split('.').map(Number);
  if (bump === 'major') return `${major + 1}.0.0`;
  if (bump === 'minor') return `${major}.${minor + 1}.0`;
  return `${major}.${minor}.${patch + 1}`;
}

/** How great a step it is from one version to another. */
export function stepOf(from: string, to: string): Bump {
  const [before = [], after = []] = [from, to].map((version) => version.split('.'));
  return BUMPS.find((_, index) => before[index] !== after[index]) ?? 'patch';
}

/** The greatest of them; `patch` where there are none, since every release is another version. */
export function greatest(bumps: Iterable<Bump>): Bump {
  const all = new Set(bumps);
  return BUMPS.find((bump) => all.has(bump)) ?? 'patch';
}

export function isSmaller(one: Bump, other: Bump): boolean {
  return BUMPS.indexOf(one) > BUMPS.indexOf(other);
}
