import type { EthnicCode, EthnicGroup } from './ethnic-group.ts';
import { ofVocabulary } from './of-vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What a text in an ethnic group column stands for. */
export type GroupReading =
  | {
      readonly kind: 'group';
      readonly group: EthnicGroup;
      readonly how: 'id' | 'label' | 'alias' | 'misspelling' | 'code';
      /** The classification whose code or label it is; null for our own. */
      readonly classification: string | null;
      /** Our name for it is some classification's name for another group: the other names in the file may tell which is meant. */
      readonly contested?: true;
    }
  /** A code that stands for nobody, such as the Census's -8. */
  | { readonly kind: 'nobody' }
  /** Several classifications have it and mean different groups; one must be declared. */
  | { readonly kind: 'ambiguous'; readonly meanings: readonly Meaning[] }
  /** Not a code of the declared classification, though one of another. */
  | { readonly kind: 'another-classification'; readonly meanings: readonly Meaning[] }
  | { readonly kind: 'unknown' };

export interface Meaning {
  readonly classification: string;
  readonly group: EthnicGroup;
}

export type GroupResolver = (text: string) => GroupReading;

/** Schools that collect extended codes give the main code for everybody else, so these files hold both. */
const EXTENDS: ReadonlyMap<string, string> = new Map([['dfe-extended', 'dfe-main']]);

/** How texts are compared: without regard to case, to spaces and underscores, and to how dashes and slashes are set. */
export function groupKey(text: string): string {
  return text
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/[\u2010-\u2015]/g, '-')
    .replace(/[\s_]+/g, ' ')
    .replace(/ ?([-/:,]) ?/g, '$1');
}

/** The vocabulary's own spelling of a classification's name, or undefined where there is none of the name. */
export function findClassification(vocabulary: Vocabulary, name: string): string | undefined {
  const wanted = name.trim().toLowerCase();
  return vocabulary.codes.find((code) => code.classification.toLowerCase() === wanted)?.classification;
}

/** The classification that a sender declares, and the one that the codes in the file speak for. */
export interface ClassificationUse {
  readonly declared: string | null;
  readonly inferred: string | null;
}

/**
 * A function from a typed text to its ethnic group. The codes and labels of a declared classification come first; then
 * our ids, labels and aliases; then the codes and labels of all classifications, where they agree, or else those of the
 * inferred one.
 */
export function groupResolver(
  vocabulary: Vocabulary,
  { declared: name, inferred }: ClassificationUse,
): GroupResolver {
  const entries = lookup(vocabulary);
  const declared = name === null ? [] : withBase(name);
  const likely = inferred === null ? [] : withBase(inferred);
  const meant = declared.length > 0 ? declared : likely;
  /** A name that the classification in use gives to a group of its own: 'Asian or Asian British' in legacy-2001. */
  const meantByThem = (own: GroupReading): GroupReading | undefined => {
    if (own.kind !== 'group' || own.how === 'id') return undefined;
    const named = entries.codes.get(groupKey(own.group.label)) ?? [];
    const stated = named.find((each) => meant.includes(each.classification));
    const group = vocabulary.group.get(stated?.group ?? '');
    if (stated === undefined || group === undefined) return undefined;
    return { ...own, group, classification: stated.classification };
  };
  return (text) => {
    const key = groupKey(text);
    if (key === '') return { kind: 'unknown' };
    const coded = entries.codes.get(key) ?? [];
    const stated = coded.find((each) => declared.includes(each.classification));
    if (stated !== undefined) return ofCode(vocabulary, stated, key);
    const own = entries.own.get(key);
    if (own !== undefined) return meantByThem(own) ?? own;
    if (declared.length > 0 && coded.some((each) => groupKey(each.code) === key)) {
      return { kind: 'another-classification', meanings: meaningsOf(vocabulary, coded) };
    }
    const [first] = coded;
    if (first === undefined) return { kind: 'unknown' };
    const agreed = coded.every((code) => code.group === first.group);
    const taken = agreed ? first : coded.find((each) => likely.includes(each.classification));
    if (taken !== undefined) return ofCode(vocabulary, taken, key);
    return { kind: 'ambiguous', meanings: meaningsOf(vocabulary, coded) };
  };
}

/**
 * The classification that all the codes among the texts belong to: the only one, or the first of several that mean the
 * same by every code in the set. null where there is none, or where the set leaves it open.
 */
export function inferClassification(vocabulary: Vocabulary, texts: Iterable<string>): string | null {
  const entries = lookup(vocabulary);
  const coded: (readonly EthnicCode[])[] = [];
  for (const text of new Set(texts)) {
    const key = groupKey(text);
    const found = entries.codes.get(key);
    const own = entries.own.get(key);
    // Our own ids say nothing of a classification; a name of ours may be one of its names as well.
    if (found !== undefined && !(own?.kind === 'group' && own.how === 'id')) coded.push(found);
  }
  if (coded.length === 0) return null;
  const names = [...new Set(vocabulary.codes.map((code) => code.classification))];
  const meaning = (name: string, codes: readonly EthnicCode[]) =>
    codes.find((code) => withBase(name).includes(code.classification));
  const candidates = names.filter((name) => coded.every((codes) => meaning(name, codes) !== undefined));
  const [first] = candidates;
  if (first === undefined) return null;
  const agree = coded.every(
    (codes) => new Set(candidates.map((name) => meaning(name, codes)?.group)).size === 1,
  );
  return agree ? first : null;
}

/** The classification, and the one whose codes stand beside its own. */
export function withBase(classification: string): readonly string[] {
  const base = EXTENDS.get(classification);
  return base === undefined ? [classification] : [classification, base];
}

interface Lookup {
  readonly own: ReadonlyMap<string, GroupReading>;
  /** By code and by label; a key may stand for several classifications' codes. */
  readonly codes: ReadonlyMap<string, readonly EthnicCode[]>;
}

const lookup = ofVocabulary((vocabulary): Lookup => {
  const own = new Map<string, GroupReading>();
  const codes = new Map<string, EthnicCode[]>();
  const add = (
    text: string,
    group: EthnicGroup | undefined,
    how: 'id' | 'label' | 'alias' | 'misspelling',
  ) => {
    const key = groupKey(text);
    if (group === undefined || own.has(key)) return;
    own.set(key, { kind: 'group', group, how, classification: null });
  };
  for (const group of vocabulary.groups) add(group.id, group, 'id');
  for (const group of vocabulary.groups) add(group.label, group, 'label');
  for (const { alias, group, kind } of vocabulary.aliases) {
    add(alias, vocabulary.group.get(group), kind === 'misspelling' ? 'misspelling' : 'alias');
  }
  for (const code of vocabulary.codes) {
    for (const key of new Set([groupKey(code.code), groupKey(code.label)])) {
      if (key === '') continue;
      const list = codes.get(key);
      if (list === undefined) codes.set(key, [code]);
      else list.push(code);
    }
  }
  for (const [key, reading] of own) {
    if (reading.kind !== 'group' || reading.how === 'id') continue;
    const { id } = reading.group;
    if (codes.get(key)?.some(({ group }) => group !== id)) own.set(key, { ...reading, contested: true });
  }
  return { own, codes };
});

function ofCode(vocabulary: Vocabulary, code: EthnicCode, key: string): GroupReading {
  const group = code.group === null ? undefined : vocabulary.group.get(code.group);
  if (group === undefined) return { kind: 'nobody' };
  const how = groupKey(code.code) === key ? 'code' : 'label';
  return { kind: 'group', group, how, classification: code.classification };
}

function meaningsOf(vocabulary: Vocabulary, coded: readonly EthnicCode[]): readonly Meaning[] {
  return coded.flatMap(({ classification, group: id }) => {
    const group = id === null ? undefined : vocabulary.group.get(id);
    return group === undefined ? [] : [{ classification, group }];
  });
}
