import type { CustomScheme } from 'electron';
import { runtime } from './runtime.ts';
import { strict } from './strict.ts';

type Handler = (request: Request) => Response | Promise<Response>;

/** Registered schemes and who serves them. */
const schemes = new Map<string, Handler | undefined>();

/** `app://host/path` as Chromium is asked for it, `https://host.app.invalid/path`; other addresses stay as they are. */
export const toWeb = (url: string): string =>
  url.replace(/^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i, (whole, scheme: string, host: string) =>
    schemes.has(scheme) ? `https://${host}.${scheme}.invalid` : whole,
  );

/** The way back: what the main process sees is the custom scheme everywhere. */
export const toApp = (url: string): string =>
  url.replace(/^https:\/\/([^/?#]*)\.([a-z0-9+-]+)\.invalid/, (whole, host: string, scheme: string) =>
    schemes.has(scheme) ? `${scheme}://${host}` : whole,
  );

/** Who serves this address of a custom scheme. */
export const handlerOf = (url: string): Handler | undefined => schemes.get(url.slice(0, url.indexOf(':')));

/** Electron's `protocol`, for schemes registered as standard and secure. */
export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(list: readonly CustomScheme[]): void {
    if (runtime.devtools !== undefined)
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const { scheme, privileges } of list) {
      if (privileges?.standard !== true || privileges.secure !== true)
        throw new Error(`electron stand-in: ${scheme} can only be standard and secure`);
      schemes.set(scheme, undefined);
    }
  },
  handle(scheme: string, handler: Handler): void {
    if (!schemes.has(scheme)) throw new Error(`electron stand-in: ${scheme} is not registered as privileged`);
    schemes.set(scheme, handler);
  },
  unhandle(scheme: string): void {
    schemes.set(scheme, undefined);
  },
  isProtocolHandled: (scheme: string): boolean => schemes.get(scheme) !== undefined,
});
