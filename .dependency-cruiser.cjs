/**
 * The layers of docs/decisions/0001, lowest first. A layer imports itself and lower layers only; layers on one line do
 * not know each other, except where `also` says so.
 */
const LAYERS = [
  ['vocabulary'],
  ['statistics', 'disclosure', 'storage', 'platform'],
  ['submission'],
  ['validation'],
  ['cells'],
  ['release'],
  ['comparison'],
  ['declaration'],
  ['flow'],
  ['rest', 'graphql'],
];
const ALSO = { storage: ['platform'] };

const upwards = LAYERS.flatMap((layers, depth) =>
  layers.map((layer) => {
    const allowed = [layer, ...LAYERS.slice(0, depth).flat(), ...(ALSO[layer] ?? [])];
    return {
      name: `${layer}-looks-down-only`,
      severity: 'error',
      from: { path: `^src/${layer}/` },
      to: { path: '^src/', pathNot: [`^src/(${allowed.join('|')})/`, '^src/problem\\.ts$'] },
    };
  }),
);

module.exports = {
  forbidden: [
    ...upwards,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'doors-call-flow',
      comment:
        'rest and graphql speak to flow; words, identities and problems are all they share with what is below.',
      severity: 'error',
      from: { path: '^src/(rest|graphql)/' },
      to: { path: '^src/', pathNot: ['^src/(rest|graphql|flow|vocabulary|platform)/', '^src/problem\\.ts$'] },
    },
    {
      name: 'sql-in-stores',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/storage/', '/store\\.ts$', '^src/release/read\\.ts$'] },
      to: { path: '^node_modules/(drizzle-orm|pg|pg-copy-streams)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'readers-never-reach-intake',
      comment: 'Whatever answers the public can reach published cells and nothing else.',
      severity: 'error',
      from: {
        path: '^src/(comparison/|graphql/|flow/(enquire|follow)|rest/(exports|comparisons|vocabulary|releases-read))',
      },
      to: { path: '^src/(cells/|submission/|storage/intake-tables)', reachable: true },
    },
    {
      name: 'vocabulary-imports-nothing',
      severity: 'error',
      from: { path: '^src/vocabulary/' },
      to: { pathNot: '^src/vocabulary/' },
    },
    {
      name: 'statistics-are-pure',
      severity: 'error',
      from: { path: '^src/statistics/' },
      to: { pathNot: '^src/statistics/' },
    },
    {
      name: 'disclosure-is-pure',
      severity: 'error',
      from: { path: '^src/disclosure/' },
      to: { pathNot: ['^src/disclosure/', '^src/vocabulary/', '^node_modules/highs/'] },
    },
    {
      name: 'certify-does-not-know-the-cover',
      comment:
        'What shows that counts are protected shares nothing with what chose the protection but the table itself.',
      severity: 'error',
      from: { path: '^src/disclosure/certify/' },
      to: {
        path: '^src/',
        pathNot: '^src/disclosure/(certify/|linked-table|structure|compact|unknowns|solver|random)',
      },
    },
    {
      name: 'cover-does-not-know-the-certificate',
      severity: 'error',
      from: { path: '^src/disclosure/cover/' },
      to: {
        path: '^src/',
        pathNot: '^src/disclosure/(cover/|linked-table|structure|compact|unknowns|solver|random)',
      },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'src-never-imports-tests',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(tests|bench)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.cjs', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
