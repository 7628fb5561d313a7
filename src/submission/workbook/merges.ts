import { columnOf } from '../../platform/workbook/column-name.ts';

/** Cells that a sheet shows as one: what they say stands in the first. Rows from 1, columns from 0, all included. */
export interface Merge {
  readonly fromRow: number;
  readonly toRow: number;
  readonly fromColumn: number;
  readonly toColumn: number;
}

/** From `A1:B2`. */
export function readMerge(reference: string): Merge {
  const [first = '', last = ''] = reference.split(':');
  return { fromRow: rowOf(first), toRow: rowOf(last), fromColumn: columnOf(first), toColumn: columnOf(last) };
}

function rowOf(reference: string): number {
  return Number(reference.replace(/^[A-Z]+/, ''));
}

export interface FilledRow {
  readonly texts: readonly string[];
  /** The columns in which a text from further up was put. */
  readonly filled: readonly number[];
}

/**
 * Gives each row the texts that merged cells show in it, column by column: of a merge that spans rows the text is that of
 * each row, and stands in its first column. `takes` says whether a column's text may be read more than once. Rows come from
 * the top, those in which nothing stands left out.
 */
export function mergeFiller(merges: readonly Merge[], takes: (column: number) => boolean) {
  const tall = merges.filter(({ fromRow, toRow }) => toRow > fromRow).sort((a, b) => a.fromRow - b.fromRow);
  let next = 0;
  let under: { readonly merge: Merge; readonly text: string }[] = [];
  return (row: number, texts: readonly string[]): FilledRow => {
    for (let merge = tall[next]; merge !== undefined && merge.fromRow <= row; merge = tall[next]) {
      next += 1;
      const text = merge.fromRow === row ? (texts[merge.fromColumn] ?? '') : '';
      if (text !== '') under.push({ merge, text });
    }
    under = under.filter(({ merge }) => merge.toRow >= row);
    const due = under.filter(
      ({ merge }) => merge.fromRow < row && (texts[merge.fromColumn] ?? '') === '' && takes(merge.fromColumn),
    );
    if (due.length === 0) return { texts, filled: [] };
    const full = [...texts];
    for (const { merge, text } of due) {
      while (full.length <= merge.fromColumn) full.push('');
      full[merge.fromColumn] = text;
    }
    return { texts: full, filled: due.map(({ merge }) => merge.fromColumn) };
  };
}
