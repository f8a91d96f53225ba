import { resolve } from 'node:path';
import { defineConfig } from '@playwright/test';

const root = resolve(import.meta.dirname, '../..');

// One switch: ATTESTRY_E2E=electron runs the same suite on real Electron, otherwise it runs on the stand-in.
if (process.env.ATTESTRY_E2E !== 'electron')
  process.env.ELECTRON_OVERRIDE_DIST_PATH = resolve(root, 'test/electron');
else delete process.env.ELECTRON_OVERRIDE_DIST_PATH;

export const config = defineConfig({
  testDir: import.meta.dirname,
  outputDir: resolve(root, 'test-results/runs'),
  timeout: 60_000,
  workers: 1,
  // A busy build machine may be late once; a test that needed its second try is listed as flaky.
  retries: process.env.CI === undefined ? 0 : 1,
  reporter: 'list',
  use: { trace: 'retain-on-failure' },
});
export { config as default };
