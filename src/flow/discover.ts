import { Problem } from '../problem.ts';
import type { PlaceRows } from '../release/artefacts/ranges.ts';
import type { ReleaseFacts, ReleaseReader } from '../release/read.ts';
import type { Area } from '../vocabulary/area.ts';
import { DOMAINS, type Domain } from '../vocabulary/measure.ts';
import { comparePeriods } from '../vocabulary/period.ts';
import { boundedCache } from './bounded-cache.ts';

export { DESCRIPTION, LICENCE, PUBLISHER, TITLE } from '../release/artefacts/about.ts';

/** What an authority has of a domain and period in a release, and what it has not that others have. */
export interface CoverageEntry {
  readonly domain: Domain;
  readonly period: string;
  readonly area: Area;
  readonly has: readonly string[];
  readonly missing: readonly string[];
}

/** What a release holds, for whoever looks for figures before asking for them. */
export interface Discover {
  /** Authority by authority; by domain, and the newest period first. Throws `not-found` for a release without its index. */
  coverage(release: ReleaseFacts): Promise<readonly CoverageEntry[]>;
}

/** Of how many releases it is kept what they hold. */
const KEPT = 4;

export function createDiscover({
  reader,
  rowsByPlace,
}: {
  readonly reader: ReleaseReader;
  readonly rowsByPlace: (releaseId: number) => Promise<readonly PlaceRows[]>;
}): Discover {
  const held = boundedCache<readonly CoverageEntry[]>(KEPT);
  return {
    async coverage(release) {
      const known = held.get(release.version);
      if (known !== undefined) return known;
      const vocabulary = await reader.vocabulary(release.edition);
      const areas = new Set(vocabulary.authorities.map(({ id }) => id));
      const byPeriod = new Map<string, Map<string, Set<string>>>();
      const rows = await rowsByPlace(release.id);
      const files = await reader.artefacts(release.id);
      const whole = files.find(({ name, format }) => name === 'all' && format === 'csv');
      if (rows.length === 0 && whole !== undefined && whole.rowCount > 0)
        throw new Problem('not-found', `Release ${release.version} was made before its files had an index.`);
      for (const { measure, period, area } of rows) {
        const domain = vocabulary.measure.get(measure)?.domain;
        if (domain === undefined || !areas.has(area)) continue;
        const measures = entry(byPeriod, `${domain} ${period}`, () => new Map<string, Set<string>>());
        entry(measures, measure, () => new Set<string>()).add(area);
      }
      const made = [...byPeriod].flatMap(([key, measures]) => {
        const [name, period = ''] = key.split(' ');
        const ids = [...measures.keys()].toSorted();
        return vocabulary.authorities.flatMap((area): CoverageEntry[] => {
          const has = ids.filter((id) => measures.get(id)?.has(area.id));
          const domain = vocabulary.measure.get(ids[0] ?? '')?.domain;
          if (domain === undefined || domain !== name) return [];
          return [{ domain, period, area, has, missing: ids.filter((id) => !has.includes(id)) }];
        });
      });
      made.sort(
        (one, other) =>
          DOMAINS.indexOf(one.domain) - DOMAINS.indexOf(other.domain) ||
          comparePeriods(other.period, one.period),
      );
      held.set(release.version, made, 1);
      return made;
    },
  };
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
