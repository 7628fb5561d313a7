import type { LinkedTable, Variable } from '../../src/disclosure/linked-table.ts';

/** Boroughs × groups with totals over both: the counts row by row. */
export function grid(counts: readonly (readonly number[])[]): LinkedTable {
  const variables: Variable[] = [];
  const add = (name: string, value: number, owner: string | null) => {
    const primary = value >= 1 && value < 6;
    variables.push({
      name,
      value,
      primary,
      upTo: 6,
      weight: (1 + Math.log2(1 + value)) * (owner === null ? 4 : 1),
      published: true,
      owner,
      unknown: false,
    });
    return variables.length - 1;
  };
  const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);
  const cells = counts.map((row, r) => row.map((value, c) => add(`${r}.${c}`, value, `LA${r}`)));
  const rows = counts.map((row, r) => add(`${r}.all`, sum(row), `LA${r}`));
  const columns = (counts[0] ?? []).map((_, c) =>
    add(`London.${c}`, sum(counts.map((row) => row[c] ?? 0)), null),
  );
  const all = add('London.all', sum(counts.flat()), null);
  const equations = [
    ...cells.map((parts, r) => ({ total: rows[r] ?? 0, parts })),
    ...columns.map((total, c) => ({ total, parts: cells.map((row) => row[c] ?? 0) })),
    { total: all, parts: rows },
    { total: all, parts: columns },
  ];
  return { variables, equations };
}

export const authoritiesOf = ({ variables }: LinkedTable) => [
  ...new Set(variables.flatMap(({ owner }) => (owner === null ? [] : [owner]))),
];
