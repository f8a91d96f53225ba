import { makeBridge, type Bridge } from './bridge.ts';
import { makeCodec, type Codec } from './codec.ts';

/** Name of the isolated world in which the preload runs, as DevTools shows it. */
export const WORLD = 'Electron Isolated Context';

/** What the page's side needs to know of a window; the names are random, so the page cannot guess them. */
export interface WorldNames {
  readonly secret: string;
  /** Global function of the isolated world that carries text to the main process. */
  readonly send: string;
  /** Global function of the isolated world that takes answers and pushes. */
  readonly receive: string;
  readonly platform: string;
  readonly arch: string;
  readonly versions: Readonly<Record<string, string | undefined>>;
}

type Preload = (
  require: unknown,
  module: unknown,
  exports: unknown,
  process: unknown,
  global: unknown,
) => void;
type Listener = (event: unknown, ...values: unknown[]) => void;

/* The two functions below run in the page; their own text is sent there, so they refer to nothing but parameters. */

function enterPage(bridge: typeof makeBridge, secret: string): void {
  if (window !== window.top) return;
  const join = (event: Event): void => {
    const port = (event as MouseEvent).relatedTarget;
    if (port !== null) bridge(port, 'toPage', 'toPreload');
  };
  document.addEventListener(secret, join, { once: true });
}

function enterPreload(
  bridge: (port: EventTarget, inbound: string, outbound: string) => Bridge,
  codec: (
    toBase64: (bytes: Uint8Array) => string,
    fromBase64: (text: string) => Uint8Array<ArrayBuffer>,
  ) => Codec,
  names: WorldNames,
  preload: Preload,
): void {
  if (window !== window.top) return;
  const Bytes = Uint8Array as unknown as { fromBase64(text: string): Uint8Array<ArrayBuffer> };
  const { encode, decode } = codec(
    (bytes) => (bytes as unknown as { toBase64(): string }).toBase64(),
    (text) => Bytes.fromBase64(text),
  );
  const global = globalThis as unknown as Record<string, unknown>;
  const post = global[names.send] as (text: string) => void;
  Reflect.deleteProperty(global, names.send);
  // A detached element, handed over once in an event only the page's first script knows the name of.
  const port = document.createElement('i');
  document.dispatchEvent(new MouseEvent(names.secret, { relatedTarget: port }));
  const world = bridge(port, 'toPreload', 'toPage');

  const listeners = new Map<string, { listener: Listener; once: boolean }[]>();
  const pending = new Map<number, (answer: { error?: string; result?: unknown }) => void>();
  let lastId = 0;
  const add = (once: boolean) => (channel: string, listener: Listener) => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), { listener, once }]);
    return ipcRenderer;
  };
  const remove = (channel: string, listener: Listener): unknown => {
    listeners.set(
      channel,
      (listeners.get(channel) ?? []).filter((entry) => entry.listener !== listener),
    );
    return ipcRenderer;
  };
  const missing = (name: string) => () => {
    throw new Error(`electron stand-in: ipcRenderer.${name} is not implemented`);
  };
  const ipcRenderer: Record<string, unknown> = {
    async invoke(channel: string, ...args: unknown[]): Promise<unknown> {
      const body = encode(args);
      const id = ++lastId;
      const { error, result } = await new Promise<{ error?: string; result?: unknown }>((resolve) => {
        pending.set(id, resolve);
        post(`${String(id)} ${JSON.stringify(channel)}\n${body}`);
      });
      if (error !== undefined) throw new Error(`Error invoking remote method '${channel}': ${error}`);
      return result;
    },
    send(channel: string, ...args: unknown[]): void {
      post(`0 ${JSON.stringify(channel)}\n${encode(args)}`);
    },
    on: add(false),
    once: add(true),
    addListener: add(false),
    off: remove,
    removeListener: remove,
    sendSync: missing('sendSync'),
    postMessage: missing('postMessage'),
  };
  Object.defineProperty(global, names.receive, {
    value(id: number, channel: string, body: string): void {
      const value = decode(body);
      if (id !== 0) {
        pending.get(id)?.(value as { error?: string; result?: unknown });
        pending.delete(id);
        return;
      }
      for (const { listener, once } of listeners.get(channel) ?? []) {
        if (once) remove(channel, listener);
        listener({ sender: ipcRenderer, ports: [] }, ...(value as unknown[]));
      }
    },
  });

  const process = {
    ...{ type: 'renderer', contextIsolated: true, sandboxed: true, env: {}, argv: [] },
    ...{ platform: names.platform, arch: names.arch, versions: names.versions },
  };
  const contextBridge = {
    exposeInMainWorld: (key: string, api: unknown) => {
      world.expose(key, api);
    },
  };
  const require = (name: string): unknown => {
    if (/^electron(\/(renderer|common))?$/.test(name)) return { contextBridge, ipcRenderer };
    throw new Error(`module not found: ${name}`);
  };
  const module = { exports: {} };
  preload(require, module, module.exports, process, global);
}

/** The scripts to run in every new document: the page's side first, then the preload's in its own world. */
export function worldScripts(names: WorldNames, preload: string): { page: string; isolated: string } {
  const bridge = makeBridge.toString();
  const body = `function(require,module,exports,process,global){${preload}\n}`;
  return {
    page: `(${enterPage.toString()})(${bridge},${JSON.stringify(names.secret)})`,
    isolated: `(${enterPreload.toString()})(${bridge},${makeCodec.toString()},${JSON.stringify(names)},${body})`,
  };
}
