import { EventEmitter } from 'node:events';

/**
 * An object whose missing members throw by name when they are read, so that a gap of the stand-in shows up as a gap.
 * Names that others probe for (symbols, `then`, `toJSON`, a leading underscore) stay undefined.
 */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(members, key, receiver): unknown {
      if (typeof key === 'symbol' || key in members) return Reflect.get(members, key, receiver);
      if (key === 'then' || key === 'toJSON' || key.startsWith('_')) return undefined;
      throw new Error(`electron stand-in: ${name}.${key} is not implemented`);
    },
  });
}

/** An event emitter with further members, getters included, that throws by name for those it lacks. */
export function emitter<T extends object>(name: string, members: T): EventEmitter & T {
  const target = Object.defineProperties(new EventEmitter(), Object.getOwnPropertyDescriptors(members));
  return strict(name, target as EventEmitter & T);
}

/** Electron's event object for things a listener may prevent. */
export interface Cancellable {
  defaultPrevented: boolean;
  preventDefault(): void;
}

/** A new event that nobody has prevented yet. */
export const cancellable = <T extends object>(details: T): Cancellable & T => ({
  ...details,
  defaultPrevented: false,
  preventDefault(): void {
    this.defaultPrevented = true;
  },
});

/** Returns for members that are accepted and have no effect here. */
export const inert = (): void => undefined;
