/** Values of the structured clone algorithm as JSON text, for the trip over the DevTools pipe. */
export interface Codec {
  /** @throws DataCloneError or Error "An object could not be cloned." as Electron does. */
  readonly encode: (value: unknown) => string;
  readonly decode: (text: string) => unknown;
}

type Json = string | number | boolean | null | readonly unknown[];

/**
 * Makes the codec. It runs on both sides: its own text is sent into the page, so it refers to nothing but its parameters
 * and the language. Everything that is not a plain JSON scalar is an array whose first item is a tag; objects are
 * numbered in order of appearance, which keeps shared and circular references.
 */
export function makeCodec(
  toBase64: (bytes: Uint8Array) => string,
  fromBase64: (text: string) => Uint8Array<ArrayBuffer>,
): Codec {
  type View = new (buffer: ArrayBuffer, offset?: number, length?: number) => ArrayBufferView;
  const global = globalThis as unknown as Record<string, View & { BYTES_PER_ELEMENT?: number }>;
  const errors: Record<string, ErrorConstructor> = { TypeError, RangeError, SyntaxError, ReferenceError };

  const encodeValue = (value: unknown, seen: Map<unknown, number>): Json => {
    const item = (part: unknown): Json => encodeValue(part, seen);
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number') {
      if (Object.is(value, -0)) return ['n', '-0'];
      return Number.isFinite(value) ? value : ['n', String(value)];
    }
    if (value === undefined) return ['u'];
    if (typeof value === 'bigint') return ['i', String(value)];
    const known = seen.get(value);
    if (known !== undefined) return ['r', known];
    seen.set(value, seen.size);
    const kind = Object.prototype.toString.call(value).slice(8, -1);
    if (ArrayBuffer.isView(value))
      return ['t', kind, toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))];
    if (Array.isArray(value)) return ['a', Array.from(value, item)];
    if (value instanceof Date) return ['d', value.getTime()];
    if (value instanceof RegExp) return ['x', value.source, value.flags];
    if (value instanceof Map) return ['m', [...value].map(([key, part]) => [item(key), item(part)])];
    if (value instanceof Set) return ['s', [...value].map(item)];
    if (value instanceof ArrayBuffer) return ['b', toBase64(new Uint8Array(value))];
    if (value instanceof Error) return ['e', value.name, value.message, value.stack ?? ''];
    if (kind === 'Object') return ['o', Object.entries(value).map(([key, part]) => [key, item(part)])];
    throw new Error('An object could not be cloned.');
  };

  const decodeValue = (json: unknown, seen: unknown[]): unknown => {
    if (!Array.isArray(json)) return json;
    const [tag, first, second, third] = json as [string, unknown, unknown, unknown];
    const part = (inner: unknown): unknown => decodeValue(inner, seen);
    const keep = <T>(value: T): T => {
      seen.push(value);
      return value;
    };
    switch (tag) {
      case 'n':
        return Number(first);
      case 'i':
        return BigInt(first as string);
      case 'r':
        return seen[first as number];
      case 't': {
        const bytes = fromBase64(second as string);
        const view = global[first as string];
        if (first === 'Uint8Array' || view === undefined) return keep(bytes);
        return keep(new view(bytes.buffer, 0, bytes.byteLength / (view.BYTES_PER_ELEMENT ?? 1)));
      }
      case 'b':
        return keep(fromBase64(first as string).buffer);
      case 'd':
        return keep(new Date(first as number));
      case 'x':
        return keep(new RegExp(first as string, second as string));
      case 'e':
        return keep(
          Object.assign(new (errors[first as string] ?? Error)(second as string), { stack: third }),
        );
      case 'a': {
        const list = keep<unknown[]>([]);
        for (const inner of first as unknown[]) list.push(part(inner));
        return list;
      }
      case 'm': {
        const map = keep(new Map<unknown, unknown>());
        for (const [key, inner] of first as [unknown, unknown][]) map.set(part(key), part(inner));
        return map;
      }
      case 's': {
        const set = keep(new Set<unknown>());
        for (const inner of first as unknown[]) set.add(part(inner));
        return set;
      }
      case 'o': {
        const object = keep({});
        for (const [key, inner] of first as [string, unknown][])
          // Not by assignment: a key may be `__proto__`.
          Object.defineProperty(object, key, {
            value: part(inner),
            writable: true,
            enumerable: true,
            configurable: true,
          });
        return object;
      }
      default:
        return undefined;
    }
  };

  return {
    encode: (value) => JSON.stringify(encodeValue(structuredClone(value), new Map())),
    decode: (text) => decodeValue(JSON.parse(text), []),
  };
}
