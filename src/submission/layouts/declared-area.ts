import type { Area } from '../../vocabulary/area.ts';
import type { AreaMapping } from '../../vocabulary/layout.ts';
import type { Vocabulary } from '../../vocabulary/vocabulary.ts';
import type { AreaDispute } from '../draft.ts';

export interface FoundArea {
  readonly id: string;
  readonly dispute: AreaDispute | null;
}

/** The area of a code and a name as a mapping reads them; undefined where both are strange to us. */
export type AreaFinder = (code: string, name: string) => FoundArea | undefined;

/**
 * A function from the texts in a mapping's code and name columns to the area. Codes are GSS or DfE codes. Where the two
 * disagree, the one that the mapping trusts decides; where it trusts neither, the code does and the dispute stays open.
 */
export function areaFinder(mapping: AreaMapping, vocabulary: Vocabulary): AreaFinder {
  const byCode = new Map<string, Area>();
  const byName = new Map<string, Area>();
  for (const area of vocabulary.areas) {
    byCode.set(area.id.toUpperCase(), area);
    if (area.dfeCode !== null) byCode.set(area.dfeCode, area);
    byName.set(nameKey(area.name), area);
  }
  const { fixed } = mapping;
  if (fixed !== undefined) return () => ({ id: fixed, dispute: null });
  return (code, name) => {
    const coded = mapping.code === undefined ? undefined : byCode.get(code.toUpperCase());
    const named = mapping.name === undefined ? undefined : byName.get(nameKey(name));
    if (coded === undefined && named === undefined) return undefined;
    const agree = coded === named || mapping.code === undefined || mapping.name === undefined;
    if (agree) {
      const area = coded ?? named;
      return area === undefined ? undefined : { id: area.id, dispute: null };
    }
    const trusted = mapping.trust === 'name' ? named : coded;
    const believed = trusted ?? coded ?? named;
    if (believed === undefined) return undefined;
    const settled = mapping.trust !== undefined && trusted !== undefined;
    return { id: believed.id, dispute: { code, name, settled } };
  };
}

function nameKey(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}
