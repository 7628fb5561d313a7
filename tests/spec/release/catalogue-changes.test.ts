import t from 'tap';
import { type CodesInUse, catalogueChanges, sentenceOf } from '../../../src/release/changes/catalogue.ts';
import { greatest, isSmaller, nextVersion, stepOf } from '../../../src/release/version.ts';
import { type Bump, PLACE_DIMENSIONS, type PlaceDimension } from '../../../src/vocabulary/release-changes.ts';
import { buildVocabulary, type Vocabulary } from '../../../src/vocabulary/vocabulary.ts';
import { HACKNEY, NEWHAM, seededVocabulary } from '../../support/london.ts';

const MEASURE = 'ed-suspension-rate';
const OTHER = 'ed-permanent-exclusion-rate';
const seeds = await seededVocabulary();

type Sketch = Partial<Record<PlaceDimension, readonly string[]>>;
const USUAL: Sketch = { period: ['AY2023-24'], area: [HACKNEY], 'ethnic-group': ['all', 'asian', 'black'] };

function codes(measures: Readonly<Record<string, Sketch>>): CodesInUse {
  return new Map(
    Object.entries(measures).map(([measure, sketch]) => {
      const all = { ...USUAL, ...sketch };
      return [measure, new Map(PLACE_DIMENSIONS.map((each) => [each, new Set(all[each] ?? ['all'])]))];
    }),
  );
}

/** The seeds, with one entry another. */
function edited(
  kind: 'measures' | 'areas' | 'groups' | 'populations',
  id: string,
  change: object,
): Vocabulary {
  const list = seeds[kind].map((each) => (each.id === id ? { ...each, ...change } : each));
  return buildVocabulary(2, { ...seeds, [kind]: list });
}

const partitionOf = (change: (children: readonly string[]) => readonly string[]) =>
  buildVocabulary(2, {
    ...seeds,
    partitions: seeds.partitions.map((each) =>
      each.parent === 'black' ? { ...each, children: change(each.children) } : each,
    ),
  });

t.test('what each change takes', async (t) => {
  const before = codes({ [MEASURE]: {} });
  const cases: readonly (readonly [string, CodesInUse, Vocabulary, Bump, RegExp | null])[] = [
    ['nothing', before, seeds, 'patch', null],
    [
      'a new period',
      codes({ [MEASURE]: { period: ['AY2023-24', 'AY2024-25'] } }),
      seeds,
      'minor',
      /^Added: period AY2024-25 of /,
    ],
    [
      'a new place',
      codes({ [MEASURE]: { area: [HACKNEY, NEWHAM] } }),
      seeds,
      'minor',
      /^Added: area E09000025 of /,
    ],
    [
      'a new measure',
      codes({ [MEASURE]: {}, [OTHER]: {} }),
      seeds,
      'minor',
      /^Added: measure ed-permanent-exclusion-rate\.$/,
    ],
    [
      'a period that is gone',
      codes({ [MEASURE]: { period: ['AY2024-25'] } }),
      seeds,
      'major',
      /^Removed: period AY2023-24 of /,
    ],
    [
      'a group that is gone',
      codes({ [MEASURE]: { 'ethnic-group': ['all'] } }),
      seeds,
      'major',
      /^Removed: ethnic group asian, black of /,
    ],
    [
      'another measure altogether',
      codes({ [OTHER]: {} }),
      seeds,
      'major',
      /^Removed: measure ed-suspension-rate\.$/,
    ],
    ['another unit', before, edited('measures', MEASURE, { unit: '%' }), 'major', /\(unit\)\.$/],
    ['another title', before, edited('measures', MEASURE, { title: 'Told better' }), 'patch', /^Reworded: /],
    [
      'a measure without figures means something else',
      before,
      edited('measures', OTHER, { unit: '%' }),
      'patch',
      null,
    ],
    [
      'a borough in another sub-region',
      before,
      edited('areas', HACKNEY, { subRegion: 'NWL' }),
      'major',
      /^Redefined: area E09000012 \(subRegion\)\.$/,
    ],
    [
      'a group that means other people',
      before,
      edited('groups', 'black', { definition: 'Others' }),
      'major',
      /^Redefined: ethnic group black/,
    ],
    [
      'a partition with other parts',
      before,
      partitionOf((children) => children.slice(1)),
      'major',
      /^Redefined: partition black\//,
    ],
    ['a partition in another order', before, partitionOf((children) => children.toReversed()), 'patch', null],
  ];
  for (const [what, after, vocabulary, bump, sentence] of cases) {
    const changes = catalogueChanges({ vocabulary: seeds, codes: before }, { vocabulary, codes: after });
    t.equal(greatest(changes.map((change) => change.bump)), bump, what);
    const [first] = changes.map(sentenceOf);
    if (sentence === null) t.equal(first, undefined, what);
    else t.match(first, sentence, what);
  }
});

t.test('versions', async (t) => {
  t.same(
    (['major', 'minor', 'patch'] as const).map((bump) => nextVersion('1.2.3', bump)),
    ['2.0.0', '1.3.0', '1.2.4'],
  );
  t.equal(nextVersion(undefined, 'patch'), '1.0.0');
  for (const bump of ['major', 'minor', 'patch'] as const)
    t.equal(stepOf('9.9.9', nextVersion('9.9.9', bump)), bump);
  t.ok(isSmaller('patch', 'minor'));
  t.notOk(isSmaller('major', 'minor'));
  t.notOk(isSmaller('minor', 'minor'));
});
