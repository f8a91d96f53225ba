/** Who called, as far as it can be told; made from Electron's event in electron.ts. */
export type Sender = {
  /** Id of the web contents that sent the message. */
  readonly webContentsId: number;
  /** Address of the frame that sent it; empty when the frame is already gone. */
  readonly url: string;
  /** False for frames within a page. */
  readonly topFrame: boolean;
};

/** Where our own pages live: `app://attestry/`. */
export const APP_SCHEME = 'app';
export const APP_HOST = 'attestry';

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The development server's address, if it may be used: only in an unpackaged application, only on this machine.
 *
 * @param value - what the development tool put in the environment
 */
export function developmentUrl(value: string | undefined, packaged: boolean): string | null {
  if (packaged || value === undefined || !URL.canParse(value)) return null;
  const { protocol, hostname } = new URL(value);
  return protocol === 'http:' && LOOPBACK.has(hostname) ? value : null;
}

/**
 * Whether an address is one of our own pages. Protocol and host are compared, never `origin`: in Node the origin of an
 * app: address is the string "null", as is that of every other unknown scheme.
 */
export function isOwnUrl(url: string, devUrl: string | null): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  if (username !== '' || password !== '') return false;
  if (protocol === `${APP_SCHEME}:` && host === APP_HOST) return true;
  if (devUrl === null) return false;
  const dev = new URL(devUrl);
  return protocol === dev.protocol && host === dev.host;
}

/**
 * Decides whether a message may be listened to: our own page, in the top frame, of a window that we opened.
 */
export function senderCheck(options: {
  /** Whether the web contents belong to a window of ours. */
  readonly registered: (webContentsId: number) => boolean;
  /** See {@link developmentUrl}. */
  readonly devUrl: string | null;
}): (sender: Sender) => boolean {
  return (sender) =>
    sender.topFrame && options.registered(sender.webContentsId) && isOwnUrl(sender.url, options.devUrl);
}
