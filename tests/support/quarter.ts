import { readFile } from 'node:fs/promises';
import { type Dimension, type Lattice, lattice } from './lattice.ts';

const FIXTURES = 'tests/fixtures/disclosure';

interface Spec {
  readonly dims: Readonly<
    Record<
      string,
      {
        readonly leaves: readonly string[];
        readonly nodes: Readonly<Record<string, readonly string[]>>;
        readonly total: string;
      }
    >
  >;
  readonly margins_released: readonly string[];
}

export interface Quarter {
  readonly spec: Spec;
  readonly dimensions: readonly Dimension[];
  /** `v1` or `v2` → leaf place → count. */
  readonly counts: Readonly<Record<'v1' | 'v2', ReadonlyMap<string, number>>>;
  readonly list: (name: string) => Promise<ReadonlySet<string>>;
}

/** v30 and v31: one synthetic quarter of one measure in two versions, with the patterns that were chosen for them. */
export async function readQuarter(): Promise<Quarter> {
  const spec: Spec = JSON.parse(await readFile(`${FIXTURES}/v30_v31_spec.json`, 'utf8'));
  const lines = (await readFile(`${FIXTURES}/v30_v31_leaves.csv`, 'utf8')).trim().split('\n').slice(1);
  const counts = { v1: new Map<string, number>(), v2: new Map<string, number>() };
  for (const line of lines) {
    const fields = line.split(',');
    const place = fields.slice(0, 4).join('|');
    counts.v1.set(place, Number(fields[4]));
    counts.v2.set(place, Number(fields[5]));
  }
  return {
    spec,
    dimensions: LONDON_DIMENSIONS(spec),
    counts,
    list: async (name) => new Set<string>(JSON.parse(await readFile(`${FIXTURES}/${name}.json`, 'utf8'))),
  };
}

/** What each total is directly the sum of: London of its sub-regions, and of Inner with Outer; all groups of the six. */
function LONDON_DIMENSIONS({ dims }: Spec): readonly Dimension[] {
  const geo = dims.geo;
  const eth = dims.eth;
  if (geo === undefined || eth === undefined) throw new Error('The specification has no areas or groups');
  const among = (prefix: string) => Object.keys(geo.nodes).filter((node) => node.startsWith(prefix));
  const geoSums = new Map<string, readonly (readonly string[])[]>();
  for (const node of [...among('SR_'), ...among('IO_')]) geoSums.set(node, [geo.nodes[node] ?? []]);
  geoSums.set('LON', [among('SR_'), among('IO_')]);
  const main = ['WH', 'MX', 'AS', 'BL'];
  const ethSums = new Map(main.map((node) => [node, [eth.nodes[node] ?? []]]));
  ethSums.set(eth.total, [[...main, 'OOTH', 'UNKN']]);
  const flat = (name: string): Dimension => {
    const dimension = dims[name];
    if (dimension === undefined) throw new Error(`The specification has no ${name}`);
    return { leaves: dimension.leaves, sums: new Map([[dimension.total, [dimension.leaves]]]) };
  };
  return [
    { leaves: geo.leaves, sums: geoSums },
    { leaves: eth.leaves, sums: ethSums },
    flat('sex'),
    flat('age'),
  ];
}

export function levelOf(node: string): 'LA' | 'SR' | 'LON' {
  if (node === 'LON') return 'LON';
  return node.startsWith('SR_') || node.startsWith('IO_') ? 'SR' : 'LA';
}

/** A margin as the specification names it: `LA eth19 sex`; several for a group that is on two levels. */
export function marginsOf([geo = '', eth = '', sex = '', age = '']: readonly string[]): readonly string[] {
  const groups = ['WH', 'MX', 'AS', 'BL'];
  let levels = ['eth19'];
  if (eth === 'ETH_T') levels = [''];
  else if (groups.includes(eth)) levels = ['eth6'];
  else if (eth === 'OOTH' || eth === 'UNKN') levels = ['eth6', 'eth19'];
  const rest = `${sex === 'SEX_T' ? '' : ' sex'}${age === 'AGE_T' ? '' : ' age'}`;
  return levels.map((level) => `${levelOf(geo)} ${level}${rest}`);
}

/** What it costs to withhold a cell: much for totals over groups and for London. */
export function weightOf([geo = '', eth = '', sex = '', age = '']: readonly string[], value: number): number {
  const depth = Number(eth !== 'ETH_T') + Number(sex !== 'SEX_T') + Number(age !== 'AGE_T');
  const reach = { LA: 1, SR: 1.5, LON: 4 }[levelOf(geo)];
  return (value === 0 ? 0.5 : 1 + Math.log2(1 + value)) * ([1000, 3, 1.5, 1][depth] ?? 1) * reach;
}

export function quarterTable(
  { spec, dimensions }: Quarter,
  counts: ReadonlyMap<string, number>,
  margins: ReadonlySet<string> = new Set(spec.margins_released),
): Lattice {
  const la = new Set(dimensions[0]?.leaves);
  return lattice({
    dimensions,
    counts,
    threshold: 6,
    planned: (nodes) => marginsOf(nodes).some((margin) => margins.has(margin)),
    exempt: ([, eth, sex]) => eth === 'UNKN' || sex === 'U',
    owner: ([geo = '']) => (la.has(geo) ? geo : null),
    weight: weightOf,
  });
}
