import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ElectronApplication, Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe objects to by the rules of WCAG 2.2 AA, as lines that say where. */
export async function axeObjections(page: Page): Promise<readonly string[]> {
  // A page that was loaded anew has lost it.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(options: unknown): Promise<AxeResults> } };
    return axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      resultTypes: ['violations'],
    });
  });
  return violations.flatMap(({ id, nodes }) =>
    // The body of a grid scrolls with the row that the grid's own keys choose; the grid is the Tab stop.
    nodes
      .filter(({ target }) => id !== 'scrollable-region-focusable' || !String(target).includes('.table-body'))
      .slice(0, 3)
      .map(({ target, failureSummary }) => `${id} at ${String(target)}: ${failureSummary ?? ''}`),
  );
}

/** The same in both colour schemes, each line with its scheme; ends in the light one. */
export async function axeInBothSchemes(app: ElectronApplication, page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const scheme of ['dark', 'light'] as const) {
    await app.evaluate(({ nativeTheme }, source) => {
      nativeTheme.themeSource = source;
    }, scheme);
    await page.waitForTimeout(300);
    for (const line of await axeObjections(page)) found.push(`${scheme}: ${line}`);
  }
  return found;
}
