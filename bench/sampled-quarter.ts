import { FEWEST_CELLS } from '../src/disclosure/plan.ts';
import { DEFAULT_POLICY } from '../src/disclosure/policy.ts';
import { seeded } from '../src/disclosure/random.ts';
import { marginsOf, type Quarter, quarterTable } from '../tests/support/quarter.ts';

/** So many children, drawn from the published quarter's places by its own shares; as many as it has are itself. */
export function sampled({ counts }: Quarter, children: number, seed?: number): ReadonlyMap<string, number> {
  const places = [...counts.v1].filter(([, count]) => count > 0);
  const upTo: number[] = [];
  let all = 0;
  for (const [, count] of places) {
    all += count;
    upTo.push(all);
  }
  if (children === all && seed === undefined) return counts.v1;
  const random = seeded(seed ?? children);
  const drawn = new Map<string, number>();
  for (let child = 0; child < children; child += 1) {
    const ticket = random() * all;
    let [low, high] = [0, places.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] ?? 0) > ticket) high = middle;
      else low = middle + 1;
    }
    const place = places[low]?.[0] ?? '';
    drawn.set(place, (drawn.get(place) ?? 0) + 1);
  }
  return drawn;
}

const GATES = {
  LA: DEFAULT_POLICY.gates.authority,
  SR: DEFAULT_POLICY.gates['sub-region'],
  LON: DEFAULT_POLICY.gates.region,
} as const;
const ETHNICITIES = ['', 'eth6', 'eth19'];
const RESTS = ['', ' sex', ' age', ' sex age'];

/** The release plan, as `planOf` makes it of cells. */
export function openMargins(quarter: Quarter, counts: ReadonlyMap<string, number>): ReadonlySet<string> {
  const levels = ['LA', 'SR', 'LON'] as const;
  const margins = levels.flatMap((level) =>
    ETHNICITIES.flatMap((ethnicity) => RESTS.map((rest) => ({ level, ethnicity, rest }))),
  );
  const nameOf = ({ level, ethnicity, rest }: (typeof margins)[number]) => `${level} ${ethnicity}${rest}`;
  const { variables } = quarterTable(quarter, counts, new Set(margins.map(nameOf)));
  const seen = new Map<string, { there: number; small: number }>();
  for (const { name, value, primary } of variables) {
    if (value === 0) continue;
    for (const margin of marginsOf(name.split('|'))) {
      const own = seen.get(margin) ?? { there: 0, small: 0 };
      seen.set(margin, own);
      own.there += 1;
      if (primary) own.small += 1;
    }
  }
  const gated = (margin: (typeof margins)[number]) => {
    const own = seen.get(nameOf(margin));
    if (own === undefined || own.there < FEWEST_CELLS || nameOf(margin).endsWith(' ')) return false;
    return own.small / own.there > GATES[margin.level];
  };
  const within = (coarse: (typeof margins)[number], fine: (typeof margins)[number]) =>
    coarse.level === fine.level &&
    ETHNICITIES.indexOf(coarse.ethnicity) <= ETHNICITIES.indexOf(fine.ethnicity) &&
    coarse.rest.split(' ').every((part) => fine.rest.split(' ').includes(part));
  const closed = margins.filter(gated);
  return new Set(margins.filter((margin) => !closed.some((coarse) => within(coarse, margin))).map(nameOf));
}
