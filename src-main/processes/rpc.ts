import type { MessagePort } from 'node:worker_threads';
import { faultFromWire, faultToWire, type WireFault } from '../base/fault.ts';

/** One end of a wire that carries structured-cloneable messages in order. */
export interface Wire {
  /** @param transfer - buffers in the message that change hands; wires that cannot do that copy them */
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once when the other end is gone, with the exit code if there is one. */
  onClose(listener: (code: number | null) => void): void;
  /** Ends the other end at once. */
  kill(): void;
  /** Whether the other end keeps this program from ending; it does unless told otherwise. Missing: cannot be told. */
  hold?(held: boolean): void;
}

/** Methods that can be called over a wire: names to asynchronous functions of one cloneable argument. */
export type Methods = Readonly<Record<string, (input: never) => unknown>>;

type Request = { readonly id: number; readonly method: string; readonly input: unknown };
type Reply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly fault: WireFault };

const isRequest = (m: unknown): m is Request =>
  typeof m === 'object' && m !== null && 'id' in m && 'method' in m && typeof m.id === 'number';
const isReply = (m: unknown): m is Reply =>
  typeof m === 'object' && m !== null && 'id' in m && 'ok' in m && typeof m.id === 'number';

/** What else {@link serve} does. */
export type ServeOptions = {
  /** Sees every error before it crosses. */
  readonly onUnforeseen?: (error: unknown) => void;
  /** Buffers of an answer that change hands; nobody here may use them afterwards. */
  readonly transfersOf?: (value: unknown) => readonly ArrayBuffer[];
};

/**
 * Answers calls on a wire with the given methods. Faults cross with code and sentences; anything else crosses as
 * `internal` after `onUnforeseen` saw it.
 */
export function serve(
  wire: Wire,
  methods: Methods | (() => Methods),
  { onUnforeseen = () => undefined, transfersOf = () => [] }: ServeOptions = {},
): void {
  wire.onMessage((message) => {
    if (!isRequest(message)) return;
    const { id, method, input } = message;
    const answer = async (): Promise<unknown> => {
      const known = typeof methods === 'function' ? methods() : methods;
      const call = Object.hasOwn(known, method) ? known[method] : undefined;
      if (call === undefined) throw new Error(`no such method: ${method}`);
      return await call(input as never);
    };
    answer().then(
      (value) => {
        wire.post({ id, ok: true, value } satisfies Reply, transfersOf(value));
      },
      (error: unknown) => {
        onUnforeseen(error);
        wire.post({ id, ok: false, fault: faultToWire(error) } satisfies Reply);
      },
    );
  });
}

/** The calling side of {@link serve}. */
export type Caller<M extends Methods> = {
  call<K extends keyof M & string>(method: K, input: Parameters<M[K]>[0]): Promise<Awaited<ReturnType<M[K]>>>;
};

/**
 * Calls methods over a wire.
 *
 * @param gone - makes the error for calls that were under way or come after the other end is gone
 */
export function caller<M extends Methods>(wire: Wire, gone: (code: number | null) => Error): Caller<M> {
  let next = 1;
  let closed: { readonly code: number | null } | undefined;
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  wire.onMessage((message) => {
    if (!isReply(message)) return;
    const entry = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.ok) entry?.resolve(message.value);
    else entry?.reject(faultFromWire(message.fault));
  });
  wire.onClose((code) => {
    closed = { code };
    for (const entry of waiting.values()) entry.reject(gone(code));
    waiting.clear();
  });
  return {
    call: (method, input) =>
      new Promise((resolve, reject) => {
        if (closed !== undefined) {
          reject(gone(closed.code));
          return;
        }
        const id = next++;
        waiting.set(id, { resolve: resolve, reject });
        wire.post({ id, method, input } satisfies Request);
      }),
  };
}

/** The wire of a worker thread to the thread that started it; the starter ends it, not the thread itself. */
export const parentWire = (port: MessagePort): Wire => ({
  post: (message, transfer = []) => {
    port.postMessage(message, [...transfer]);
  },
  onMessage: (listener) => {
    port.on('message', listener);
  },
  onClose: () => undefined,
  kill: () => undefined,
});
