import type { Wire } from '../processes/rpc.ts';

/** Electron's `process.parentPort` of a utility process, as far as we use it. */
type UtilityPort = {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
};

const isUtilityPort = (value: unknown): value is UtilityPort =>
  typeof value === 'object' && value !== null && 'postMessage' in value && 'on' in value;

/**
 * The wire to whoever started this process: a utility process's port, or a forked child's channel. A forked child ends
 * itself when its parent is gone.
 *
 * @throws Error when nobody started us this way
 */
export function parentWire(): Wire {
  const utility: unknown = Reflect.get(process, 'parentPort');
  if (isUtilityPort(utility))
    return {
      post: (message) => {
        utility.postMessage(message);
      },
      onMessage: (listener) => {
        utility.on('message', (event) => {
          listener(event.data);
        });
      },
      // Electron ends a utility process together with its parent.
      onClose: () => undefined,
      kill: () => {
        process.exit();
      },
    };
  if (process.send === undefined) throw new Error('started without a parent');
  process.once('disconnect', () => {
    process.exit();
  });
  // Ctrl-C in a terminal reaches the whole group: the parent decides when we end, so that nothing is cut off half-way.
  process.on('SIGINT', () => undefined);
  return {
    post: (message) => {
      if (process.connected) process.send?.(message);
    },
    onMessage: (listener) => {
      process.on('message', listener);
    },
    onClose: (listener) => {
      process.once('disconnect', () => {
        listener(null);
      });
    },
    kill: () => {
      process.exit();
    },
  };
}
