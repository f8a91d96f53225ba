import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { TREE_SHAKING } from './tree-shaking.mts';

const root = resolve(import.meta.dirname, '../..');
const at = (file: string): string => resolve(root, file);

/** Entries of the main process: the window, the command line, and the processes and threads they start. */
const MAIN = {
  main: at('src-main/main.ts'),
  cli: at('src-main/command-line.ts'),
  'token-process': at('src-main/token/process.ts'),
  'cache-worker': at('src-main/cache/worker.ts'),
  'report-worker': at('src-main/reports/render-worker.ts'),
  'framework-worker': at('src-main/controls/framework-worker.ts'),
  'fhir-worker': at('src-main/fhir/worker.ts'),
  'range-worker': at('src-main/clinic/postgres/range-worker.ts'),
};

// Every path is explicit: the folder names of this project are not electron-vite's defaults.
export default defineConfig({
  main: {
    build: {
      outDir: at('out/main'),
      rolldownOptions: {
        input: MAIN,
        treeshake: TREE_SHAKING,
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      // A sandboxed preload must be CommonJS.
      rolldownOptions: {
        input: { preload: at('src-main/shell/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src-renderer'),
    base: './',
    plugins: [react()],
    build: {
      outDir: at('out/renderer'),
      minify: true,
      rolldownOptions: { input: at('src-renderer/index.html') },
    },
  },
});
