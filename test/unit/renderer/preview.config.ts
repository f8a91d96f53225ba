import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `npx vite --config test/unit/renderer/preview.config.ts`, then open /test/unit/renderer/preview.html?scenario=normal. */
export default defineConfig({
  root: resolve(import.meta.dirname, '../../..'),
  cacheDir: 'node_modules/.cache/preview',
  plugins: [react()],
  server: { port: 5199, strictPort: true, fs: { strict: true } },
  optimizeDeps: { entries: ['test/unit/renderer/preview.html'] },
});
