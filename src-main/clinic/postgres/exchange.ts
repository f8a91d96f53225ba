import { Fault } from '../../base/fault.ts';
import { BYTES, type Connected } from './connect.ts';

/** What is sent next, and how long to wait before, in milliseconds. */
export type Message = { readonly text: string; readonly after: number };

/**
 * Sends one message after the other and hands out the bytes of the answers, past pg's own parser.
 *
 * @param take - gets what comes; true when the server is ready for the next message
 * @param next - asked at the beginning and whenever the server is ready; null: that was all
 * @throws Fault `database-connection-lost`; whatever a callback throws ends the connection and is passed on
 */
export async function exchange(
  client: Connected,
  take: (chunk: Buffer) => boolean,
  next: () => Message | null,
): Promise<void> {
  const { stream } = client.connection;
  const parsers = stream.listeners('data') as ((chunk: Buffer) => void)[];
  for (const parser of parsers) stream.off('data', parser);
  let waiting: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(waiting);
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
      const goOn = (): void => {
        const message = next();
        if (message === null) {
          stop();
          resolve();
        } else if (message.after > 0)
          waiting = setTimeout(() => {
            client.connection.query(message.text);
          }, message.after);
        else client.connection.query(message.text);
      };
      const onData = (chunk: Buffer): void => {
        try {
          if (take(chunk)) goOn();
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
      // Between two messages, too: the server may say something by itself, and half a message would be lost.
      stream.on(BYTES, onData);
      stream.on('data', onData);
      stream.once('close', onClose);
      stream.once('error', onClose);
      goOn();
    });
  } finally {
    for (const parser of parsers) stream.on('data', parser);
  }
}
