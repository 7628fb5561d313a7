import { writeSync } from 'node:fs';
import { Problem } from '../../problem.ts';

const AT_ONCE = 256 * 1024;

export interface TableLines {
  /** A row, with at least so many fields as the width says. Rows come from the top. */
  write(row: number, texts: readonly string[], width: number): void;
  end(): void;
}

/** Writes fields to a file, each row on the line of its number. Throws `workbook-too-large` beyond the limit. */
export function tableLines(to: number, mostBytes: number): TableLines {
  let line = 1;
  let text = '';
  let written = 0;
  const flush = () => {
    const bytes = Buffer.from(text);
    text = '';
    if (written + bytes.length > mostBytes) {
      throw new Problem('workbook-too-large', 'Written out, the table is larger than the service takes.');
    }
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(to, bytes, done, bytes.length - done, written + done);
    }
    written += bytes.length;
  };
  return {
    write(row: number, texts: readonly string[], width: number) {
      text += '\n'.repeat(row - line);
      line = row;
      const missing = width - texts.length;
      text += texts.map(field).join('\t') + (missing > 0 ? '\t'.repeat(missing) : '');
      if (text.length >= AT_ONCE) flush();
    },
    end() {
      text += '\n';
      flush();
    },
  };
}

function field(text: string): string {
  return text.includes('"') ? `"${text.replaceAll('"', '""')}"` : text;
}
