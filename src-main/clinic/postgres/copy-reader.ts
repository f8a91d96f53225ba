import { databaseFault } from './answers.ts';
import type { Connected } from './connect.ts';
import { copyFrames } from './copy-frames.ts';
import { exchange, type Message } from './exchange.ts';

/** Gets one row: the tuple lies in `bytes` from `start` to `end`; the bytes stay as they are until the next flush. */
export type OnTuple = (bytes: Buffer, start: number, end: number) => void;

/** A `COPY (query) TO STDOUT (FORMAT binary)`. */
export type Copy = { readonly query: string; readonly onTuple: OnTuple };

export type CopyOptions = {
  /** Where the bytes are laid; tuples that are larger come in a buffer of their own. */
  readonly input?: Buffer | null;
  /** The bytes handed out since the last time are about to be overwritten. */
  readonly onFlush?: () => void;
  /** Share of the time, above 0 to 1, in which to read. Below 1 the client must be in a transaction. */
  readonly duty?: number;
};

/**
 * Runs copies one after the other and hands out each tuple. They go to the server in one message, so that it goes on
 * with the next one by itself. At a part of the time they are read in pieces instead; see {@link readInPieces}.
 *
 * @throws Fault `database-…`; whatever a callback throws ends the connection and is passed on
 */
export async function runCopies(
  client: Connected,
  copies: readonly Copy[],
  { input = null, onFlush = () => undefined, duty = 1 }: CopyOptions = {},
): Promise<void> {
  if (duty < 1) {
    for (const copy of copies) await readInPieces(client, copy, { input, onFlush, duty });
    return;
  }
  const frames = copyFrames(
    copies.map((copy) => copy.onTuple),
    input,
    onFlush,
  );
  const text = copies.map(({ query }) => `copy (${query}) to stdout (format binary)`).join('; ');
  let sent = false;
  await exchange(client, frames.take, () => {
    if (sent) return null;
    sent = true;
    return { text, after: 0 };
  });
  told(frames.sqlState());
}

/** Runs one copy. */
export const copyTuples = (client: Connected, query: string, onTuple: OnTuple): Promise<void> =>
  runCopies(client, [{ query, onTuple }]);

/** How long one piece may keep server and reader busy, in milliseconds: about as long as a read of the clinic's own. */
const PIECE_MS = 4;
const FEWEST_ROWS = 512;
const MOST_ROWS = 4096;

/**
 * Reads piece by piece from a cursor and rests behind each. A COPY that is taken slowly is no such thing: the server
 * works ahead until megabytes wait on the way, beside the reader and the clinic.
 */
async function readInPieces(
  client: Connected,
  { query, onTuple }: Copy,
  { input, onFlush, duty }: Required<CopyOptions>,
): Promise<void> {
  let came = 0;
  let rows = FEWEST_ROWS;
  let sentAt = 0;
  let state: 'begin' | 'read' | 'end' = 'begin';
  const frames = copyFrames(
    [
      (bytes, start, end) => {
        came++;
        onTuple(bytes, start, end);
      },
    ],
    input,
    onFlush,
  );
  const fetch = (before: string, after: number): Message => {
    came = 0;
    sentAt = performance.now() + after;
    return { text: `${before}fetch ${rows} from attestry_rows`, after };
  };
  await exchange(client, frames.take, () => {
    if (frames.sqlState() !== null || state === 'end') return null;
    if (state === 'begin') {
      state = 'read';
      return fetch(`declare attestry_rows binary no scroll cursor for ${query}; `, 0);
    }
    const worked = Math.max(performance.now() - sentAt, 0.1);
    const rest = (worked * (1 - duty)) / duty;
    if (came < rows) {
      state = 'end';
      return { text: 'close attestry_rows', after: rest };
    }
    const change = Math.min(Math.max(PIECE_MS / worked, 0.5), 2);
    rows = Math.min(Math.max(Math.round(rows * change), FEWEST_ROWS), MOST_ROWS);
    return fetch('', rest);
  });
  told(frames.sqlState());
}

/** @throws Fault `database-…` for what the server reported */
function told(sqlState: string | null): void {
  if (sqlState !== null) throw databaseFault(Object.assign(new Error('server error'), { code: sqlState }));
}
