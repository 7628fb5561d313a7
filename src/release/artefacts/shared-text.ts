import { type DeflatedPiece, deflatePiece, type GzippedFile } from './frozen-file.ts';

const PIECE_BYTES = 1024 * 1024;

/** Files of one text format that share their lines: a line is compressed once, and stands in every file it is for. */
export interface SharedText {
  /** Adds a line to the files named; the same array for lines that follow each other into the same files. */
  write(names: readonly string[], line: string): Promise<void>;
  close(): Promise<void>;
}

export interface SharedTextOptions {
  readonly open: (name: string) => GzippedFile;
  /** What each file begins with. */
  readonly header: string;
}

export function openSharedText({ open, header }: SharedTextOptions): SharedText {
  const files = new Map<string, { readonly file: GzippedFile; rows: number }>();
  let names: readonly string[] = [];
  let lines: string[] = [];
  let length = 0;
  /** Being compressed while the next lines are made. */
  let compressing: { readonly names: readonly string[]; readonly piece: Promise<DeflatedPiece> } | undefined;

  async function fileOf(name: string) {
    const known = files.get(name);
    if (known !== undefined) return known;
    const opened = { file: open(name), rows: 0 };
    files.set(name, opened);
    if (header !== '') await opened.file.append(await deflatePiece(Buffer.from(header)));
    return opened;
  }

  async function settle(): Promise<void> {
    if (compressing === undefined) return;
    const piece = await compressing.piece;
    for (const name of compressing.names) await (await fileOf(name)).file.append(piece);
    compressing = undefined;
  }

  async function flush(): Promise<void> {
    await settle();
    if (lines.length === 0) return;
    for (const name of names) (await fileOf(name)).rows += lines.length;
    compressing = { names, piece: deflatePiece(Buffer.from(lines.join(''))) };
    lines = [];
    length = 0;
  }

  return {
    async write(to, line) {
      if (to !== names) {
        await flush();
        names = to;
      }
      lines.push(line);
      length += line.length;
      if (length >= PIECE_BYTES) await flush();
    },
    async close() {
      await flush();
      await settle();
      for (const { file, rows } of files.values()) await file.close(rows);
    },
  };
}
