import { shell, type App, type Session, type WebContents } from 'electron';
import type { Log } from '../base/log.ts';
import { PAGES, type PageId } from './pages.ts';
import { requestAllowed } from './requests.ts';

/**
 * What holds for every page that could ever exist in this process, ours or not. Must run before the application is
 * ready.
 */
export function setUpPolicy(app: App, options: { readonly devUrl: string | null; readonly log: Log }): void {
  app.enableSandbox();
  app.on('session-created', (session) => {
    lockSession(session, options.devUrl);
  });
  app.on('web-contents-created', (_event, contents) => {
    lockContents(contents, options.log);
  });
}

/**
 * No permission, no device, no capture, no download, no network. Call for the default session as soon as the application
 * is ready.
 *
 * @param devUrl - the development server of an unpackaged application, or null
 */
export function lockSession(session: Session, devUrl: string | null): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => {
    answer(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => {
    answer(null);
  });
  session.on('will-download', (event) => {
    event.preventDefault();
  });
  session.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !requestAllowed(details.url, details.resourceType, devUrl) });
  });
}

/** No window, no navigation, no embedded page: a window shows the page it was opened with until it closes. */
function lockContents(contents: WebContents, log: Log): void {
  contents.setWindowOpenHandler(() => {
    log.warn('shell.window-refused');
    return { action: 'deny' };
  });
  const refuse = (event: { preventDefault(): void }): void => {
    event.preventDefault();
    log.warn('shell.navigation-refused');
  };
  contents.on('will-navigate', refuse);
  contents.on('will-frame-navigate', refuse);
  contents.on('will-redirect', refuse);
  contents.on('will-attach-webview', refuse);
  contents.on('select-bluetooth-device', (event, _devices, answer) => {
    event.preventDefault();
    answer('');
  });
}

/** Opens one of the fixed pages in the officer's own browser. */
export async function openPage(id: PageId): Promise<void> {
  await shell.openExternal(PAGES[id]);
}
