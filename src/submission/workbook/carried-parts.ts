import { posix } from 'node:path';
import { Problem } from '../../problem.ts';

/** Read and searched as XML. */
const SEARCHED = /\.(?:xml|rels|vml|svg|psmdcp)$/i;
/** Nothing can be found in them: pictures, what a printer wants to know, the mark of a signature. */
const HARMLESS = /\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|ico|wdp|sigs)$|(?:^|\/)printersettings\/[^/]+\.bin$/i;
const FOLDERS = /(?:^|\/)(?:embeddings|activex)\//i;

export function isSearched(name: string): boolean {
  return SEARCHED.test(name);
}

/**
 * Throws `unsupported-workbook` for a workbook that carries what is not looked into: another document put in it, a data
 * model, a program. A list of children may lie in any of them.
 */
export function refuseCarried(names: readonly string[]): void {
  const carried = names.find(
    (name) => FOLDERS.test(name) || !(name.endsWith('/') || isSearched(name) || HARMLESS.test(name)),
  );
  if (carried === undefined) return;
  const kind = FOLDERS.test(carried)
    ? 'another document or a control is embedded in it'
    : `it carries a part of the kind '${posix.extname(carried).slice(0, 12)}'`;
  throw new Problem(
    'unsupported-workbook',
    `Something is in the workbook that we do not look into: ${kind}. Copy the table, values only, to a new workbook.`,
  );
}
