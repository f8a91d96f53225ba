import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  _electron,
  expect,
  test as base,
  type ElectronApplication,
  type JSHandle,
  type Page,
} from '@playwright/test';
import type { BrowserWindow } from 'electron';

/** The repository, whose package.json names the main bundle. */
export const root = resolve(import.meta.dirname, '../..');
/** Where screenshots go; ignored by version control. */
export const screens = join(root, 'test-results/screens');

/** How the application is started. */
export interface LaunchOptions {
  /** Folder of the application. */
  readonly appDir?: string;
  /** Folder for everything the application stores. */
  readonly userData: string;
  /** Further arguments of the application. */
  readonly args?: readonly string[];
  /** Further environment of the application. */
  readonly env?: Readonly<Record<string, string>>;
}

const temporary: string[] = [];
process.once('exit', () => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
});

/** A new folder, gone when the worker ends at the latest. */
export function temporaryFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  temporary.push(folder);
  return folder;
}

/** A new folder for everything the application stores. */
export const newUserData = (): string => temporaryFolder('attestry-e2e-');

/** Starts the application. Never with `executablePath`, or Playwright leaves out its loader, which holds back `ready`. */
export async function launch(options: LaunchOptions): Promise<ElectronApplication> {
  const { appDir = root, userData, args = [], env = {} } = options;
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const electronApp = await _electron.launch({
    args: [appDir, `--user-data-dir=${userData}`, ...args],
    // The stand-in keeps no secrets; with made-up data it may say it does, so that the usual path is the one tested.
    env: { STANDIN_STORAGE_BACKEND: 'gnome_libsecret', ...Object.fromEntries(inherited), ...env },
    colorScheme: null,
  });
  if (process.env.E2E_LOG !== undefined) electronApp.process().stderr?.pipe(process.stderr);
  return electronApp;
}

/** The first window, once its first useful screen has been rendered (`data-ready="true"`). */
export async function firstScreen(electronApp: ElectronApplication): Promise<Page> {
  const page = await electronApp.firstWindow();
  await page.locator('[data-ready="true"]').first().waitFor({ state: 'attached' });
  return page;
}

/** The main process's handle of the window that shows a page. */
export async function windowOf(
  electronApp: ElectronApplication,
  page: Page,
): Promise<JSHandle<BrowserWindow>> {
  return (await electronApp.browserWindow(page)) as JSHandle<BrowserWindow>;
}

interface Options {
  /** Size of the window's content in CSS pixels; undefined leaves the application's own. */
  windowSize: { readonly width: number; readonly height: number } | undefined;
  /** The colour scheme the application is told to use. */
  scheme: 'system' | 'light' | 'dark';
  /** Further arguments of the application. */
  appArgs: readonly string[];
  /** Further environment of the application. */
  appEnv: Readonly<Record<string, string>>;
}
interface Fixtures {
  /** A temporary user-data folder, removed after the test. */
  userData: string;
  electronApp: ElectronApplication;
  /** The window on its first useful screen. */
  page: Page;
}

/** The application, started anew for each test. */
export const test = base.extend<Options & Fixtures>({
  windowSize: [undefined, { option: true }],
  scheme: ['system', { option: true }],
  appArgs: [[], { option: true }],
  appEnv: [{}, { option: true }],
  userData: async ({}, use) => {
    const folder = newUserData();
    await use(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  },
  electronApp: async ({ userData, appArgs, appEnv }, use) => {
    const electronApp = await launch({ userData, args: appArgs, env: appEnv });
    await use(electronApp);
    await electronApp.close();
  },
  page: async ({ electronApp, windowSize, scheme }, use) => {
    const page = await firstScreen(electronApp);
    if (scheme !== 'system')
      await electronApp.evaluate(({ nativeTheme }, source) => {
        nativeTheme.themeSource = source;
      }, scheme);
    if (windowSize !== undefined)
      await (
        await electronApp.browserWindow(page)
      ).evaluate((window: BrowserWindow, { width, height }) => {
        window.setContentSize(width, height);
      }, windowSize);
    await use(page);
  },
});
export { expect };
