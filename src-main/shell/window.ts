import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { ColourScheme } from '../../src-shared/settings/contract.ts';
import type { WindowBounds } from '../base/config.ts';
import type { Log } from '../base/log.ts';
import { newCorrelation, type Windows } from '../ipc/index.ts';
import { MIN_HEIGHT, MIN_WIDTH, visibleBounds } from './bounds.ts';
import { WEB_PREFERENCES } from './web-preferences.ts';

/** The colour of an empty window, so that nothing flashes before the page is painted. */
const BACKGROUND = { light: '#ffffff', dark: '#1a1b1e' } as const;

/** A window that was not moved for this long has found its place. Milliseconds. */
const MOVED_MS = 500;

/** Opens the window and registers it as one that may call and listen. */
export function createWindow(options: {
  /** The first and only page. */
  readonly url: string;
  /** Absolute path of the built preload. */
  readonly preload: string;
  /** Only in an unpackaged application. */
  readonly devTools: boolean;
  readonly bounds: WindowBounds | null;
  readonly windows: Windows;
  /** Told where the window is when it was moved, and when it closes. */
  readonly remember: (bounds: WindowBounds) => void;
  readonly log: Log;
}): BrowserWindow {
  const { windows } = options;
  const screens = screen.getAllDisplays().map(({ workArea }) => workArea);
  const window = new BrowserWindow({
    ...visibleBounds(options.bounds, screens),
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    title: 'Attestry',
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: { ...WEB_PREFERENCES, preload: options.preload, devTools: options.devTools },
  });
  const { webContents } = window;
  const { id } = webContents;
  windows.add({
    id,
    send: (event, payload) => {
      webContents.send(event, payload);
    },
  });
  // A page that loads anew has not subscribed yet.
  webContents.on('did-navigate', () => {
    windows.loading(id);
  });
  window.once('ready-to-show', () => {
    window.show();
  });
  rememberPlace(window, options.remember);
  window.on('closed', () => {
    windows.remove(id);
  });
  window.loadURL(options.url).catch((error: unknown) => {
    options.log.failure('window.load', error, newCorrelation());
  });
  return window;
}

// Not only when it closes: the application may quit with the window open.
function rememberPlace(window: BrowserWindow, remember: (bounds: WindowBounds) => void): void {
  let timer: NodeJS.Timeout | undefined;
  const now = (): void => {
    clearTimeout(timer);
    if (!window.isDestroyed()) remember(window.getNormalBounds());
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(now, MOVED_MS);
  };
  window.on('resize', soon);
  window.on('move', soon);
  window.on('close', now);
}

/** Light, dark, or as the system is. Pages see it through `prefers-color-scheme`. */
export function applyColourScheme(scheme: ColourScheme): void {
  nativeTheme.themeSource = scheme;
}
