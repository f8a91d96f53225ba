import { Fault } from '../../base/fault.ts';
import { databaseFault } from './answers.ts';
import type { Connected } from './connect.ts';

// Message types of the frontend/backend protocol 3.0 (PostgreSQL documentation, "Message Formats").
const COPY_DATA = 0x64;
const ERROR = 0x45;
const READY = 0x5a;
const TYPE_AND_LENGTH = 5;
/** "PGCOPY\n\xff\r\n\0", flags, length of the header extension. */
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const FILE_HEADER = SIGNATURE.length + 8;

/** Gets one row: the tuple lies in `bytes` from `start` to `end`; the bytes are only valid during the call. */
export type OnTuple = (bytes: Buffer, start: number, end: number) => void;

/**
 * Runs `COPY (…) TO STDOUT (FORMAT binary)` and hands out each tuple where it lies in the socket's buffer, without
 * copying it. The server sends one tuple in a CopyData message.
 *
 * @throws Fault `database-…`; whatever `onTuple` throws ends the connection and is passed on
 */
export async function copyTuples(client: Connected, query: string, onTuple: OnTuple): Promise<void> {
  const { stream } = client.connection;
  const parsers = stream.listeners('data') as ((chunk: Buffer) => void)[];
  for (const parser of parsers) stream.off('data', parser);
  let rest: Buffer | null = null;
  let first = true;
  let failure: unknown;

  const tuple = (bytes: Buffer, from: number, end: number): void => {
    let start = from;
    if (first) {
      first = false;
      if (end - start < FILE_HEADER || !bytes.subarray(start, start + SIGNATURE.length).equals(SIGNATURE))
        throw new Error('no binary COPY header');
      start += FILE_HEADER + bytes.readInt32BE(start + SIGNATURE.length + 4);
    }
    // An empty remainder is the header alone; a count of −1 ends the data.
    if (end - start < 2 || bytes.readInt16BE(start) === -1) return;
    onTuple(bytes, start, end);
  };
  /** True when the server is ready for the next query. */
  const consume = (chunk: Buffer): boolean => {
    const bytes = rest === null ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    while (at + TYPE_AND_LENGTH <= bytes.length) {
      const end = at + 1 + bytes.readInt32BE(at + 1);
      if (end > bytes.length) break;
      const type = bytes[at];
      if (type === COPY_DATA) tuple(bytes, at + TYPE_AND_LENGTH, end);
      else if (type === ERROR) failure = serverError(bytes.subarray(at + TYPE_AND_LENGTH, end));
      else if (type === READY) return true;
      at = end;
    }
    rest = at === bytes.length ? null : Buffer.from(bytes.subarray(at));
    return false;
  };

  try {
    await new Promise<void>((resolve, reject) => {
      const stop = (): void => {
        stream.off('data', onData);
        stream.off('close', onClose);
        stream.off('error', onClose);
      };
      const onClose = (): void => {
        stop();
        reject(
          new Fault(
            'database-connection-lost',
            'The connection to the database was lost.',
            'Nothing was changed. Start again when the database is back.',
          ),
        );
      };
      const onData = (chunk: Buffer): void => {
        try {
          if (!consume(chunk)) return;
          stop();
          resolve();
        } catch (error) {
          stop();
          // The rest of the answer is still on its way: this connection cannot be used again.
          stream.destroy();
          reject(error instanceof Error ? error : new Error('reading failed'));
        }
      };
      if (stream.destroyed) {
        onClose();
        return;
      }
      stream.on('data', onData);
      stream.once('close', onClose);
      stream.once('error', onClose);
      client.connection.query(`copy (${query}) to stdout (format binary)`);
    });
  } finally {
    for (const parser of parsers) stream.on('data', parser);
  }
  if (failure !== undefined) throw databaseFault(failure);
}

/** SQLSTATE of an ErrorResponse; the message is left behind, it may quote values. */
function serverError(fields: Buffer): Error {
  const code = fields
    .toString('latin1')
    .split('\0')
    .find((field) => field.startsWith('C'))
    ?.slice(1);
  return Object.assign(new Error('server error'), { code: code ?? 'XX000' });
}

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
