/** One end of the border between the preload's world and the page's. */
export interface Bridge {
  /** Defines a frozen copy of `api` on the other world's window; functions become proxies. */
  expose(key: string, api: unknown): void;
}

/**
 * Makes one end of the bridge; the same code runs on both sides, sent into the page as its own text, so it refers to
 * nothing but its parameters and the platform. `port` is an element outside the document that only the two ends hold.
 * Events on it are dispatched synchronously and `CustomEvent.detail` is cloned between worlds, which makes the proxied
 * functions synchronous as Electron's are. What the page could tamper with later is taken here, before it runs.
 */
export function makeBridge(port: EventTarget, inbound: string, outbound: string): Bridge {
  type Fn = (...args: unknown[]) => unknown;
  type Packed =
    | { kind: 'function' | 'promise'; id: number }
    | { kind: 'error'; message: string; stack: string | undefined }
    | { kind: 'array'; items: Packed[] }
    | { kind: 'object'; entries: [string, Packed][] }
    | { kind: 'value'; value: unknown };
  type Outcome = { ok: boolean; value: Packed };
  type Message =
    | { type: 'call'; id: number; args: Packed[] }
    | { type: 'return'; outcome: Outcome }
    | { type: 'settle'; id: number; outcome: Outcome }
    | { type: 'expose'; key: string; api: Packed };

  const functions = new Map<number, Fn>();
  const promises = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
  const dispatch = port.dispatchEvent.bind(port);
  const clone = structuredClone;
  const Event = CustomEvent;
  let lastId = 0;
  let returned: Outcome | undefined;

  const send = (message: Message): void => {
    dispatch(new Event(outbound, { detail: message }));
  };
  const takeReturned = (): Outcome | undefined => {
    const outcome = returned;
    returned = undefined;
    return outcome;
  };

  const pack = (value: unknown): Packed => {
    if (typeof value === 'function') {
      functions.set(++lastId, value as Fn);
      return { kind: 'function', id: lastId };
    }
    if (typeof value === 'symbol') throw new TypeError('An object could not be cloned.');
    if (value === null || typeof value !== 'object') return { kind: 'value', value };
    if (value instanceof Promise) {
      const id = ++lastId;
      value.then(
        (result: unknown) => {
          send({ type: 'settle', id, outcome: { ok: true, value: pack(result) } });
        },
        (error: unknown) => {
          send({ type: 'settle', id, outcome: { ok: false, value: pack(error) } });
        },
      );
      return { kind: 'promise', id };
    }
    if (value instanceof Error) return { kind: 'error', message: value.message, stack: value.stack };
    if (Array.isArray(value)) return { kind: 'array', items: value.map(pack) };
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === null || prototype === Object.prototype)
      return { kind: 'object', entries: Object.entries(value).map(([key, part]) => [key, pack(part)]) };
    return { kind: 'value', value: clone(value) };
  };

  const unpack = (packed: Packed, freeze: boolean): unknown => {
    switch (packed.kind) {
      case 'function':
        return (...args: unknown[]): unknown => {
          send({ type: 'call', id: packed.id, args: args.map(pack) });
          const outcome = takeReturned();
          if (outcome === undefined) throw new Error('the other world is gone');
          if (!outcome.ok) throw unpack(outcome.value, false) as Error;
          return unpack(outcome.value, false);
        };
      case 'promise':
        return new Promise((resolve, reject) => {
          promises.set(packed.id, { resolve, reject });
        });
      case 'error':
        return Object.assign(new Error(packed.message), { stack: packed.stack });
      case 'array': {
        const list = packed.items.map((item) => unpack(item, freeze));
        return freeze ? Object.freeze(list) : list;
      }
      case 'object': {
        const object: Record<string, unknown> = {};
        for (const [key, part] of packed.entries) object[key] = unpack(part, freeze);
        return freeze ? Object.freeze(object) : object;
      }
      case 'value':
        return packed.value;
    }
  };

  const call = (id: number, args: Packed[]): Outcome => {
    try {
      return { ok: true, value: pack(functions.get(id)?.(...args.map((arg) => unpack(arg, false)))) };
    } catch (error) {
      return { ok: false, value: pack(error) };
    }
  };
  const define = (key: string, api: Packed): Outcome => {
    if (key in window)
      return {
        ok: false,
        value: pack(new Error('Cannot bind an API on top of an existing property on the window object')),
      };
    Object.defineProperty(window, key, { value: unpack(api, true), enumerable: true });
    return { ok: true, value: pack(undefined) };
  };

  port.addEventListener(inbound, (event) => {
    const message = (event as CustomEvent<Message>).detail;
    if (message.type === 'return') returned = message.outcome;
    else if (message.type === 'call') send({ type: 'return', outcome: call(message.id, message.args) });
    else if (message.type === 'expose') send({ type: 'return', outcome: define(message.key, message.api) });
    else {
      const waiting = promises.get(message.id);
      promises.delete(message.id);
      const value = unpack(message.outcome.value, false);
      if (message.outcome.ok) waiting?.resolve(value);
      else waiting?.reject(value);
    }
  });

  return {
    expose(key, api) {
      send({ type: 'expose', key, api: pack(api) });
      const outcome = takeReturned();
      if (outcome?.ok === false) throw unpack(outcome.value, false) as Error;
    },
  };
}
