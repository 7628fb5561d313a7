import { columnOf } from '../../platform/workbook/column-name.ts';
import type { HeaderTest } from '../survey.ts';
import { MOST_COLUMNS } from './limits.ts';
import type { Parts } from './parts.ts';
import { watchForPeople } from './people-watch.ts';
import { attribute, scanXml } from './scan-xml.ts';

/** What remembers the cells of tables that may stand nowhere in the workbook any more. */
const MEMORIES: readonly (readonly [part: RegExp, where: string])[] = [
  [/(?:^|\/)pivotCache\/[^/]+\.xml$/i, 'In what a pivot table remembers'],
  [/(?:^|\/)charts\/[^/]+\.xml$/i, 'In what a chart remembers'],
  [/(?:^|\/)externalLinks\/[^/]+\.xml$/i, 'In what a link to another workbook remembers'],
];
/** As many of a column as the watch for records looks at. */
const SAMPLE = 200;

/** Throws `records-of-children` where a list of people is remembered by a pivot table, a chart or a link. */
export async function searchRemembered(parts: Parts, isHeader: HeaderTest): Promise<void> {
  for (const name of parts.names) {
    const where = MEMORIES.find(([part]) => part.test(name))?.[1];
    if (where === undefined) continue;
    const { header, columns } = await columnsOf(parts, name);
    const watch = watchForPeople(where, isHeader);
    watch.row(header);
    const longest = Math.max(0, ...columns.map((values) => values?.length ?? 0));
    for (let at = 0; at < longest; at += 1) watch.row(columns.map((values) => values?.[at] ?? ''));
    watch.end();
  }
}

/** The first values of each column, whatever it is a column of; `header` has the names of a pivot table's fields. */
async function columnsOf(parts: Parts, name: string) {
  const header: string[] = [];
  const columns: string[][] = [];
  let at = -1;
  let records = false;
  let text: string | undefined;
  const put = (value: string) => {
    if (at < 0 || at >= MOST_COLUMNS) return;
    while (columns.length <= at) columns.push([]);
    const values = columns[at];
    if (values !== undefined && values.length < SAMPLE) values.push(value);
  };
  await scanXml(parts.read(name), {
    open(element, attributes) {
      if (element === 'cacheField') {
        at += 1;
        if (at < MOST_COLUMNS) header[at] = attribute(attributes, 'name') ?? '';
      } else if (element === 'strCache' || element === 'numCache') at += 1;
      else if (element === 'cell') at = columnOf(attribute(attributes, 'r') ?? '');
      else if (element === 'pivotCacheRecords') records = true;
      else if (element === 'r' && records) at = -1;
      else if (element === 'v') text = '';
      else if (PIVOT_ITEMS.has(element)) {
        // In a record each item is the next field's; in a field's list all are its own.
        if (records) at += 1;
        const value = attribute(attributes, 'v');
        if (value !== undefined && element !== 'x') put(value);
      }
    },
    text(more) {
      if (text !== undefined && text.length < SAMPLE) text += more;
    },
    close(element) {
      if (element !== 'v' || text === undefined) return;
      put(text);
      text = undefined;
    },
  });
  return { header, columns };
}

const PIVOT_ITEMS: ReadonlySet<string> = new Set(['s', 'n', 'd', 'b', 'e', 'm', 'x']);
