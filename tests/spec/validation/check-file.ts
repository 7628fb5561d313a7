import type { AcceptedCell } from '../../../src/submission/accepted-cell.ts';
import type { ByteSource } from '../../../src/submission/byte-source.ts';
import type { CheckContext } from '../../../src/validation/context.ts';
import { type Validated, validate } from '../../../src/validation/validate.ts';
import { HACKNEY, vocabulary } from './small-vocabulary.ts';

export interface Checked extends Validated {
  readonly taken: readonly AcceptedCell[];
  readonly codes: readonly string[];
}

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
    ...terms,
  };
  const validated = await validate({
    source: bytesOf(text),
    context,
    take: async (cells) => {
      taken.push(...cells);
    },
  });
  return { ...validated, taken, codes: validated.findings.map(({ code }) => code) };
}
