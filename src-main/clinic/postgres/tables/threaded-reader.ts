import type { TableReader } from '../../../audit/index.ts';
import { cancelled, Fault } from '../../../base/fault.ts';
import type { ClinicConnection } from '../../ports.ts';
import { borrowThread, GONE, type StartReader } from '../readers.ts';

/**
 * Tables of the clinic, read and hashed on a reader thread: millions of rows must not make the window stutter.
 *
 * @param start - starts a reader thread (see ../range-worker.ts)
 */
export const threadedTableReader = (connection: ClinicConnection, start: StartReader): TableReader => ({
  open: async (table, above, ordered, signal) => {
    if (signal.aborted) throw cancelled();
    const thread = borrowThread(start);
    let failed = false;
    // Ending the thread ends its connection, and the server stops sending.
    signal.addEventListener('abort', thread.kill, { once: true });
    const told = async <T>(work: Promise<T>): Promise<T> => {
      try {
        return await work;
      } catch (error) {
        failed = true;
        throw endOf(error, signal);
      }
    };
    const close = async (): Promise<void> => {
      signal.removeEventListener('abort', thread.kill);
      if (!failed && !signal.aborted)
        await thread.calls.call('closeTable', undefined).catch(() => {
          failed = true;
        });
      if (failed || signal.aborted) thread.kill();
      else thread.keep();
    };
    try {
      const head = await told(thread.calls.call('openTable', { connection, table, above, ordered }));
      return { ...head, next: () => told(thread.calls.call('nextRows', undefined)), close };
    } catch (error) {
      await close();
      throw error;
    }
  },
  lookUp: async (table, keys, signal) => {
    if (signal.aborted) throw cancelled();
    const thread = borrowThread(start);
    signal.addEventListener('abort', thread.kill, { once: true });
    try {
      const rows = await thread.calls.call('lookUp', { connection, table, keys });
      thread.keep();
      return rows;
    } catch (error) {
      thread.kill();
      throw endOf(error, signal);
    } finally {
      signal.removeEventListener('abort', thread.kill);
    }
  },
});

const endOf = (error: unknown, signal: AbortSignal): unknown =>
  signal.aborted ? cancelled() : error === GONE ? threadEnded() : error;

const threadEnded = (): Fault =>
  new Fault('internal', 'Reading the table was broken off.', 'Try again; nothing was changed.');
