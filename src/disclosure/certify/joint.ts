import type { Equation, LinkedTable, Variable } from '../linked-table.ts';

/** A table as a release showed it: which of its variables were withheld. */
export interface Release extends LinkedTable {
  readonly withheld: readonly number[];
}

/** Several releases of one family as one table: what somebody holds who kept them all. */
export interface Joint extends LinkedTable {
  readonly withheld: Uint8Array;
  /** Variable of the first release → its variable here. */
  readonly fromFirst: Int32Array;
}

/**
 * Joins the releases of a family. An authority's counts that no release has changed stand in it once, shown if any release
 * showed them; those of an authority that sent a correction stand in it once for each time they were different. Totals
 * stand in it once for each release, unless nothing at all has changed.
 */
export function joined(releases: readonly Release[]): Joint {
  const editions = editionsOf(releases);
  const variables: Variable[] = [];
  const shown: boolean[] = [];
  const places = new Map<string, number>();
  const equations: Equation[] = [];
  const stated = new Set<string>();
  let fromFirst = new Int32Array(0);
  releases.forEach((release, index) => {
    const hidden = new Set(release.withheld);
    const placeOf = Int32Array.from(release.variables, (variable, own) => {
      const edition = editions[index]?.get(variable.owner) ?? index;
      const id = variable.name === '' ? `${index} ${own}` : `${variable.name} ${edition} ${variable.value}`;
      const isShown = variable.published && !variable.unknown && !hidden.has(own);
      const known = places.get(id);
      if (known === undefined) {
        places.set(id, variables.length);
        variables.push(variable);
        shown.push(isShown);
        return variables.length - 1;
      }
      shown[known] ||= isShown;
      const before = variables[known];
      if (before !== undefined && guardOf(variable) > guardOf(before)) variables[known] = variable;
      return known;
    });
    if (index === 0) fromFirst = placeOf;
    for (const { total, parts } of release.equations) {
      const joint = { total: placeOf[total] ?? 0, parts: parts.map((part) => placeOf[part] ?? 0) };
      const id = `${joint.total}=${joint.parts.toSorted((a, b) => a - b).join('+')}`;
      if (stated.has(id)) continue;
      stated.add(id);
      equations.push(joint);
    }
  });
  const withheld = Uint8Array.from(shown, (is) => (is ? 0 : 1));
  return { variables, equations, withheld, fromFirst };
}

/** What somebody must be left in doubt of in one release they are in all. */
function guardOf({ primary, closed }: Variable): number {
  if (primary) return 2;
  return closed === true ? 1 : 0;
}

/**
 * For each release, owner → the first release whose counts of that owner it shares; for totals (owner null) the first
 * release that shares all owners' counts.
 */
function editionsOf(releases: readonly Release[]): readonly ReadonlyMap<string | null, number>[] {
  const values = releases.map(({ variables }) => {
    const owners = new Map<string | null, Map<string, number>>();
    for (const { name, owner, value } of variables) {
      if (name === '') continue;
      const own = owners.get(owner) ?? new Map<string, number>();
      owners.set(owner, own);
      own.set(name, value);
    }
    return owners;
  });
  const agrees = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>) =>
    [...a].every(([name, value]) => (b.get(name) ?? value) === value);
  return values.map((owners, index) => {
    const editions = new Map<string | null, number>();
    for (const [owner, own] of owners) {
      const first = values.findIndex(
        (other, at) => at <= index && (at === index || agrees(own, other.get(owner) ?? new Map())),
      );
      editions.set(owner, first);
    }
    return editions;
  });
}

/**
 * Whether earlier releases say anything that this one does not: something has changed, or is no longer there, or was shown
 * and is withheld now.
 */
export function saysMore(current: Release, earlier: Release): boolean {
  const hidden = new Set(current.withheld);
  const now = new Map(current.variables.map(({ name, value }, index) => [name, { value, index }]));
  const before = new Set(earlier.withheld);
  return earlier.variables.some(({ name, value, published, unknown }, index) => {
    if (name === '') return false;
    const here = now.get(name);
    if (here === undefined) return published && !before.has(index);
    const wasShown = published && !unknown && !before.has(index);
    return here.value !== value || (wasShown && hidden.has(here.index));
  });
}
