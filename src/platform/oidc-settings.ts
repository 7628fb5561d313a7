import { z } from 'zod';
import { KEY_ROLES, type KeyRole } from './identity.ts';
import type { OidcSettings } from './oidc.ts';

const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
/** National files are official figures: they come from machines whose keys the steward made, by name. */
const ROLES = KEY_ROLES.filter((role) => role !== 'national');

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== ''),
);
/** `theirs=ours,theirs=ours` */
const pairs = list.transform((all) =>
  all.map((each) => [each.slice(0, each.lastIndexOf('=')), each.slice(each.lastIndexOf('=') + 1)] as const),
);
const issuer = z
  .url({ protocol: /^https?$/ })
  .refine(
    (text) => /^(https:|http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|\/|$))/.test(text),
    'must be reached by https',
  );

/** The variables that say whose access tokens are taken, and what their claims mean. Without an issuer, none are. */
export const OIDC_VARIABLES = {
  /** Issuers, separated by commas, as they stand in `iss`. Empty: API keys only. */
  OIDC_ISSUER: list.pipe(z.array(issuer)).default([]),
  /** What `aud` must hold one of. */
  OIDC_AUDIENCE: list.default([]),
  OIDC_ALGORITHMS: list
    .pipe(z.array(z.enum(ALGORITHMS)).min(1))
    .default(['RS256', 'PS256', 'ES256', 'EdDSA']),
  OIDC_CLOCK_TOLERANCE: z.coerce.number().int().min(0).max(300).default(30),
  OIDC_ROLE_CLAIM: z.string().min(1).default('roles'),
  /** `theirs=ours`, separated by commas. Empty: the claim says our roles. */
  OIDC_ROLES: pairs.pipe(z.array(z.tuple([z.string().min(1), z.enum(ROLES)]))).default([]),
  OIDC_AREA_CLAIM: z.string().min(1).default('area'),
  /** `theirs=GSS`, separated by commas. Empty: the claim says the GSS code. */
  OIDC_AREAS: pairs
    .pipe(
      z.array(z.tuple([z.string().min(1), z.string().regex(/^E09\d{6}$/, 'is no GSS code of an authority')])),
    )
    .default([]),
} as const;

const variables = z.object(OIDC_VARIABLES);

/** What the variables come to; null where no issuer is named. */
export function oidcSettings(env: z.infer<typeof variables>): OidcSettings | null {
  if (env.OIDC_ISSUER.length === 0) return null;
  const ours = ROLES.map((role): readonly [string, KeyRole] => [role, role]);
  return {
    issuers: env.OIDC_ISSUER,
    audiences: env.OIDC_AUDIENCE,
    algorithms: env.OIDC_ALGORITHMS,
    clockTolerance: env.OIDC_CLOCK_TOLERANCE,
    roleClaim: env.OIDC_ROLE_CLAIM,
    roles: new Map(env.OIDC_ROLES.length === 0 ? ours : env.OIDC_ROLES),
    areaClaim: env.OIDC_AREA_CLAIM,
    areas: new Map(env.OIDC_AREAS),
    cooldownSeconds: 30,
  };
}
