import type { HandlerDetails, PrintToPDFOptions, WindowOpenHandlerResponse } from 'electron';
import { encode } from './ipc.ts';
import { debug } from './runtime.ts';
import { toApp } from './scheme.ts';
import { session } from './session.ts';
import { emitter, inert } from './strict.ts';
import type { Surface } from './surface.ts';
import type { BrowserWindow } from './window.ts';

type OpenHandler = (details: HandlerDetails) => WindowOpenHandlerResponse;

/** Electron's `webContents` of one window; its members are those the application uses. */
export type WebContents = ReturnType<typeof makeWebContents>;

interface Owner {
  readonly id: number;
  readonly surface: Surface;
  readonly preferences: object;
  isDestroyed(): boolean;
  getTitle(): string;
  close(): void;
}

export function makeWebContents(window: Owner) {
  const { surface } = window;
  let openHandler: OpenHandler | undefined;
  let loading = false;

  const contents = emitter('webContents', {
    id: window.id,
    session: session.defaultSession,
    mainFrame: { url: '', origin: 'null', parent: null, processId: 1, routingId: 1 },
    getType: (): string => 'window',
    getURL: (): string => toApp(surface.url),
    getTitle: (): string => window.getTitle(),
    getLastWebPreferences: (): object => window.preferences,
    isDestroyed: (): boolean => window.isDestroyed(),
    isLoading: (): boolean => loading,
    close: (): void => {
      window.close();
    },
    send(channel: string, ...args: unknown[]): void {
      surface.deliver(0, channel, encode(args));
    },
    async loadURL(url: string): Promise<void> {
      loading = true;
      const loaded = new Promise<void>((resolve) => {
        surface.once('loaded', resolve);
      });
      const { errorText } = await surface.navigate(url);
      if (errorText !== undefined) {
        loading = false;
        const code = errorText.replace('net::', '');
        contents.emit('did-fail-load', {}, -2, code, url, true);
        throw Object.assign(new Error(`${code} (-2) loading '${url}'`), { code, url });
      }
      await loaded;
    },
    reload(): void {
      surface.reload().catch(debug);
    },
    setWindowOpenHandler(handler: OpenHandler): void {
      openHandler = handler;
    },
    async executeJavaScript(expression: string): Promise<unknown> {
      const { result, exceptionDetails } = await surface.send('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
      });
      if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description);
      return result.value as unknown;
    },
    async printToPDF(options: PrintToPDFOptions): Promise<Buffer> {
      const { printBackground = false, landscape = false } = options;
      const { data } = await surface.send('Page.printToPDF', { printBackground, landscape });
      return Buffer.from(data, 'base64');
    },
    // Chromium's own developer tools, zoom and spell check are not the application's to control here.
    openDevTools: inert,
    closeDevTools: inert,
    isDevToolsOpened: (): boolean => false,
    setZoomFactor: inert,
    setBackgroundThrottling: inert,
    setVisualZoomLevelLimits: (): Promise<void> => Promise.resolve(),
  });

  surface.on('navigated', (url) => contents.emit('did-navigate', {}, toApp(url), 200, ''));
  surface.on('moved', (url) => contents.emit('did-navigate-in-page', {}, toApp(url), true));
  surface.on('ready', () => contents.emit('dom-ready', {}));
  surface.on('loaded', () => {
    loading = false;
    contents.emit('did-finish-load', {});
  });
  surface.on('console', (level, message) => contents.emit('console-message', { level, message }));
  surface.on('open', (url, frameName, features, disposition) => {
    const answer = openHandler?.({
      ...{ url: toApp(url), frameName, features, disposition: disposition as 'new-window' },
      referrer: { url: toApp(surface.url), policy: 'no-referrer' },
    });
    if (answer?.action !== 'deny')
      console.error('electron stand-in: windows opened by pages are not implemented');
  });
  return contents;
}

/** Electron's `webContents` module, as far as Playwright asks for it. */
export const contentsOf = (windows: readonly BrowserWindow[]) => ({
  getAllWebContents: (): WebContents[] => windows.map((window) => window.webContents),
  fromId: (id: number): WebContents | undefined => windows.find((w) => w.webContents.id === id)?.webContents,
  fromDevToolsTargetId: (id: string): WebContents | undefined =>
    windows.find((window) => window.surface.targetId === id)?.webContents,
});
