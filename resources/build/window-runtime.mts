import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from './bundles.mts';

/** What shows the window: Electron, or the development stand-in over the system's Chromium. */
export type WindowRuntime = 'electron' | 'stand-in';

const STAND_IN =
  "the development stand-in in the system's Chromium. It keeps no secrets: use it with made-up data only.";
const DOWNLOAD_LIMIT_MS = 180_000;
const electron = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
const { version } = JSON.parse(readFileSync(join(electron, 'package.json'), 'utf8')) as { version: string };
/** Remembers which version could not be downloaded, so that later starts do not wait again. */
const failedMark = join(root, 'node_modules/.cache/attestry/electron-not-available');

/** The script that runs whatever the npm package `electron` points at. */
export const electronCli = join(electron, 'cli.js');

/** Whether the display is there that a window needs. */
export const hasDisplay = (): boolean =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);

function hasBinary(): boolean {
  const pathFile = join(electron, 'path.txt');
  return existsSync(pathFile) && existsSync(join(electron, 'dist', readFileSync(pathFile, 'utf8')));
}

const failedBefore = (): boolean => existsSync(failedMark) && readFileSync(failedMark, 'utf8') === version;

/** Downloads Electron's binary, once; false if that cannot be done within three minutes. */
function download(): boolean {
  console.error("Fetching Electron's binary; this is done once.");
  spawnSync(process.execPath, [join(electron, 'install.js')], {
    stdio: 'ignore',
    timeout: DOWNLOAD_LIMIT_MS,
  });
  mkdirSync(dirname(failedMark), { recursive: true });
  if (hasBinary()) rmSync(failedMark, { force: true });
  else writeFileSync(failedMark, version);
  return hasBinary();
}

/**
 * Chooses what shows the window, and says so in one line where it is not Electron. `ATTESTRY_RUNTIME` (`electron` or
 * `stand-in`) decides beforehand; `electron` also tries the download again. Ends the process if that fails.
 */
export function chooseRuntime(): WindowRuntime {
  const wanted = process.env.ATTESTRY_RUNTIME;
  if (wanted !== undefined && wanted !== 'electron' && wanted !== 'stand-in') {
    console.error('ATTESTRY_RUNTIME is either "electron" or "stand-in".');
    process.exit(1);
  }
  if (wanted === 'stand-in') {
    console.error(`Running on ${STAND_IN}`);
    return 'stand-in';
  }
  if (hasBinary() || ((wanted === 'electron' || !failedBefore()) && download())) return 'electron';
  if (wanted === 'electron') {
    console.error(
      "Electron's binary could not be had. Check the network, or start without ATTESTRY_RUNTIME.",
    );
    process.exit(1);
  }
  console.error(`Electron's binary could not be had; running on ${STAND_IN}`);
  return 'stand-in';
}

/** Arguments and environment of {@link electronCli} that show the window on a runtime. */
export function windowCommand(runtime: WindowRuntime): { args: readonly string[]; env: NodeJS.ProcessEnv } {
  const env = { ...process.env };
  delete env.ELECTRON_OVERRIDE_DIST_PATH;
  delete env.ELECTRON_RUN_AS_NODE;
  if (runtime === 'stand-in') {
    return { args: ['.'], env: { ...env, ELECTRON_OVERRIDE_DIST_PATH: join(root, 'test/electron') } };
  }
  // Chromium refuses to sandbox for root.
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  return { args: isRoot ? ['--no-sandbox', '.'] : ['.'], env };
}
