import {
  createRemoteJWKSet,
  decodeJwt,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { z } from 'zod';
import { Problem } from '../problem.ts';
import type { Identity, KeyRole } from './identity.ts';

export interface OidcSettings {
  /** As they stand in `iss`, letter by letter. */
  readonly issuers: readonly string[];
  readonly audiences: readonly string[];
  /** Signatures that are taken; never `none`, and none with a shared secret. */
  readonly algorithms: readonly string[];
  readonly clockTolerance: number;
  readonly roleClaim: string;
  /** What the claim says → our role. */
  readonly roles: ReadonlyMap<string, KeyRole>;
  readonly areaClaim: string;
  /** What the claim says → GSS code; empty where it says the code itself. */
  readonly areas: ReadonlyMap<string, string>;
  /** How long an unknown key id waits before the issuer's keys are asked for again. */
  readonly cooldownSeconds: number;
}

/** Whose access token this is. Throws `unauthenticated`, `forbidden` or `identity-provider-unavailable`. */
export type IdentifyByToken = (token: string, at: Date) => Promise<Identity>;

const PATIENCE = 5_000;
const AUTHORITY = /^E09\d{6}$/;
const TOKEN_TYPES = new Set(['jwt', 'at+jwt', 'application/at+jwt']);
const discovered = z.looseObject({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });

/** Reads the access tokens of the issuers that are trusted. The issuers are asked for their keys when a token first needs them. */
export function createOidc(settings: OidcSettings): IdentifyByToken {
  const { issuers, audiences, algorithms, clockTolerance } = settings;
  const keys = new Map(issuers.map((issuer) => [issuer, keysOf(issuer, settings.cooldownSeconds)]));
  return async (token, at) => {
    const issuer = issuerOf(token);
    const key = keys.get(issuer);
    if (key === undefined)
      throw new Problem('unauthenticated', 'The token is of an issuer that is not trusted here.');
    const { payload, protectedHeader } = await jwtVerify(token, key, {
      issuer,
      audience: [...audiences],
      algorithms: [...algorithms],
      clockTolerance,
      currentDate: at,
      requiredClaims: ['sub', 'exp'],
    }).catch(refuse);
    if (!TOKEN_TYPES.has((protectedHeader.typ ?? 'jwt').toLowerCase())) {
      throw new Problem('unauthenticated', 'The token is not an access token.');
    }
    return identityOf(payload, settings);
  };
}

/** The issuer that a token claims, before anything of it is believed. */
function issuerOf(token: string): string {
  try {
    return decodeJwt(token).iss ?? '';
  } catch {
    throw new Problem('unauthenticated', 'What was sent is neither a key of ours nor an access token.');
  }
}

function refuse(error: unknown): never {
  if (error instanceof Problem) throw error;
  if (error instanceof errors.JWTExpired) throw new Problem('unauthenticated', 'The token has expired.');
  if (error instanceof errors.JWTClaimValidationFailed) {
    throw new Problem('unauthenticated', `The token is not for here: its claim ${error.claim} does not fit.`);
  }
  if (error instanceof errors.JOSEError) {
    throw new Problem('unauthenticated', `The token cannot be trusted (${error.code}).`);
  }
  throw error;
}

/** The keys of an issuer: found by its discovery document, kept, and asked for again when a token names a new one. */
function keysOf(issuer: string, cooldownSeconds: number): JWTVerifyGetKey {
  let remote: ReturnType<typeof createRemoteJWKSet> | undefined;
  return async (header, token) => {
    try {
      remote ??= createRemoteJWKSet(await discover(issuer), {
        cooldownDuration: cooldownSeconds * 1000,
        timeoutDuration: PATIENCE,
      });
      return await remote(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JOSENotSupported) throw error;
      throw new Problem(
        'identity-provider-unavailable',
        'The identity provider gives no keys, so that its tokens cannot be checked. API keys still work.',
      );
    }
  };
}

async function discover(issuer: string): Promise<URL> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const reply = await fetch(address, { signal: AbortSignal.timeout(PATIENCE), redirect: 'error' });
  if (!reply.ok) throw new Error(`Discovery answers ${reply.status}`);
  const document = discovered.parse(await reply.json());
  if (document.issuer !== issuer) throw new Error('The discovery document is of another issuer');
  return new URL(document.jwks_uri);
}

/** A token's person: known by issuer and `sub`, which no two people share and no name can imitate. */
function identityOf(payload: JWTPayload, settings: OidcSettings): Identity {
  const id = `oidc:${payload.sub}@${payload.iss?.replace(/^https?:\/\//, '')}`;
  const roles = new Set(
    textsAt(payload, settings.roleClaim).flatMap((text) => settings.roles.get(text) ?? []),
  );
  const areas = new Set(
    textsAt(payload, settings.areaClaim)
      .map((text) => (settings.areas.size === 0 ? text : (settings.areas.get(text) ?? '')))
      .filter((text) => AUTHORITY.test(text)),
  );
  if (areas.size > 1) {
    throw new Problem(
      'forbidden',
      'The token names several authorities. Act for one, and for others by grant.',
    );
  }
  const [area = null] = areas;
  return { id, name: id, roles: [...roles], area };
}

/** The texts of a claim: one, a list, or several separated by spaces. Dots lead into objects: `realm_access.roles`. */
function textsAt(payload: JWTPayload, claim: string): readonly string[] {
  const inner = (value: unknown, name: string): unknown =>
    typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined;
  const found = payload[claim] ?? claim.split('.').reduce<unknown>(inner, payload);
  const texts = Array.isArray(found) ? found : typeof found === 'string' ? found.split(' ') : [];
  return texts.filter((text) => typeof text === 'string');
}
