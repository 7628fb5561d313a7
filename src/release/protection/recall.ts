import type { Release } from '../../disclosure/certify/joint.ts';
import type { FamilyTask, Recall } from '../../disclosure/family-task.ts';
import type { LinkedTable } from '../../disclosure/linked-table.ts';

/**
 * What earlier releases have shown of a family: which of its counts they withheld or showed with the value that they have
 * now, and the families of theirs that share a count with it. The newest release comes first.
 */
export function recallFrom(earlier: readonly Release[]): Recall {
  const byName = new Map<string, { readonly value: number; readonly shown: boolean }[]>();
  const holders = new Map<string, Set<Release>>();
  for (const release of earlier) {
    const hidden = new Set(release.withheld);
    release.variables.forEach(({ name, value, published, unknown }, index) => {
      if (name === '') return;
      const own = holders.get(name) ?? new Set();
      holders.set(name, own);
      own.add(release);
      if (!published || unknown) return;
      const list = byName.get(name) ?? [];
      byName.set(name, list);
      list.push({ value, shown: !hidden.has(index) });
    });
  }
  return (table: LinkedTable): Pick<FamilyTask, 'carried' | 'earlier'> => {
    const withheld: number[] = [];
    const shown: number[] = [];
    const releases = new Set<Release>();
    table.variables.forEach(({ name, value, published, primary }, variable) => {
      for (const release of holders.get(name) ?? []) releases.add(release);
      const before = (byName.get(name) ?? []).filter((each) => each.value === value);
      if (!published || primary || before.length === 0) return;
      if (before.some((each) => each.shown)) shown.push(variable);
      else withheld.push(variable);
    });
    return { carried: { withheld, shown }, earlier: [...releases] };
  };
}
