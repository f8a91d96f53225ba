import type { RangeReport, RangeTask } from '../../audit/index.ts';
import { type Caller, caller, type Wire } from '../../processes/rpc.ts';
import type { RangeWorkerData, RangeWorkerMethods, SharedSnapshot } from './range-worker.ts';

/** Starts a thread that runs range-worker.ts. */
export type StartReader = (data: RangeWorkerData) => Wire;

/** A reader thread at work on one snapshot. */
export type Reader = {
  read(task: RangeTask): Promise<RangeReport>;
  /** Closes its connection and keeps the thread for the next snapshot. */
  release(): Promise<void>;
  /** Ends the thread at once. */
  kill(): void;
};

type Thread = { readonly wire: Wire; readonly calls: Caller<RangeWorkerMethods> };

/** How long a thread without work is kept, in milliseconds. Starting one costs a tenth of reading a million entries. */
const KEPT = 30_000;

/** Threads without work, by the function that started them. They do not keep the program from ending. */
const idle = new WeakMap<StartReader, Thread[]>();

/**
 * A reader on a snapshot: a thread that waits for work, or a new one.
 *
 * @param lost - makes the error for calls that were under way when the thread ended
 */
export function borrowReader(start: StartReader, snapshot: SharedSnapshot, lost: () => Error): Reader {
  const thread = borrowThread(start);
  const failed = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw error === GONE ? lost() : error;
    }
  };
  const opened = failed(thread.calls.call('open', snapshot));
  opened.catch(() => undefined);
  return {
    read: async (task) => {
      await opened;
      return failed(thread.calls.call('read', task));
    },
    release: async () => {
      try {
        await thread.calls.call('close', undefined);
      } catch {
        thread.kill();
        return;
      }
      thread.keep();
    },
    kill: thread.kill,
  };
}

/** A thread that waits for work, or a new one. Who borrows it keeps it for the next, or ends it. */
export function borrowThread(start: StartReader): {
  readonly calls: Caller<RangeWorkerMethods>;
  readonly keep: () => void;
  readonly kill: () => void;
} {
  const waiting = idle.get(start) ?? [];
  idle.set(start, waiting);
  const thread = waiting.pop() ?? startThread(start);
  thread.wire.hold?.(true);
  return {
    calls: thread.calls,
    keep: () => {
      keep(waiting, thread);
    },
    kill: () => {
      thread.wire.kill();
    },
  };
}

/** What a call on a thread that ended is rejected with. */
export const GONE = new Error('the reader thread ended');

function startThread(start: StartReader): Thread {
  const wire = start({});
  return { wire, calls: caller<RangeWorkerMethods>(wire, () => GONE) };
}

function keep(waiting: Thread[], thread: Thread): void {
  thread.wire.hold?.(false);
  waiting.push(thread);
  const drop = (): boolean => {
    const at = waiting.indexOf(thread);
    if (at !== -1) waiting.splice(at, 1);
    return at !== -1;
  };
  thread.wire.onClose(drop);
  setTimeout(() => {
    if (drop()) thread.wire.kill();
  }, KEPT).unref();
}
