import type { OnTuple } from './copy-reader.ts';

// Message types of the frontend/backend protocol 3.0 (PostgreSQL documentation, "Message Formats").
const COPY_DATA = 0x64;
const COPY_OUT = 0x48;
const DATA_ROW = 0x44;
const ERROR = 0x45;
const READY = 0x5a;
const TYPE_AND_LENGTH = 5;
// Signature, flags, length of the header extension (PostgreSQL documentation, "COPY": Binary Format).
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const FILE_HEADER = SIGNATURE.length + 8;
const OWN_BUFFER = 256 * 1024;

/** Takes what comes from the server apart. */
export type CopyFrames = {
  /** True when the server is ready for the next query. */
  readonly take: (chunk: Buffer) => boolean;
  /** SQLSTATE of the error that the server reported; its message is left behind, it may quote values. */
  readonly sqlState: () => string | null;
};

/**
 * Collects the server's messages in one buffer and finds the tuples in them; the server sends one tuple in a CopyData
 * message.
 *
 * @param onTuple - for each of the copies, in order; the rows of cursors go to the first
 * @param input - where messages are laid; a buffer of its own when null
 * @param onFlush - called before bytes are overwritten, and at the end
 */
export function copyFrames(
  onTuple: readonly OnTuple[],
  input: Buffer | null,
  onFlush: () => void,
): CopyFrames {
  const buffer = input ?? Buffer.allocUnsafeSlow(OWN_BUFFER);
  let filled = 0;
  let at = 0;
  /** A message larger than the buffer. */
  let large: Buffer | null = null;
  let largeFilled = 0;
  let copy = -1;
  let first = true;
  let state: string | null = null;
  let ready = false;

  const tuple = (bytes: Buffer, from: number, end: number): void => {
    let begin = from;
    if (first) {
      first = false;
      if (end - begin < FILE_HEADER || !bytes.subarray(begin, begin + SIGNATURE.length).equals(SIGNATURE))
        throw new Error('no binary COPY header');
      begin += FILE_HEADER + bytes.readInt32BE(begin + SIGNATURE.length + 4);
    }
    // An empty remainder is the header alone; a count of −1 ends the data.
    if (end - begin < 2 || (bytes[begin] === 0xff && bytes[begin + 1] === 0xff)) return;
    onTuple[copy]?.(bytes, begin, end);
  };
  const message = (bytes: Buffer, from: number, end: number): void => {
    const type = bytes[from];
    if (type === COPY_DATA) tuple(bytes, from + TYPE_AND_LENGTH, end);
    // A row of a binary cursor lies in its message as a row of a binary COPY does: count, then length and bytes of each field.
    else if (type === DATA_ROW) onTuple[0]?.(bytes, from + TYPE_AND_LENGTH, end);
    else if (type === COPY_OUT) {
      copy++;
      first = true;
    } else if (type === ERROR) state = sqlStateOf(bytes.subarray(from + TYPE_AND_LENGTH, end));
    else if (type === READY) ready = true;
  };
  const lengthAt = (offset: number): number => {
    const length = buffer.readInt32BE(offset);
    if (length < 4) throw new Error('not a message of the protocol');
    return length;
  };
  const walk = (): void => {
    while (at + TYPE_AND_LENGTH <= filled) {
      const end = at + 1 + lengthAt(at + 1);
      if (end > filled) return;
      message(buffer, at, end);
      at = end;
    }
  };
  /** Makes room at the end of the buffer. */
  const shift = (): void => {
    onFlush();
    buffer.copyWithin(0, at, filled);
    filled -= at;
    at = 0;
    if (filled < buffer.length) return;
    large = Buffer.allocUnsafeSlow(1 + lengthAt(1));
    buffer.copy(large);
    largeFilled = filled;
    filled = 0;
  };
  const takeLarge = (whole: Buffer, chunk: Buffer, offset: number): number => {
    const count = chunk.copy(whole, largeFilled, offset);
    largeFilled += count;
    if (largeFilled < whole.length) return count;
    large = null;
    message(whole, 0, whole.length);
    return count;
  };

  const nextAnswer = (): void => {
    ready = false;
  };
  return {
    take: (chunk) => {
      nextAnswer();
      for (let offset = 0; offset < chunk.length;) {
        if (large !== null) {
          offset += takeLarge(large, chunk, offset);
          continue;
        }
        const count = chunk.copy(buffer, filled, offset);
        filled += count;
        offset += count;
        walk();
        if (filled === buffer.length) shift();
      }
      if (ready) onFlush();
      return ready;
    },
    sqlState: () => state,
  };
}

const sqlStateOf = (fields: Buffer): string =>
  fields
    .toString('latin1')
    .split('\0')
    .find((field) => field.startsWith('C'))
    ?.slice(1) ?? 'XX000';

/** Reads fields of a tuple in order: each call gives where the next field's bytes lie, or null for NULL. */
export function fieldReader(bytes: Buffer, start: number): () => { from: number; to: number } | null {
  let at = start + 2;
  return () => {
    const length = bytes.readInt32BE(at);
    at += 4;
    if (length === -1) return null;
    const field = { from: at, to: at + length };
    at += length;
    return field;
  };
}
