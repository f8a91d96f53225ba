import { join, resolve } from 'node:path';
import { build } from 'vite';
import { TREE_SHAKING } from '../../resources/build/tree-shaking.mts';

const root = resolve(import.meta.dirname, '../..');

/** Bundles the measured client and its threads, as the application is bundled. Returns the folder. */
export async function bundle(): Promise<string> {
  // Inside node_modules, so that packages that stay outside the bundle are found.
  const folder = join(root, 'node_modules/.cache/bench');
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      target: 'node24',
      outDir: folder,
      emptyOutDir: true,
      rolldownOptions: {
        input: {
          client: join(root, 'test/bench/client.ts'),
          'range-worker': join(root, 'src-main/clinic/postgres/range-worker.ts'),
          'cache-worker': join(root, 'src-main/cache/worker.ts'),
        },
        treeshake: TREE_SHAKING,
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  });
  return folder;
}
