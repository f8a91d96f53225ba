import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The repository. */
export const root = resolve(import.meta.dirname, '../..');
/** The command line's bundle. */
export const cliBundle = join(root, 'out/main/cli.js');

const BUNDLES = ['out/main/main.js', 'out/main/cli.js', 'out/preload/preload.cjs', 'out/renderer/index.html'];
const SOURCES = [
  'src-main',
  'src-shared',
  'src-renderer',
  'package.json',
  'resources/build/electron.vite.config.ts',
  'resources/build/tree-shaking.mts',
];

const changedAt = (file: string): number =>
  statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Milliseconds since 1970 of the youngest change to a source; folders count too, so that removals do. */
function youngestSource(): number {
  const files = SOURCES.flatMap((source) => {
    const isFolder = statSync(join(root, source)).isDirectory();
    const inside = isFolder ? readdirSync(join(root, source), { recursive: true, encoding: 'utf8' }) : [];
    return [source, ...inside.map((file) => join(source, file))];
  });
  return Math.max(...files.map(changedAt));
}

/** Whether a bundle is missing or older than a source. */
export const bundlesAreStale = (): boolean => Math.min(...BUNDLES.map(changedAt)) < youngestSource();

/**
 * Builds the bundles; everything the build says goes to stderr, as stdout belongs to the program that follows. Ends the
 * process with the build's exit code if it fails.
 */
export function build(): void {
  const { status } = spawnSync('npm', ['run', '-s', 'build'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  console.error('Attestry could not be built; the lines above say why.');
  process.exit(status ?? 1);
}
