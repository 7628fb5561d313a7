import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';

/** What OpenAPI says above the routes. */
export const OPENAPI: NonNullable<FastifyDynamicSwaggerOptions['openapi']> = {
  openapi: '3.1.1',
  info: {
    title: 'London Disproportionality Data',
    version: '1',
    description:
      "Where London's children's services treat children and staff differently by ethnicity. Everything published is " +
      'free to read; sending figures and making releases needs a key. A number that is not shown is `null` with a status ' +
      'that says why: `c` withheld, `x` not available, `z` not applicable, `low` rounds to zero, `u` unreliable.',
    license: {
      name: 'Open Government Licence v3.0',
      url: 'https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/',
    },
  },
  tags: [
    { name: 'collections', description: 'What authorities are asked for, and the files to fill in' },
    { name: 'submissions', description: 'Files that authorities send, and what was found in them' },
    { name: 'grants', description: 'One authority lets the officers of another send or approve its returns' },
    { name: 'audit', description: 'Who did what and when; only added to' },
    { name: 'releases', description: 'What has been published, and how it came about' },
    { name: 'exports', description: 'Frozen files for researchers' },
    { name: 'data sets', description: 'The same rows, as DfE’s Explore education statistics API gives them' },
    {
      name: 'comparisons',
      description: 'Rates, ratios and representation, each with its method and caveats',
    },
    { name: 'vocabulary', description: 'Measures, areas, ethnic groups, populations and periods' },
    { name: 'health', description: 'For whoever runs the service' },
  ],
  components: {
    securitySchemes: {
      bearer: {
        type: 'http',
        scheme: 'bearer',
        description:
          'An API key, `ldd_…`, or an OIDC access token (a JWT) of a trusted issuer, where the service takes them',
      },
    },
  },
};

const PROBLEM = {
  description: 'A problem, by RFC 9457; docs/errors.md lists the codes',
  content: {
    'application/problem+json': {
      schema: {
        type: 'object',
        required: ['type', 'title', 'status', 'detail', 'code', 'hint'],
        properties: {
          type: { type: 'string' },
          title: { type: 'string' },
          status: { type: 'integer' },
          detail: { type: 'string', description: 'What happened' },
          code: { type: 'string', description: 'A promise: it is never renamed' },
          hint: { type: 'string', description: 'What to do' },
          instance: { type: 'string', description: 'The request, for asking us' },
          errors: { type: 'array', items: { type: 'object' }, description: 'Where several things are wrong' },
          links: { type: 'array', items: { type: 'object' }, description: 'Where to go instead' },
        },
      },
    },
  },
};

/** A route's schema as OpenAPI has it, with the Problems it may answer with, and under `x-roles` who may call it. */
export const describeRoute: typeof jsonSchemaTransform = (input) => {
  const { schema, url } = jsonSchemaTransform(input);
  const roles = input.route.config?.roles;
  const told = schema.response;
  const response = { ...(typeof told === 'object' ? told : {}), default: PROBLEM };
  return { url, schema: { ...schema, response, ...(roles === undefined ? {} : { 'x-roles': roles }) } };
};
