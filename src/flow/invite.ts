import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { hasRole, type Identity } from '../platform/identity.ts';
import { workbookStream } from '../platform/workbook/workbook-stream.ts';
import { Problem } from '../problem.ts';
import { recordAct } from '../storage/audit.ts';
import { type Database, type Transaction, transaction } from '../storage/database.ts';
import { DatabaseError } from '../storage/database-error.ts';
import {
  type CollectionFacts,
  type CollectionStatus,
  insertCollection,
  listCollections,
  lockCollection,
  measuresAskedFor,
  ONE_OF_DOMAIN_AND_PERIOD,
  readReturns,
  readStandings,
  updateCollection,
} from '../submission/collection/store.ts';
import { FIELDS } from '../submission/draft.ts';
import { templateRows } from '../submission/template.ts';
import { templateWorkbook } from '../submission/template-workbook.ts';
import type { Domain } from '../vocabulary/measure.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { type CollectionView, collectionView, dayInLondon } from './collection-view.ts';
import { measuresOf, periodNamed, sendable, type TemplateQuestion, templateTerms } from './invite-terms.ts';
import { scopeOf } from './scope.ts';

export { COLLECTION_STATUSES, type CollectionStatus } from '../submission/collection/store.ts';
export { SUBMISSION_STATUSES } from '../submission/status.ts';
export { type CollectionView, RETURN_STATUSES } from './collection-view.ts';
export type { TemplateQuestion };

export interface NewCollection {
  readonly domain: Domain;
  readonly period: string;
  /** ISO day. */
  readonly dueDate: string;
  /** undefined for all that can be sent. */
  readonly measures?: readonly string[] | undefined;
}

export interface CollectionChange {
  readonly dueDate?: string | undefined;
  readonly measures?: readonly string[] | undefined;
  readonly status?: CollectionStatus | undefined;
}

/** The file to fill in. */
export interface Template {
  readonly domain: Domain;
  readonly period: string;
  readonly area: string;
  readonly columns: readonly string[];
  /** Batch by batch, made as they are read. */
  readonly rows: Iterable<readonly (readonly string[])[]>;
}

export interface TemplateWorkbook extends Pick<Template, 'domain' | 'period' | 'area'> {
  readonly bytes: Readable;
}

/** What authorities are asked for: collections, who has answered them, and the files to fill in. */
export interface Invite {
  /**
   * Open ones, and those that were due within the last year; the last due first. The steward sees where each return
   * stands, and an authority where its own does.
   */
  collections(identity: Identity | null): Promise<readonly CollectionView[]>;
  /** Throws `collection-exists`, and `bad-request` for a period or measures that cannot be asked for. */
  open(identity: Identity, asked: NewCollection): Promise<CollectionView>;
  change(identity: Identity, id: string, change: CollectionChange): Promise<CollectionView>;
  /** The same with lists to choose from, a sheet of codes and one of notes, as a workbook. */
  templateWorkbook(question: TemplateQuestion): Promise<TemplateWorkbook>;
  /** Of the collection's measures where there is one of the domain and period. Throws `unknown-area` or `bad-request`. */
  template(question: TemplateQuestion): Promise<Template>;
}

export interface InviteOptions {
  readonly pool: Database['intake'];
  readonly vocabulary: () => Vocabulary;
  readonly clock: () => Date;
}

const RECENT_DAYS = 366;
const DAY = 24 * 60 * 60 * 1000;

export function createInvite({ pool, vocabulary, clock }: InviteOptions): Invite {
  const asSteward = async <T>(identity: Identity, work: (tx: Transaction) => Promise<T>) => {
    if (!hasRole(identity, 'steward'))
      throw new Problem('forbidden', 'Collections are opened and changed by the steward.');
    return transaction(pool, work, scopeOf(identity));
  };
  const view = async (tx: Transaction, facts: readonly CollectionFacts[]) => {
    const ids = facts.map(({ id }) => id);
    const returned = await readReturns(tx, ids);
    const standings = await readStandings(tx, ids);
    const options = { returned, standings, vocabulary: vocabulary(), today: dayInLondon(clock()) };
    return facts.map((each) => collectionView(each, options));
  };
  const viewOfOne = async (tx: Transaction, facts: CollectionFacts) => {
    const [only] = await view(tx, [facts]);
    if (only === undefined) throw new Error('A collection has one view.');
    return only;
  };

  const termsOfTemplate = async (question: TemplateQuestion, words: Vocabulary) => {
    const terms = templateTerms(question, words);
    const { domain, period } = terms;
    const asked = await transaction(pool, (tx) => measuresAskedFor(tx, { domain, period }));
    const measures = sendable(domain, words).filter(({ id }) => asked === undefined || asked.includes(id));
    return { ...terms, measures };
  };

  return {
    collections: (identity) =>
      transaction(
        pool,
        async (tx) => {
          const since = new Date(clock().valueOf() - RECENT_DAYS * DAY);
          return view(tx, await listCollections(tx, dayInLondon(since)));
        },
        // Without a scope no submission is visible, and so no standing.
        identity === null ? undefined : scopeOf(identity),
      ),
    async open(identity, { domain, period, dueDate, measures }) {
      const words = vocabulary();
      const facts: CollectionFacts = {
        id: randomUUID(),
        domain,
        period: periodNamed(period),
        dueOn: dueDate,
        measures: measuresOf(domain, measures, words),
        status: 'open',
        openedBy: identity.id,
        openedAt: clock(),
      };
      return asSteward(identity, async (tx) => {
        await insertCollection(tx, facts);
        await recordChange(tx, { facts, act: 'collection.open', actor: identity.id, at: facts.openedAt });
        return viewOfOne(tx, facts);
      }).catch(alreadyThere);
    },
    change: (identity, id, { dueDate, measures, status }) =>
      asSteward(identity, async (tx) => {
        const before = await lockCollection(tx, id);
        if (before === undefined) throw new Problem('not-found', 'There is no collection of this id.');
        const facts: CollectionFacts = {
          ...before,
          dueOn: dueDate ?? before.dueOn,
          measures:
            measures === undefined ? before.measures : measuresOf(before.domain, measures, vocabulary()),
          status: status ?? before.status,
        };
        await updateCollection(tx, facts);
        await recordChange(tx, { facts, act: 'collection.change', actor: identity.id, at: clock() });
        return viewOfOne(tx, facts);
      }),
    async templateWorkbook(question) {
      const words = vocabulary();
      const terms = await termsOfTemplate(question, words);
      const { domain, period, area } = terms;
      return { domain, period, area, bytes: workbookStream(templateWorkbook(terms, words)) };
    },
    async template(question) {
      const words = vocabulary();
      const terms = await termsOfTemplate(question, words);
      const { domain, period, area } = terms;
      return { domain, period, area, columns: FIELDS, rows: templateRows(terms, words) };
    },
  };
}

interface Change {
  readonly facts: CollectionFacts;
  readonly act: 'collection.open' | 'collection.change';
  readonly actor: string;
  readonly at: Date;
}

function recordChange(tx: Transaction, { facts, act, actor, at }: Change): Promise<void> {
  const { id, domain, period, dueOn, status, measures } = facts;
  return recordAct(tx, {
    at,
    actor,
    act,
    subjectKind: 'collection',
    subjectId: id,
    area: null,
    detail: { domain, period, dueOn, status, measures: measures.length },
  });
}

function alreadyThere(error: unknown): never {
  if (error instanceof DatabaseError && error.constraint === ONE_OF_DOMAIN_AND_PERIOD) {
    throw new Problem('collection-exists', 'This domain and period have a collection.');
  }
  throw error;
}
