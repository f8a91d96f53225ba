// Starts the application's own main bundle under Node, with `electron` resolved to ./module.ts.
import { createRequire, enableCompileCache, registerHooks } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as runtime from './runtime.ts';

// Stripping the types of this folder and compiling the bundle is then done once, not at every start.
enableCompileCache(join(import.meta.dirname, '../../node_modules/.cache/node'));
process.argv = [join(import.meta.dirname, 'electron'), ...runtime.args];
const resources = runtime.packagedResources;
Object.assign(process, {
  type: 'browser',
  resourcesPath: resolve(resources ?? join(import.meta.dirname, 'resources')),
  ...(resources === undefined ? { defaultApp: true } : {}),
});
Object.defineProperty(process, 'versions', {
  value: { ...process.versions, electron: runtime.electronVersion(), chrome: '0.0.0.0' },
});

const url = pathToFileURL(join(import.meta.dirname, 'module.ts')).href;
registerHooks({
  resolve: (specifier, context, next) =>
    /^electron(\/(main|common))?$/.test(specifier)
      ? { url, format: 'module-typescript', shortCircuit: true }
      : next(specifier, context),
});

const { start } = await import('./start.ts');
const require = createRequire(import.meta.url);
// Playwright asks Node's console for `require`, which a module of this kind does not have.
Object.assign(globalThis, { require });
for (const file of runtime.preloads) require(resolve(file));
try {
  await import(pathToFileURL(runtime.mainFile).href);
  await start();
} catch (error) {
  console.error('App threw an error during load\n', error);
  process.exit(1);
}
