import { type Client, type Connection, type Submittable } from 'pg';
import { cancelled } from '../base/fault.ts';

/**
 * Sends `COPY … FROM STDIN` data over pg's own connection, as fast as the server takes it: pieces are pulled from the
 * iterable only when the socket has room. Frames are those of the frontend/backend protocol (PostgreSQL manual,
 * "Message Formats": CopyData, CopyDone, CopyFail).
 *
 * @param pieces - text in COPY's text format; a piece need not end at a line
 * @throws pg's error when the server refuses, Fault `cancelled` when the signal fires; nothing is loaded then
 */
export async function copyIn(
  client: Client,
  statement: string,
  pieces: Iterable<string>,
  signal?: AbortSignal,
): Promise<void> {
  const copy = new CopyIn(statement, pieces, signal);
  client.query(copy);
  await copy.done;
}

/** Text is gathered to about this many characters before it is framed. */
const FRAME_CHARACTERS = 256 * 1024;
const COPY_DATA = 0x64;
const COPY_DONE = Buffer.from([0x63, 0, 0, 0, 4]);
const HEADER = 5;

class CopyIn implements Submittable {
  readonly done: Promise<void>;
  readonly #statement: string;
  readonly #frames: Iterator<Buffer, undefined>;
  readonly #signal: AbortSignal | undefined;
  #resolve: () => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #failure: unknown;
  #over = false;

  constructor(statement: string, pieces: Iterable<string>, signal: AbortSignal | undefined) {
    this.#statement = statement;
    this.#frames = framed(pieces);
    this.#signal = signal;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Called by pg when it is this query's turn. */
  submit(connection: Connection): void {
    connection.query(this.#statement);
  }

  /** Called by pg when the server is ready for data. */
  handleCopyInResponse(connection: Connection): void {
    const { stream } = connection;
    const send = (): void => {
      try {
        while (!this.#over) {
          if (this.#signal?.aborted === true) throw cancelled();
          const next = this.#frames.next();
          if (next.done === true) {
            this.#over = true;
            stream.write(COPY_DONE);
            return;
          }
          if (stream.write(next.value)) continue;
          stream.once('drain', send);
          return;
        }
      } catch (error) {
        // The server answers CopyFail with an error of its own: keep ours.
        this.#failure = error;
        this.#over = true;
        stream.write(copyFail());
      }
    };
    send();
  }

  handleError(error: unknown): void {
    this.#over = true;
    this.#reject(this.#failure ?? error);
  }

  handleCommandComplete(): void {
    this.#over = true;
  }

  handleReadyForQuery(): void {
    this.#resolve();
  }
}

function* framed(pieces: Iterable<string>): Generator<Buffer, undefined> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < FRAME_CHARACTERS) continue;
    yield frame(text);
    text = '';
  }
  if (text !== '') yield frame(text);
  return undefined;
}

function frame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const message = Buffer.allocUnsafe(HEADER + length);
  message[0] = COPY_DATA;
  message.writeInt32BE(4 + length, 1);
  message.write(text, HEADER);
  return message;
}

function copyFail(): Buffer {
  const reason = Buffer.from('stopped by the sender\0');
  const message = Buffer.alloc(HEADER + reason.length);
  message[0] = 0x66;
  message.writeInt32BE(4 + reason.length, 1);
  reason.copy(message, HEADER);
  return message;
}
