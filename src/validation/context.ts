import type { Layout } from '../vocabulary/layout.ts';
import type { Domain } from '../vocabulary/measure.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';

export interface KnownPupils {
  readonly population: string;
  readonly period: string;
  readonly byGroup: ReadonlyMap<string, number>;
}

/** What a file is checked against: the words, and what its sender has said of it. */
export interface CheckContext {
  readonly vocabulary: Vocabulary;
  readonly domain: Domain;
  /** null where the file's own periods hold, as in national files; so for the area. */
  readonly period: string | null;
  readonly area: string | null;
  /** null for our own columns. */
  readonly layout: Layout | null;
  /** As declared; null where it is inferred. */
  readonly classification: string | null;
  /** The measures that the collection asks for; null where there is no collection, or none is known. */
  readonly asked: readonly string[] | null;
  /** Pupils of the authority as the School Census counted them, by ethnic group; null where none are published. */
  readonly pupils: KnownPupils | null;
}
