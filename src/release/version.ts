export const BUMPS = ['major', 'minor', 'patch'] as const;
export type Bump = (typeof BUMPS)[number];

/** The version after `latest`; `1.0.0` where there is none. */
export function nextVersion(latest: string | undefined, bump: Bump): string {
  if (latest === undefined) return '1.0.0';
  const [major = 0, minor = 0, patch = 0] = latest.split('.').map(Number);
  if (bump === 'major') return `${major + 1}.0.0`;
  if (bump === 'minor') return `${major}.${minor + 1}.0`;
  return `${major}.${minor}.${patch + 1}`;
}
