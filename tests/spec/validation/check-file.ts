import type { AcceptedCell } from '../../../src/submission/accepted-cell.ts';
import type { ByteSource } from '../../../src/submission/byte-source.ts';
import type { FigurePairs } from '../../../src/submission/earlier/store.ts';
import type { SheetFacts } from '../../../src/submission/workbook/sheet-facts.ts';
import type { CheckContext } from '../../../src/validation/context.ts';
import { changeOf } from '../../../src/validation/movement.ts';
import { type Validated, validate } from '../../../src/validation/validate.ts';
import { HACKNEY, vocabulary } from './small-vocabulary.ts';

export interface Checked extends Validated {
  readonly taken: readonly AcceptedCell[];
  readonly codes: readonly string[];
}

/** A sheet of which there is nothing to say. */
const SHEET: SheetFacts = {
  name: 'Return',
  hidden: false,
  others: [],
  hiddenRows: null,
  hiddenColumns: [],
  mergedHeader: null,
  merged: null,
  formulas: null,
  notWorkedOut: null,
  noise: null,
};

/** A file as bytes, in chunks as small as one likes. */
export function bytesOf(text: string | Buffer, chunk = 65_536): ByteSource {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  return async function* () {
    for (let from = 0; from < bytes.length; from += chunk) yield bytes.subarray(from, from + chunk);
  };
}

/** Checks a file of Hackney's, education, autumn term 2024, unless `terms` say otherwise. */
export async function checkFile(
  text: string | Buffer,
  terms: Partial<Omit<CheckContext, 'vocabulary'>> = {},
  /** The cells that were accepted for the autumn before. */
  accepted?: readonly AcceptedCell[],
  sheet: Partial<SheetFacts> | null = null,
): Promise<Checked> {
  const taken: AcceptedCell[] = [];
  const context: CheckContext = {
    vocabulary,
    domain: 'education',
    period: 'AY2024-25-T1',
    area: HACKNEY,
    layout: null,
    classification: null,
    asked: null,
    pupils: null,
    ...terms,
  };
  const validated = await validate({
    source: bytesOf(text),
    sheet: sheet === null ? null : { ...SHEET, ...sheet },
    context,
    take: async (cells) => {
      taken.push(...cells);
    },
    change: async () => (accepted === undefined ? null : changeOf([pairsOf(taken, accepted)], vocabulary)),
  });
  return { ...validated, taken, codes: validated.findings.map(({ code }) => code) };
}

/** Every cell of either side beside the other's: what Postgres sifts for the service. */
export function pairsOf(now: readonly AcceptedCell[], before: readonly AcceptedCell[]): FigurePairs {
  const place = ({ measure, group, sex, ageBand, category }: AcceptedCell) =>
    [measure, group, sex, ageBand, category].join(' ');
  const side = (cell: AcceptedCell | undefined) =>
    cell === undefined
      ? null
      : { numerator: cell.numerator.value, denominator: cell.denominator?.value ?? null };
  const [nows, befores] = [now, before].map((cells) => new Map(cells.map((cell) => [place(cell), cell])));
  const pairs = [...new Map([...(befores ?? []), ...(nows ?? [])])].map(([key, cell]) => ({
    ...cell,
    period: 'AY2023-24-T1',
    row: nows?.get(key)?.row ?? 0,
    now: side(nows?.get(key)),
    before: side(befores?.get(key)),
  }));
  const both = pairs.filter((pair) => pair.now !== null && pair.before !== null);
  const totals = both.filter(({ group, sex }) => group === 'all' && sex === 'all').length;
  return { pairs, compared: { totals, others: both.length - totals } };
}
