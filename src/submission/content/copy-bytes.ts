/**
 * Rows of Postgres's binary COPY format, written into one buffer. Of an array the first `size` values are written, by the
 * rules of `cell-block`.
 */
export interface CopyBytes {
  begin(): void;
  row(fields: number): void;
  uuid(value: string): void;
  int(value: number): void;
  text(value: string): void;
  ints(values: readonly number[], size: number): void;
  /** NaN for null. */
  doubles(values: readonly number[], size: number): void;
  booleans(values: readonly boolean[], size: number): void;
  texts(values: readonly (string | null)[], size: number): void;
  end(): void;
  /** What has been written since the last call; null for nothing. */
  taken(): Buffer | null;
}

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
/** The numbers by which Postgres knows these types in every database. */
const BOOL = 16;
const INT4 = 23;
const TEXT = 25;
const FLOAT8 = 701;
const NULL = -1;
/** The most that stands before an array's first element. */
const HEAD = 24;

export function createCopyBytes(): CopyBytes {
  let bytes = Buffer.allocUnsafe(256 * 1024);
  let view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  const need = (more: number) => {
    if (at + more <= bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(bytes.length * 2, at + more));
    bytes.copy(larger, 0, 0, at);
    bytes = larger;
    view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  };
  const int32 = (value: number) => {
    view.setInt32(at, value);
    at += 4;
  };
  /** A text of any length behind the number of its bytes. */
  const text = (value: string) => {
    need(4 + value.length * 3);
    const begin = at + 4;
    let end = begin;
    for (let index = 0; index < value.length; index += 1) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) {
        end = begin + bytes.write(value, begin, 'utf8');
        break;
      }
      bytes[end] = code;
      end += 1;
    }
    view.setInt32(at, end - begin);
    at = end;
  };
  /** The head of an array of one dimension, whose elements the caller writes; what follows of it is told to `close`. */
  const open = (type: number, length: number) => {
    const begin = at;
    at += 4;
    int32(length === 0 ? 0 : 1);
    int32(0);
    int32(type);
    if (length > 0) {
      int32(length);
      int32(1);
    }
    return begin;
  };
  const close = (begin: number, nulls: boolean) => {
    view.setInt32(begin, at - begin - 4);
    if (nulls) view.setInt32(begin + 8, 1);
  };
  return {
    begin() {
      need(SIGNATURE.length + 8);
      at += SIGNATURE.copy(bytes, at);
      int32(0);
      int32(0);
    },
    row(fields) {
      need(2);
      view.setInt16(at, fields);
      at += 2;
    },
    uuid(value) {
      need(20);
      int32(16);
      at += bytes.write(value.replaceAll('-', ''), at, 'hex');
    },
    int(value) {
      need(8);
      int32(4);
      int32(value);
    },
    text,
    ints(values, size) {
      const length = lengthOf(values, size, Number.NaN);
      need(HEAD + length * 8);
      const begin = open(INT4, length);
      for (let index = 0; index < length; index += 1) {
        view.setInt32(at, 4);
        view.setInt32(at + 4, values[index] ?? 0);
        at += 8;
      }
      close(begin, false);
    },
    doubles(values, size) {
      const length = lengthOf(values, size, Number.NaN);
      need(HEAD + length * 12);
      const begin = open(FLOAT8, length);
      let nulls = false;
      for (let index = 0; index < length; index += 1) {
        const value = values[index] ?? Number.NaN;
        if (Number.isNaN(value)) {
          nulls = true;
          int32(NULL);
          continue;
        }
        view.setInt32(at, 8);
        view.setFloat64(at + 4, value);
        at += 12;
      }
      close(begin, nulls);
    },
    booleans(values, size) {
      const length = lengthOf<boolean | null>(values, size, null);
      need(HEAD + length * 5);
      const begin = open(BOOL, length);
      for (let index = 0; index < length; index += 1) {
        view.setInt32(at, 1);
        bytes[at + 4] = values[index] === true ? 1 : 0;
        at += 5;
      }
      close(begin, false);
    },
    texts(values, size) {
      const length = lengthOf<string | null>(values, size, null);
      need(HEAD);
      const begin = open(TEXT, length);
      let nulls = false;
      for (let index = 0; index < length; index += 1) {
        const value = values[index] ?? null;
        if (value === null) {
          need(4);
          int32(NULL);
          nulls = true;
        } else text(value);
      }
      close(begin, nulls);
    },
    end() {
      need(2);
      view.setInt16(at, NULL);
      at += 2;
    },
    taken() {
      if (at === 0) return null;
      const copied = Buffer.from(bytes.subarray(0, at));
      at = 0;
      return copied;
    },
  };
}

/** How many elements an array is written with: one where all values are the same, and none where that one is `none`. */
function lengthOf<T>(values: readonly T[], size: number, none: T): number {
  const [first] = values;
  for (let index = 1; index < size; index += 1) if (!Object.is(values[index], first)) return size;
  return first === undefined || Object.is(first, none) ? 0 : 1;
}
