import { Fault } from '../../base/fault.ts';
import { databaseFault } from './answers.ts';
import { BYTES, type Connected } from './connect.ts';
import { copyFrames } from './copy-frames.ts';

/** Gets one row: the tuple lies in `bytes` from `start` to `end`; the bytes stay as they are until the next flush. */
export type OnTuple = (bytes: Buffer, start: number, end: number) => void;

/** A `COPY (query) TO STDOUT (FORMAT binary)`. */
export type Copy = { readonly query: string; readonly onTuple: OnTuple };

export type CopyOptions = {
  /** Where the bytes are laid; tuples that are larger come in a buffer of their own. */
  readonly input?: Buffer | null;
  /** The bytes handed out since the last time are about to be overwritten. */
  readonly onFlush?: () => void;
  /** Share of the time, above 0 to 1, in which to read. */
  readonly duty?: number;
};

/** A slice of work between two pauses, in milliseconds. */
const SLICE = 10;

/**
 * Runs copies one after the other and hands out each tuple. They go to the server in one message, so that it goes on
 * with the next one by itself.
 *
 * @throws Fault `database-…`; whatever a callback throws ends the connection and is passed on
 */
export async function runCopies(
  client: Connected,
  copies: readonly Copy[],
  { input = null, onFlush = () => undefined, duty = 1 }: CopyOptions = {},
): Promise<void> {
  const { stream } = client.connection;
  const parsers = stream.listeners('data') as ((chunk: Buffer) => void)[];
  for (const parser of parsers) stream.off('data', parser);
  const frames = copyFrames(
    copies.map((copy) => copy.onTuple),
    input,
    onFlush,
  );
  let pause: NodeJS.Timeout | undefined;
  let begun = 0;

  try {
    await new Promise<void>((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(pause);
        stream.off(BYTES, onData);
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
      const rest = (): void => {
        const worked = performance.now() - begun;
        if (worked < SLICE) return;
        // The server stops by itself when nobody takes what it sends.
        stream.pause();
        pause = setTimeout(
          () => {
            begun = performance.now();
            stream.resume();
          },
          (worked * (1 - duty)) / duty,
        );
      };
      const onData = (chunk: Buffer): void => {
        try {
          if (!frames.take(chunk)) {
            if (duty < 1) rest();
            return;
          }
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
      stream.on(BYTES, onData);
      stream.on('data', onData);
      stream.once('close', onClose);
      stream.once('error', onClose);
      begun = performance.now();
      client.connection.query(
        copies.map(({ query }) => `copy (${query}) to stdout (format binary)`).join('; '),
      );
    });
  } finally {
    for (const parser of parsers) stream.on('data', parser);
  }
  const code = frames.sqlState();
  if (code !== null) throw databaseFault(Object.assign(new Error('server error'), { code }));
}

/** Runs one copy. */
export const copyTuples = (client: Connected, query: string, onTuple: OnTuple): Promise<void> =>
  runCopies(client, [{ query, onTuple }]);
