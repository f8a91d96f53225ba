import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { BrowserWindow } from './window.ts';
import type { DevTools } from './chromium.ts';

/** What package.json of the application tells. */
export interface Manifest {
  readonly name?: string;
  readonly productName?: string;
  readonly version?: string;
  readonly main?: string;
}

/** The command line as it was given; Playwright's loader later trims `process.argv`. */
export const args: readonly string[] = process.argv.slice(2);

/** Values of a switch that takes the next argument. */
const following = (names: readonly string[]): string[] =>
  args.flatMap((value, index) => (names.includes(args[index - 1] ?? '') ? [value] : []));

const REQUIRE = ['-r', '--require'];
/** Modules to load before the application: how Playwright gets in. */
export const preloads: readonly string[] = following(REQUIRE);

const given = args.find((value, index) => !value.startsWith('-') && !REQUIRE.includes(args[index - 1] ?? ''));
/** Folder (or main file) of the application. */
export const appPath = resolve(given ?? '.');
const isFolder = statSync(appPath, { throwIfNoEntry: false })?.isDirectory() ?? false;

export const manifest: Manifest = isFolder
  ? (JSON.parse(readFileSync(join(appPath, 'package.json'), 'utf8')) as Manifest)
  : {};
/** The application's main bundle. */
export const mainFile = isFolder ? resolve(appPath, manifest.main ?? 'index.js') : appPath;

/** `resources` folder of a packaged application whose unpacked app.asar is to be run, if that is the case. */
export const packagedResources = process.env.STANDIN_RESOURCES;

/** The version of the `electron` package the application was built against. */
export function electronVersion(): string {
  try {
    const found = createRequire(mainFile)('electron/package.json') as { version: string };
    return found.version;
  } catch {
    return '0.0.0'; // A packaged application carries no electron package.
  }
}

/** What the parts of the stand-in share while it runs. */
export const runtime: { devtools: DevTools | undefined; quitting: boolean; focused: BrowserWindow | null } = {
  devtools: undefined,
  quitting: false,
  focused: null,
};

/** The open windows, oldest first. */
export const windows: BrowserWindow[] = [];

/** The connection to Chromium; there is one from the moment before `ready`. */
export function devtools(): DevTools {
  if (runtime.devtools === undefined) throw new Error('electron stand-in: not before the app is ready');
  return runtime.devtools;
}

/** Writes to stderr when STANDIN_DEBUG is set; for failures that do not matter to the application. */
export function debug(...what: unknown[]): void {
  if (process.env.STANDIN_DEBUG !== undefined) console.error('electron stand-in:', ...what);
}
