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

interface ArrayForm<T> {
  readonly type: number;
  /** What stands for null. */
  readonly none: T;
  /** The most bytes that an element takes; 0 where it sees to its room itself. */
  readonly widest: number;
  /** So many of the values, from the first. */
  readonly size: number;
}

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
  /** An array of one dimension; `element` writes each of its elements, of which null is none. */
  const array = <T>(
    { type, none, widest, size }: ArrayForm<T>,
    values: readonly T[],
    element: (value: T) => void,
  ) => {
    const [first] = values;
    let same = true;
    for (let index = 1; same && index < size; index += 1) same = Object.is(values[index], first);
    const length = !same ? size : first === undefined || Object.is(first, none) ? 0 : 1;
    need(24 + length * widest);
    const begin = at;
    at += 4;
    int32(length === 0 ? 0 : 1);
    const nulls = at;
    int32(0);
    int32(type);
    if (length > 0) {
      int32(length);
      int32(1);
    }
    for (let index = 0; index < length; index += 1) {
      const value = values[index];
      if (value === undefined) continue;
      if (Object.is(value, none)) {
        need(4);
        int32(NULL);
        view.setInt32(nulls, 1);
      } else element(value);
    }
    view.setInt32(begin, at - begin - 4);
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
    ints: (values, size) =>
      array({ type: INT4, none: Number.NaN, widest: 8, size }, values, (value) => {
        int32(4);
        int32(value);
      }),
    doubles: (values, size) =>
      array({ type: FLOAT8, none: Number.NaN, widest: 12, size }, values, (value) => {
        int32(8);
        view.setFloat64(at, value);
        at += 8;
      }),
    booleans: (values, size) =>
      array<boolean | null>({ type: BOOL, none: null, widest: 5, size }, values, (value) => {
        int32(1);
        bytes[at] = value ? 1 : 0;
        at += 1;
      }),
    texts: (values, size) =>
      array<string | null>({ type: TEXT, none: null, widest: 0, size }, values, (value) => text(value ?? '')),
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
