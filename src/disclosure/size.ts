import type { LinkedTable } from './linked-table.ts';

/** Counts shown, zeros apart, beyond which a table takes long: a quarter of ten thousand children has twice as many. */
const MANY = 1200;

/** Whether a table is so large that the last tenths of a point of its price are not worth their time. */
export function isLarge({ variables }: LinkedTable): boolean {
  return variables.filter(({ published, value }) => published && value > 0).length > MANY;
}
