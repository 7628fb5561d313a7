import t from 'tap';
import { readSeeds } from '../../../src/storage/seed.ts';
import { groupResolver, inferClassification } from '../../../src/vocabulary/classification.ts';
import { buildVocabulary } from '../../../src/vocabulary/vocabulary.ts';

const vocabulary = buildVocabulary(1, await readSeeds('seeds'));
const named = (name: string) => vocabulary.codes.filter(({ classification }) => classification === name);
const taken = (reading: ReturnType<ReturnType<typeof groupResolver>>) =>
  reading.kind === 'group' ? reading.group.id : reading.kind;

/** What the codes of a whole file speak for; null where they leave it open, and one has to be declared. */
const SEVEN: Readonly<Record<string, string | null>> = {
  'dfe-main': 'dfe-main',
  'dfe-extended': 'dfe-extended',
  'annex-a': 'annex-a',
  '16+1': '16+1',
  '18+1': '18+1',
  'census-2021': 'census-2021',
  // 1 to 5 are codes of the nineteen groups as well.
  'census-2021-five': null,
};

for (const [name, inferred] of Object.entries(SEVEN)) {
  t.test(`${name}, code by code`, async (t) => {
    const codes = named(name);
    t.equal(
      inferClassification(
        vocabulary,
        codes.map(({ code }) => code),
      ),
      inferred,
    );
    const declared = groupResolver(vocabulary, { declared: name, inferred: null });
    const open = groupResolver(vocabulary, { declared: null, inferred });
    for (const { code, label, group } of codes) {
      const meant = group ?? 'nobody';
      for (const typed of [code, code.toLowerCase(), ` ${code} `, label, label.toUpperCase()])
        t.equal(taken(declared(typed)), meant, `${typed}, declared`);
      t.equal(taken(open(code)), inferred === null ? 'ambiguous' : meant, `${code}, undeclared`);
    }
  });
}

t.test('as it is typed', async (t) => {
  const resolve = groupResolver(vocabulary, { declared: null, inferred: null });
  const typed: readonly (readonly [string, string])[] = [
    ['White - British', 'white-british'],
    ['Gypsy / Roma', 'gypsy-or-roma'],
    ['Irish Traveller', 'traveller-of-irish-heritage'],
    ['White & Black Caribbean', 'white-and-black-caribbean'],
    ['Asian/Asian British', 'asian'],
    ['Black / Black British', 'black'],
    ['REFU', 'refused'],
    ['Refused', 'refused'],
    ['Prefer not to say', 'refused'],
    ['Declined to say', 'refused'],
    ['NOBT', 'not-obtained'],
    ['Information not yet obtained', 'not-obtained'],
    ['Not obtained', 'not-obtained'],
    ['Not stated', 'not-known'],
    ['Unknown', 'not-known'],
    // One word for everybody who is not White says nothing of anybody.
    ['BAME', 'unknown'],
  ];
  for (const [text, group] of typed) t.equal(taken(resolve(text)), group, text);
});

t.test(
  'a name that two classifications give to different groups is taken as the rest of the file says',
  (t) => {
    const group = (...beside: readonly string[]) => {
      const text = 'Any other ethnic group';
      const inferred = inferClassification(vocabulary, [text, ...beside]);
      const reading = groupResolver(vocabulary, { declared: null, inferred })(text);
      return reading.kind === 'group' ? reading.group.id : reading.kind;
    };
    t.equal(
      group('White British', 'Traveller of Irish heritage'),
      'any-other-including-arab',
      'as DfE has it',
    );
    t.equal(group('white-british', 'arab'), 'any-other-ethnic-group', 'by our own ids');
    t.equal(group('Chinese', 'Indian'), 'any-other-ethnic-group', 'where nothing tells');
    t.end();
  },
);
