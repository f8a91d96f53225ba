import type { WebContents } from './web-contents.ts';
import { protocol } from './scheme.ts';
import { cancellable, emitter, inert, strict } from './strict.ts';

/** What a request hook is told. */
export interface RequestDetails {
  readonly url: string;
  readonly method: string;
  readonly resourceType: string;
  readonly webContentsId: number | undefined;
  readonly referrer: string;
}
/** What it may answer. */
export interface RequestAnswer {
  readonly cancel?: boolean;
}
type RequestHook = (details: RequestDetails, answer: (answer: RequestAnswer) => void) => void;

type RequestHandler = (
  contents: WebContents,
  permission: string,
  answer: (granted: boolean) => void,
  details: object,
) => void;
type CheckHandler = (
  contents: WebContents | null,
  permission: string,
  origin: string,
  details: object,
) => boolean;

let beforeRequest: RequestHook | undefined;
let requestHandler: RequestHandler | null = null;
let checkHandler: CheckHandler | null = null;

/** Electron's names of permissions, and the web's where they differ. DevTools can set these and no others. */
export const PERMISSIONS: readonly (readonly [electron: string, web: string])[] = [
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
  ['media', 'camera'],
  ['media', 'microphone'],
  ['midi', 'midi'],
  ['clipboard-read', 'clipboard-read'],
  ['idle-detection', 'idle-detection'],
  ['display-capture', 'display-capture'],
  ['window-management', 'window-management'],
];

/** Whether both handlers grant it; Electron grants what no handler is set for. Asked when a window opens. */
export function granted(contents: WebContents, permission: string): boolean {
  let allowed = requestHandler === null;
  requestHandler?.(contents, permission, (answer) => (allowed = answer), {});
  return allowed && (checkHandler?.(contents, permission, contents.getURL(), {}) ?? true);
}

/** What `onBeforeRequest` answers. */
export function askBeforeRequest(details: RequestDetails): Promise<RequestAnswer> {
  const hook = beforeRequest;
  if (hook === undefined) return Promise.resolve({});
  return new Promise((resolve) => {
    hook(details, resolve);
  });
}

const defaultSession = emitter('session', {
  protocol,
  setPermissionRequestHandler(handler: RequestHandler | null): void {
    requestHandler = handler;
  },
  setPermissionCheckHandler(handler: CheckHandler | null): void {
    checkHandler = handler;
  },
  // Windows have neither devices nor screens to give: the pages' calls are refused whatever these say.
  setDevicePermissionHandler: inert,
  setDisplayMediaRequestHandler: inert,
  setSpellCheckerEnabled: inert,
  webRequest: strict('webRequest', {
    onBeforeRequest(filter: object | RequestHook | null, hook?: RequestHook | null): void {
      beforeRequest = typeof filter === 'function' ? (filter as RequestHook) : (hook ?? undefined);
    },
  }),
});

/** A download began (Chromium has refused it already): asks `will-download`; only refusing is implemented. */
export function downloadBegan(url: string, filename: string, contents: WebContents | undefined): void {
  const event = cancellable({});
  const item = strict('DownloadItem', {
    getURL: () => url,
    getFilename: () => filename,
    cancel: (): void => {
      event.preventDefault();
    },
  });
  defaultSession.emit('will-download', event, item, contents);
  if (!event.defaultPrevented) console.error('electron stand-in: downloads are not implemented');
}

export const session = strict('session', { defaultSession });
