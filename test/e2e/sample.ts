import { join } from 'node:path';
import { type BrowserWindow } from 'electron';
import type { ElectronApplication, Page } from '@playwright/test';
import { attestry, attestryJson } from '../fixtures/command.ts';
import { screens, temporaryFolder } from './fixture.ts';

/** A profile with a sample clinic of its own, made by the command line. */
export type SampleProfile = {
  readonly folder: string;
  readonly adminUrl: string;
  readonly databaseUrl: string;
  readonly caCertificate: string;
  readonly pin: string;
  readonly module: string;
  readonly softhsmConf: string;
  down(): Promise<void>;
};

/** Brings a sample clinic up in a new profile. */
export async function sampleProfile(entries: number): Promise<SampleProfile> {
  const folder = temporaryFolder('attestry-e2e-sample-');
  const { code, json } = await attestryJson<Omit<SampleProfile, 'folder' | 'down'>>(folder, [
    'sample',
    'up',
    '--entries',
    String(entries),
  ]);
  if (code !== 0) throw new Error(`the sample clinic did not come up: ${JSON.stringify(json)}`);
  return {
    ...json,
    folder,
    down: async () => {
      await attestry(folder, ['sample', 'down', '--delete']);
    },
  };
}

const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const;

/** Keeps a picture of the screen in both sizes and both colour schemes; ends in the first of each. */
export async function pictures(app: ElectronApplication, page: Page, name: string): Promise<void> {
  const window = await app.browserWindow(page);
  for (const scheme of ['dark', 'light'] as const) {
    await app.evaluate(({ nativeTheme }, source) => {
      nativeTheme.themeSource = source;
    }, scheme);
    for (const size of [...SIZES].reverse()) {
      await window.evaluate((w: BrowserWindow, { width, height }) => {
        w.setContentSize(width, height);
      }, size);
      await page.waitForFunction(({ width }) => innerWidth === width, size);
      await page.waitForTimeout(150);
      await page.screenshot({ path: join(screens, `${name}-${scheme}-${size.width}.png`) });
    }
  }
}
