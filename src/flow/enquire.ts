import { type ComparisonBody, compare } from '../comparison/compare.ts';
import { byName, type CoverageReport } from '../comparison/coverage.ts';
import type { ReferenceQuestion } from '../comparison/reference.ts';
import { officialSources, type Source } from '../comparison/sources.ts';
import { Problem } from '../problem.ts';
import type { ArtefactFacts, ReleaseFacts, ReleaseReader } from '../release/read.ts';
import { type Area, type AreaKind, LONDON } from '../vocabulary/area.ts';
import type { EthnicGroup, GroupLevel } from '../vocabulary/ethnic-group.ts';
import { classificationsRead } from '../vocabulary/group-readings.ts';
import type { Domain, Measure } from '../vocabulary/measure.ts';
import type { Pathway } from '../vocabulary/pathway.ts';
import { comparePeriods, type Period, parsePeriod } from '../vocabulary/period.ts';
import type { Population } from '../vocabulary/population.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import type { ComparisonAnswer, MeasurePeriod } from './answer-shape.ts';
import { keptBases } from './bases.ts';
import { boundedCache } from './bounded-cache.ts';
import { withdrawn } from './download.ts';
import { askPathway, type PathwayAnswer, type PathwayQuestion } from './pathway.ts';
import {
  type ComparisonQuestion,
  measureOf,
  type ReferenceRequest,
  type UnderstoodQuestion,
  understand,
  understandReference,
} from './question.ts';
import { askTrend, type TrendAnswer, type TrendQuestion } from './trend.ts';

export type { ComparisonAnswer, ComparisonRow, MeasurePeriod } from './answer-shape.ts';
export type { PathwayAnswer, PathwayQuestion } from './pathway.ts';
export type { TrendAnswer, TrendQuestion } from './trend.ts';

export interface CoverageQuestion {
  readonly measure: string;
  readonly period?: string;
  readonly area?: string | null;
  readonly release?: string;
}

/**
 * Everything that can be asked of what is published. It reads releases and nothing else; every call throws a Problem for
 * a word that the release does not know.
 */
export interface Enquire {
  comparison(question: ComparisonQuestion): Promise<ComparisonAnswer>;
  coverage(question: CoverageQuestion): Promise<CoverageReport>;
  /** One question of several periods: series with their breaks, changes and tests. */
  trend(question: TrendQuestion): Promise<TrendAnswer>;
  /** A chain of decisions, stage by stage. */
  pathway(question: PathwayQuestion): Promise<PathwayAnswer>;
  pathways(release?: string): Promise<readonly Pathway[]>;
  /** Where official figures of a measure come from; none where authorities send them. */
  sources(measure: string, release?: string): Promise<readonly Source[]>;
  measures(filter?: {
    readonly domain?: Domain | null;
    readonly release?: string;
  }): Promise<readonly Measure[]>;
  measure(id: string, release?: string): Promise<Measure>;
  areas(filter?: { readonly kind?: AreaKind | null; readonly release?: string }): Promise<readonly Area[]>;
  ethnicGroups(filter?: {
    readonly level?: GroupLevel | null;
    readonly release?: string;
  }): Promise<readonly EthnicGroup[]>;
  populations(release?: string): Promise<readonly Population[]>;
  /** Of one measure or population, oldest first; of all of them where none is named. */
  periods(filter?: {
    readonly measure?: string | null;
    readonly release?: string;
  }): Promise<readonly MeasurePeriod[]>;
  /** Newest first. */
  releases(): Promise<readonly ReleaseFacts[]>;
  /** Every release with its standing, as one string: as long as it is the same, so is every answer. */
  standings(): Promise<string>;
  release(selector: string): Promise<ReleaseFacts>;
  /** The same, for what reads figures. Throws `withdrawn-release` for one that has been taken back. */
  standing(selector: string): Promise<ReleaseFacts>;
  artefacts(selector: string): Promise<readonly ArtefactFacts[]>;
}

/** How many rows of answers are kept. A release never changes, so an answer is right for ever. */
const KEPT_ROWS = 10_000;

/** Of how many questions is remembered that they have been asked. */
const KEPT_QUESTIONS = 5_000;

export function createEnquire({ reader }: { readonly reader: ReleaseReader }): Enquire {
  const answers = boundedCache<Answer>(KEPT_ROWS);
  const askedOnce = boundedCache<true>(KEPT_QUESTIONS);
  const basisFor = keptBases(reader);

  async function release(selector: string): Promise<ReleaseFacts> {
    const found = await reader.find(selector);
    if (found !== undefined) return found;
    throw new Problem('unknown-release', `There is no release '${selector.slice(0, 40)}'.`);
  }

  async function standing(selector: string): Promise<ReleaseFacts> {
    const found = await release(selector);
    if (found.status === 'withdrawn') throw withdrawn(found, await reader.find('latest'));
    return found;
  }

  const words = async (selector = 'latest'): Promise<Vocabulary> =>
    reader.vocabulary((await release(selector)).edition);

  /** Reads what the question needs, and gives what answers it: as with the cells, an answer is no promise's to keep. */
  async function reading(facts: ReleaseFacts, question: ComparisonQuestion): Promise<() => Answer> {
    const [vocabulary, periodLists] = await Promise.all([
      reader.vocabulary(facts.edition),
      reader.periods(facts.number),
    ]);
    const understood = understand(question, { vocabulary, periodLists });
    const layOut = await basisFor(facts.number, understood, vocabulary);
    return () => {
      const basis = layOut();
      const times = { domain: understood.measure.domain, periods: basis.periods.map(({ period }) => period) };
      const readBy = classificationsRead(facts.manifest, times);
      const given = {
        ...understood,
        vocabulary,
        readBy,
        periods: basis.periods,
        refer: referrer(vocabulary),
      };
      return { body: compare(given, basis), period: lastPeriod(understood) };
    };
  }

  async function comparison(question: ComparisonQuestion): Promise<ComparisonAnswer> {
    const facts = await standing(question.release ?? 'latest');
    const key = `${facts.number} ${JSON.stringify({ ...question, release: null })}`;
    const known = answers.get(key);
    const made = known ?? (await reading(facts, question))();
    // What nobody asks again is not worth its room: an answer is kept from the second time on.
    if (known === undefined && askedOnce.get(key) === true) answers.set(key, made, made.body.rows.length);
    askedOnce.set(key, true, 1);
    return new ReleasedAnswer(facts, made);
  }

  async function periodsOf(measure: string, facts: ReleaseFacts): Promise<readonly MeasurePeriod[]> {
    const [vocabulary, lists] = await Promise.all([
      reader.vocabulary(facts.edition),
      reader.periods(facts.number),
    ]);
    if (!vocabulary.population.has(measure)) measureOf(vocabulary, measure);
    return periodsIn(lists.get(measure), measure);
  }

  return {
    comparison,
    async trend(question) {
      const facts = await standing(question.release ?? 'latest');
      const [vocabulary, periods] = await Promise.all([
        reader.vocabulary(facts.edition),
        periodsOf(question.measure, facts),
      ]);
      measureOf(vocabulary, question.measure);
      return askTrend(question, { release: facts, vocabulary, periods, comparison });
    },
    async pathway(question) {
      const facts = await standing(question.release ?? 'latest');
      const [vocabulary, periodLists] = await Promise.all([
        reader.vocabulary(facts.edition),
        reader.periods(facts.number),
      ]);
      return askPathway(question, { reader, release: facts, vocabulary, periodLists });
    },
    pathways: async (selector) => (await words(selector)).pathways,
    async sources(measure, selector) {
      const vocabulary = await words(selector);
      return officialSources(vocabulary, measureOf(vocabulary, measure).id);
    },
    async coverage({ area, ...question }) {
      const asked = { ...question, areas: [area ?? LONDON], groups: ['all'] };
      const { coverage } = await comparison(asked);
      // No breakdown is asked about, so whoever is there in one of them is there.
      return {
        ...coverage,
        included: [...coverage.included, ...coverage.otherBreakdown].toSorted(byName),
        otherBreakdown: [],
      };
    },
    async measures({ domain, release: selector } = {}) {
      const { measures } = await words(selector);
      return domain === undefined || domain === null
        ? measures
        : measures.filter((each) => each.domain === domain);
    },
    measure: async (id, selector) => measureOf(await words(selector), id),
    async areas({ kind, release: selector } = {}) {
      const { areas, areaSets } = await words(selector);
      if (kind === 'area-set') return [...areaSets.values()].map(({ area }) => area);
      return kind === undefined || kind === null ? areas : areas.filter((each) => each.kind === kind);
    },
    async ethnicGroups({ level, release: selector } = {}) {
      const { groups } = await words(selector);
      return level === undefined || level === null ? groups : groups.filter((each) => each.level === level);
    },
    populations: async (selector) => (await words(selector)).populations,
    async periods({ measure, release: selector } = {}) {
      const facts = await release(selector ?? 'latest');
      if (measure !== undefined && measure !== null) return periodsOf(measure, facts);
      const lists = await reader.periods(facts.number);
      return [...lists.keys()].toSorted().flatMap((id) => periodsIn(lists.get(id), id));
    },
    releases: () => reader.releases(),
    async standings() {
      const releases = await reader.releases();
      return JSON.stringify(releases.map(({ version, status, isLatest }) => [version, status, isLatest]));
    },
    release,
    standing,
    artefacts: async (selector) => reader.artefacts((await release(selector)).id),
  };
}

/** An answer without what may change about its release. */
interface Answer {
  readonly body: ComparisonBody<ReferenceRequest>;
  readonly period: Period;
}

/** How many references of one answer are remembered. */
const KEPT_REFERENCES = 30;

/** Looks each reference up once: every row asks for the same few. */
function referrer(vocabulary: Vocabulary): (request: ReferenceRequest) => ReferenceQuestion {
  let known: { readonly request: ReferenceRequest; readonly question: ReferenceQuestion }[] = [];
  return (request) => {
    for (const each of known) {
      const { kind, group, area } = each.request;
      if (kind === request.kind && group === request.group && area === request.area) return each.question;
    }
    const question = understandReference(vocabulary, request);
    if (known.length >= KEPT_REFERENCES) known = [];
    known.push({ request, question });
    return question;
  };
}

/** What is not read of the body is not worked out, so none of it is copied. */
class ReleasedAnswer implements ComparisonAnswer {
  readonly release: ReleaseFacts;
  readonly period: Period;
  #made: Answer['body'] | null;

  constructor(release: ReleaseFacts, { body, period }: Answer) {
    this.release = release;
    this.period = period;
    this.#made = body;
  }

  get #body(): Answer['body'] {
    if (this.#made === null) throw new Error('An answer is read that was let go of.');
    return this.#made;
  }

  get measure() {
    return this.#body.measure;
  }

  get population() {
    return this.#body.population;
  }

  get rows() {
    return this.#body.rows;
  }

  get published() {
    return this.#body.published;
  }

  get coverage() {
    return this.#body.coverage;
  }

  get withheld() {
    return this.#body.withheld;
  }

  get sources() {
    return this.#body.sources;
  }

  get caveats() {
    return this.#body.caveats;
  }

  letGo(): void {
    this.#made = null;
  }
}

function lastPeriod({ measure, periods }: UnderstoodQuestion): Period {
  const last = periods.at(-1);
  if (last === undefined) throw new Problem('unknown-period', `${measure.id} has no such period.`);
  return last.period;
}

function periodsIn(ids: readonly string[] | undefined, measure: string): readonly MeasurePeriod[] {
  return (ids ?? [])
    .toSorted(comparePeriods)
    .map(parsePeriod)
    .filter((period) => period !== undefined)
    .map((period) => ({ measure, period }));
}
