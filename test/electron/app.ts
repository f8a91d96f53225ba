import { mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { appPath, args, debug, manifest, packagedResources, runtime, windows } from './runtime.ts';
import { holdsLock, releaseLock, takeLock } from './single-instance.ts';
import { cancellable, emitter, inert, strict } from './strict.ts';

/** Switches the application or Playwright appended for Chromium. */
export const chromiumSwitches: string[] = [];

const paths: Record<string, string> = {};
const whenReady = Promise.withResolvers<undefined>();
let name = manifest.productName ?? manifest.name ?? 'Electron';
let ready = false;

const valueOf = (wanted: string): string | undefined =>
  args.find((arg) => arg.startsWith(`--${wanted}=`))?.slice(wanted.length + 3);
const inHome = (folder: string): string => join(homedir(), folder);

const PATHS: Record<string, () => string> = {
  home: homedir,
  temp: tmpdir,
  exe: () => process.argv[0] ?? '',
  appData: () => process.env.XDG_CONFIG_HOME ?? inHome('.config'),
  userData: () => valueOf('user-data-dir') ?? join(app.getPath('appData'), name),
  sessionData: () => app.getPath('userData'),
  logs: () => join(app.getPath('userData'), 'logs'),
  documents: () => inHome('Documents'),
  downloads: () => inHome('Downloads'),
  desktop: () => inHome('Desktop'),
};

export const app = emitter('app', {
  name,
  isPackaged: packagedResources !== undefined,
  whenReady: (): Promise<undefined> => whenReady.promise,
  isReady: (): boolean => ready,
  getName: (): string => name,
  setName(value: string): void {
    name = value;
    app.name = value;
  },
  getVersion: (): string => manifest.version ?? '0.0.0',
  getAppPath: (): string => appPath,
  getLocale: (): string => 'en-US',
  getPath(key: string): string {
    const path = paths[key] ?? PATHS[key]?.();
    if (path === undefined) throw new Error(`Failed to get '${key}' path`);
    if (key === 'userData' || key === 'logs') mkdirSync(path, { recursive: true });
    return path;
  },
  setPath(key: string, path: string): void {
    paths[key] = path;
  },
  commandLine: strict('commandLine', {
    appendSwitch(key: string, value = ''): void {
      chromiumSwitches.push(value === '' ? key : `${key}=${value}`);
    },
    hasSwitch: (key: string): boolean => args.includes(`--${key}`) || valueOf(key) !== undefined,
    getSwitchValue: (key: string): string => valueOf(key) ?? '',
  }),
  requestSingleInstanceLock: (data?: unknown): boolean =>
    takeLock(app.getPath('userData'), data, (...instance) => app.emit('second-instance', {}, ...instance)),
  hasSingleInstanceLock: holdsLock,
  releaseSingleInstanceLock: releaseLock,
  quit(): void {
    if (runtime.quitting) return;
    runtime.quitting = !prevented('before-quit') && closeAll() && !prevented('will-quit');
    if (runtime.quitting) app.exit(Number(process.exitCode ?? 0));
  },
  exit(code = 0): void {
    runtime.quitting = true;
    app.emit('quit', {}, code);
    releaseLock();
    const done = (): void => {
      process.exit(code);
    };
    const chromium = runtime.devtools;
    if (chromium === undefined) {
      setImmediate(done);
      return;
    }
    chromium.onExit(done);
    chromium.send('Browser.close', {}).catch(debug);
    setTimeout(() => {
      chromium.process.kill('SIGKILL');
      done();
    }, 3000);
  },
  focus: inert,
  enableSandbox: inert, // Pages are sandboxed whether asked or not.
  disableHardwareAcceleration: inert,
  setAppUserModelId: inert,
  setAboutPanelOptions: inert,
});

function prevented(name: string): boolean {
  const event = cancellable({});
  app.emit(name, event);
  return event.defaultPrevented;
}

/** Closes the windows in turn; one that refuses keeps the application running. */
function closeAll(): boolean {
  runtime.quitting = true; // Not the moment for `window-all-closed`.
  const closed = [...windows].every((window) => {
    window.close();
    return window.isDestroyed();
  });
  runtime.quitting = false;
  return closed;
}

/** Tells the application that it may open windows. */
export function announceReady(): void {
  ready = true;
  app.emit('will-finish-launching');
  app.emit('ready', {}, {});
  whenReady.resolve(undefined);
}
