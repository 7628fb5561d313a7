import type { DraftCell } from '../submission/draft.ts';

/** Whether a row, of whose measure nothing is known, says nothing of what it is of: a subtotal, or a note below the table. */
export function isStray({ period, area, group }: Pick<DraftCell, 'period' | 'area' | 'group'>): boolean {
  return period === '' && area === '' && group === '';
}
