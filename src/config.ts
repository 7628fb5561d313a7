import { z } from 'zod';
import { OIDC_VARIABLES, oidcSettings } from './platform/oidc-settings.ts';
import { DEFAULT_LIMITS } from './platform/rate-limits.ts';

/** Every variable the service reads, with what it means; `.env.example` is held to this list by a guard. */
const VARIABLES = {
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  /** How the world reaches the service; in links. Empty: worked out from HOST and PORT. */
  PUBLIC_URL: z.union([z.literal(''), z.url()]).default(''),
  /** Where the embedded Postgres and the demo keys live. */
  DATA_DIR: z.string().min(1).default('.data'),
  /** The owner's connection to your own Postgres. Empty: the embedded one. */
  DATABASE_URL: z.union([z.literal(''), z.url({ protocol: /^postgres(ql)?$/ })]).default(''),
  /** What the three roles' passwords are made from; needed when DATABASE_URL carries no password. */
  DATABASE_ROLE_SECRET: z.string().default(''),
  /** Connections for each of the three roles. Two at least: a draft keeps what is done of it while it is being worked on. */
  DATABASE_POOL: z.coerce
    .number()
    .int()
    .min(2, 'must be at least 2: a draft keeps what is done of it by a second connection')
    .max(100)
    .default(10),
  MAX_UPLOAD_MEGABYTES: z.coerce.number().int().min(1).max(4096).default(200),
  /** How much of the disk copies of frozen files may take, under DATA_DIR/exports. */
  EXPORTS_MEGABYTES: z.coerce.number().int().min(64).default(4096),
  /** Proxies whose X-Forwarded-For is believed: addresses, networks, or loopback, linklocal, uniquelocal. Empty: none. */
  TRUSTED_PROXIES: z
    .string()
    .regex(/^[0-9a-z.:/, ]*$/i)
    .default('loopback,linklocal,uniquelocal'),
  /** A minute, for each key or person, or each address without one. 0: no limit. */
  RATE_LIMIT_UPLOADS: z.coerce.number().int().min(0).default(DEFAULT_LIMITS.uploads),
  RATE_LIMIT_WRITES: z.coerce.number().int().min(0).default(DEFAULT_LIMITS.writes),
  RATE_LIMIT_READS: z.coerce.number().int().min(0).default(DEFAULT_LIMITS.reads),
  RATE_LIMIT_REFUSALS: z.coerce.number().int().min(0).default(DEFAULT_LIMITS.refusals),
  ...OIDC_VARIABLES,
  /** Whom to tell of a weakness, for /.well-known/security.txt. Empty: not served. */
  SECURITY_CONTACT: z.union([z.literal(''), z.url({ protocol: /^(mailto|https|tel)$/ })]).default(''),
  /** What a workbook may come to when it is unpacked. */
  MAX_WORKBOOK_MEGABYTES: z.coerce.number().int().min(1).max(4096).default(512),
  /** How long the reading of a workbook may take. */
  MAX_WORKBOOK_SECONDS: z.coerce.number().int().min(1).max(3600).default(120),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
} as const;

export const VARIABLE_NAMES: readonly string[] = Object.keys(VARIABLES);

const schema = z.object(VARIABLES).transform((env, context) => {
  if (
    env.DATABASE_URL !== '' &&
    env.DATABASE_ROLE_SECRET === '' &&
    new URL(env.DATABASE_URL).password === ''
  ) {
    context.addIssue({
      code: 'custom',
      path: ['DATABASE_ROLE_SECRET'],
      message: 'is needed, since DATABASE_URL carries no password to make the roles\u2019 passwords from',
    });
  }
  if (env.OIDC_ISSUER.length > 0 && env.OIDC_AUDIENCE.length === 0) {
    context.addIssue({
      code: 'custom',
      path: ['OIDC_AUDIENCE'],
      message:
        'is needed with OIDC_ISSUER: without it the tokens of every other application would open this one',
    });
  }
  return {
    host: env.HOST,
    port: env.PORT,
    publicUrl: env.PUBLIC_URL,
    dataDirectory: env.DATA_DIR,
    databaseUrl: env.DATABASE_URL,
    roleSecret: env.DATABASE_ROLE_SECRET,
    poolSize: env.DATABASE_POOL,
    maxUploadBytes: env.MAX_UPLOAD_MEGABYTES * 1024 * 1024,
    maxExportBytes: env.EXPORTS_MEGABYTES * 1024 * 1024,
    access: {
      oidc: oidcSettings(env),
      limits: {
        uploads: env.RATE_LIMIT_UPLOADS,
        writes: env.RATE_LIMIT_WRITES,
        reads: env.RATE_LIMIT_READS,
        refusals: env.RATE_LIMIT_REFUSALS,
      },
    },
    trustedProxies: env.TRUSTED_PROXIES,
    securityContact: env.SECURITY_CONTACT,
    workbookLimits: {
      bytes: env.MAX_WORKBOOK_MEGABYTES * 1024 * 1024,
      milliseconds: env.MAX_WORKBOOK_SECONDS * 1000,
    },
    logLevel: env.LOG_LEVEL,
  };
});

export type Config = z.infer<typeof schema>;

/** The configuration from the environment. Throws one Error whose message names each wrong variable and never its value. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const parsed = schema.safeParse(environment);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The configuration is not usable:\n${lines.join('\n')}\nSee .env.example.`);
}
