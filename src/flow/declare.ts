import { randomUUID } from 'node:crypto';
import type { DeclarationKind } from '../declaration/body.ts';
import { insertDeclaration, lockDeclaration } from '../declaration/store.ts';
import { hasRole, type Identity } from '../platform/identity.ts';
import { Problem } from '../problem.ts';
import { recordAct } from '../storage/audit.ts';
import { type Database, transaction } from '../storage/database.ts';
import { LONDON } from '../vocabulary/area.ts';
import type { Declared, Programme, Target } from '../vocabulary/target.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { programmeTerms, targetTerms } from './declare-terms.ts';
import { scopeOf } from './scope.ts';

export { programmeBody, targetBody } from '../declaration/body.ts';

/** Which one is changed, and from which version; null for whichever is the newest. */
export interface ChangeOf {
  readonly id: string;
  readonly from: number | null;
}

/** Targets and programmes, declared in versions: an approver for its own authority, the steward for all. */
export interface Declare {
  /** Throws `bad-request` and `unknown-…` for what does not fit, `another-authority`; `id` is ours to choose otherwise. */
  target(identity: Identity, target: Target, id?: string): Promise<Declared<Target>>;
  programme(identity: Identity, programme: Programme, id?: string): Promise<Declared<Programme>>;
  /** Adds a version; the ones before stay. Throws the same, `not-found`, and `declaration-changed`. */
  changeTarget(identity: Identity, change: ChangeOf, target: Target): Promise<Declared<Target>>;
  changeProgramme(identity: Identity, change: ChangeOf, programme: Programme): Promise<Declared<Programme>>;
}

export interface DeclareOptions {
  readonly pool: Database['intake'];
  readonly vocabulary: () => Vocabulary;
  readonly clock: () => Date;
}

interface Made<T> {
  readonly kind: DeclarationKind;
  readonly body: T;
  readonly area: string;
  readonly id: string;
  /** null for a new one. */
  readonly change: ChangeOf | null;
}

export function createDeclare({ pool, vocabulary, clock }: DeclareOptions): Declare {
  async function declare<T extends Target | Programme>(
    identity: Identity,
    { kind, body, area, id, change }: Made<T>,
  ): Promise<Declared<T>> {
    if (!hasRole(identity, 'approver', 'steward')) {
      throw new Problem('forbidden', `A ${kind} is declared by an approver or the steward.`);
    }
    const own = hasRole(identity, 'steward') || identity.area === area;
    const elsewhere = `A ${kind} of another authority, or of several, is declared by them or by the steward.`;
    if (!own) throw new Problem('another-authority', elsewhere);
    return transaction(
      pool,
      async (tx) => {
        const before = await lockDeclaration(tx, kind, id);
        if (change === null && before !== undefined) throw new Error(`There is a ${kind} of this id already`);
        if (change !== null && before === undefined) {
          throw new Problem('not-found', `There is no ${kind} of this id.`);
        }
        if (before !== undefined && before.area !== area) {
          if (!hasRole(identity, 'steward') && before.area !== identity.area)
            throw new Problem('another-authority', elsewhere);
          throw new Problem(
            'bad-request',
            `It stays where it was declared: end it and declare another ${kind}.`,
          );
        }
        const from = change?.from ?? null;
        if (from !== null && before?.version !== from) {
          throw new Problem('declaration-changed', `Version ${before?.version ?? 0} is the newest.`);
        }
        const version = (before?.version ?? 0) + 1;
        const at = clock();
        const row = { kind, id, version, area, body, declaredBy: identity.id, declaredAt: at };
        await insertDeclaration(tx, row);
        await recordAct(tx, {
          at,
          actor: identity.id,
          act: `${kind}.${change === null ? 'declare' : 'change'}`,
          subjectKind: kind,
          subjectId: id,
          area: area === LONDON ? null : area,
          detail: { version, status: body.status },
        });
        return { id, version, area, declaredAt: at, body };
      },
      scopeOf(identity),
    );
  }

  const asTarget = (target: Target): Pick<Made<Target>, 'kind' | 'body' | 'area'> => {
    const body = targetTerms(target, vocabulary());
    return { kind: 'target', body, area: body.area };
  };
  const asProgramme = (programme: Programme): Pick<Made<Programme>, 'kind' | 'body' | 'area'> => {
    const body = programmeTerms(programme, vocabulary());
    const [only = LONDON, ...others] = body.areas;
    return { kind: 'programme', body, area: others.length === 0 ? only : LONDON };
  };
  return {
    target: async (identity, target, id = randomUUID()) =>
      declare(identity, { ...asTarget(target), id, change: null }),
    programme: async (identity, programme, id = randomUUID()) =>
      declare(identity, { ...asProgramme(programme), id, change: null }),
    changeTarget: async (identity, change, target) =>
      declare(identity, { ...asTarget(target), id: change.id, change }),
    changeProgramme: async (identity, change, programme) =>
      declare(identity, { ...asProgramme(programme), id: change.id, change }),
  };
}
