import type { ArtefactFacts, ReleaseFacts } from '../flow/answer.ts';
import { Problem } from '../problem.ts';
import { builder } from './builder.ts';

export const ReleaseStatusEnum = builder.enumType('ReleaseStatus', {
  description: 'Where a release stands.',
  values: {
    PUBLISHED: { value: 'published', description: 'In use.' },
    SUPERSEDED: { value: 'superseded', description: 'A later release has taken its place.' },
    WITHDRAWN: { value: 'withdrawn', description: 'Taken back; not for new work.' },
  } as const,
});

export const ArtefactType = builder.objectRef<ArtefactFacts>('Artefact').implement({
  description: 'A frozen file of a release.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'A domain, `all`, or `populations`.' }),
    format: t.exposeString('format', { description: 'The ending of its name.' }),
    mediaType: t.exposeString('mediaType', { description: 'Its media type.' }),
    sha256: t.exposeString('sha256', { description: 'The SHA-256 of its bytes, in hexadecimal.' }),
    byteLength: t.exposeFloat('byteLength', { description: 'Its size in bytes.' }),
    rowCount: t.exposeInt('rowCount', { description: 'Its rows, without the header.' }),
  }),
});

export const ReleaseType = builder.objectRef<ReleaseFacts>('Release').implement({
  description: 'An edition of the figures. Once published it never changes.',
  fields: (t) => ({
    version: t.exposeID('version', { description: 'Its semantic version.' }),
    status: t.expose('status', { type: ReleaseStatusEnum, description: 'Where it stands.' }),
    isLatest: t.exposeBoolean('isLatest', { description: 'Whether `latest` means it.' }),
    notes: t.exposeString('notes', { description: 'What is new in it.' }),
    correction: t.exposeString('correction', {
      nullable: true,
      description: 'The mistake that it corrects, where it corrects one.',
    }),
    edition: t.exposeInt('edition', { description: 'The edition of the vocabulary it was made with.' }),
    cellCount: t.exposeInt('cellCount', { description: 'Cells with their totals, shown or not.' }),
    publishedAt: t.string({
      description: 'When it was published, ISO 8601.',
      resolve: ({ publishedAt }) => publishedAt.toISOString(),
    }),
    withdrawnReason: t.exposeString('withdrawnReason', {
      nullable: true,
      description: 'Why it was taken back.',
    }),
    artefacts: t.field({
      type: [ArtefactType],
      description: 'Its files, at /v1/releases/{version}/{name}.{format}.',
      resolve: ({ version }, _, { enquire }) => enquire.artefacts(version),
    }),
  }),
});

interface ReleaseEdge {
  readonly cursor: string;
  readonly node: ReleaseFacts;
}

interface ReleasePage {
  readonly edges: readonly ReleaseEdge[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

const PageInfoType = builder.objectRef<ReleasePage>('PageInfo').implement({
  description: 'Where a page lies among all pages.',
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', { description: 'Whether there is more after it.' }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
      description: 'Whether there is something before it.',
    }),
    startCursor: t.string({
      nullable: true,
      description: 'The cursor of its first edge.',
      resolve: ({ edges }) => edges.at(0)?.cursor ?? null,
    }),
    endCursor: t.string({
      nullable: true,
      description: 'The cursor of its last edge: give it as `after` to go on.',
      resolve: ({ edges }) => edges.at(-1)?.cursor ?? null,
    }),
  }),
});

const ReleaseEdgeType = builder.objectRef<ReleaseEdge>('ReleaseEdge').implement({
  description: 'A release in a page.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Where it stands in the list.' }),
    node: t.field({ type: ReleaseType, description: 'The release.', resolve: ({ node }) => node }),
  }),
});

const ReleaseConnectionType = builder.objectRef<ReleasePage>('ReleaseConnection').implement({
  description: 'A page of releases, newest first.',
  fields: (t) => ({
    edges: t.field({
      type: [ReleaseEdgeType],
      description: 'The releases of the page.',
      resolve: ({ edges }) => edges,
    }),
    pageInfo: t.field({
      type: PageInfoType,
      description: 'Where the page lies.',
      resolve: (page) => page,
    }),
  }),
});

const LARGEST_PAGE = 100;

/** A page of a list that is in order already; a cursor is a version, so it holds while releases are added. */
function pageOf(
  releases: readonly ReleaseFacts[],
  { first, after }: { readonly first: number; readonly after: string | null },
): ReleasePage {
  if (first < 1 || first > LARGEST_PAGE) {
    throw new Problem('bad-request', `first lies between 1 and ${LARGEST_PAGE}.`);
  }
  const previous = after === null ? -1 : releases.findIndex((release) => cursorOf(release) === after);
  if (after !== null && previous === -1) throw new Problem('bad-request', 'after is not a cursor of ours.');
  const rest = releases.slice(previous + 1);
  return {
    edges: rest.slice(0, first).map((node) => ({ cursor: cursorOf(node), node })),
    hasNextPage: rest.length > first,
    hasPreviousPage: previous >= 0,
  };
}

function cursorOf({ version }: ReleaseFacts): string {
  return Buffer.from(`release:${version}`).toString('base64url');
}

builder.queryFields((t) => ({
  releases: t.field({
    type: ReleaseConnectionType,
    description: 'The releases, newest first.',
    args: {
      first: t.arg.int({ defaultValue: 20, description: 'How many, at most 100.' }),
      after: t.arg.string({ description: 'The cursor to go on after.' }),
    },
    resolve: async (_, { first, after }, { enquire }) =>
      pageOf(await enquire.releases(), { first: first ?? 20, after: after ?? null }),
  }),
  release: t.field({
    type: ReleaseType,
    description: 'One release.',
    args: {
      version: t.arg.string({
        required: true,
        description: 'A version (`1.0.0`), a selector (`1`, `1.*`, `1.0.*`), or `latest`.',
      }),
    },
    resolve: (_, { version }, { enquire }) => enquire.release(version),
  }),
}));
