/** A file's bytes, which may be read as often as needed: each call begins at the first byte. */
export type ByteSource = () => AsyncIterable<Buffer>;
