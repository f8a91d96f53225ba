import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { CHANNELS, EVENTS } from '../../src-shared/ipc/channels.ts';
import { expect, firstScreen, launch, newUserData, root, test } from './fixture.ts';

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`;

// Figures are printed, not asserted: the machine may be busy. What would be wrong on any machine is asserted.
test('launch, bundles and the invoke round trip', async () => {
  const launches: number[] = [];
  for (let run = 0; run < 3; run++) {
    const begun = performance.now();
    const app = await launch({ userData: newUserData() });
    const page = await firstScreen(app);
    launches.push(performance.now() - begun);
    if (run === 2) {
      const times = await page.evaluate(async () => {
        const { invoke } = (
          window as unknown as { attestry: { invoke: (c: string, i: unknown) => Promise<{ ok: boolean }> } }
        ).attestry;
        const taken: number[] = [];
        for (let call = 0; call < 500; call++) {
          const at = performance.now();
          const { ok } = await invoke('jobs.list', {});
          if (!ok) throw new Error('refused');
          taken.push(performance.now() - at);
        }
        return taken.sort((a, b) => a - b);
      });
      console.log(
        `invoke round trip: p50 ${times[250]?.toFixed(2) ?? ''} ms, p95 ${times[475]?.toFixed(2) ?? ''} ms`,
      );
      expect(times).toHaveLength(500);
    }
    await app.close();
  }
  console.log(`launch to first useful screen: ${launches.map((ms) => `${ms.toFixed(0)} ms`).join(', ')}`);

  const files = (folder: string): string[] =>
    readdirSync(join(root, 'out', folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  for (const folder of ['main', 'preload', 'renderer']) {
    const all = files(folder);
    const raw = all.reduce((sum, file) => sum + statSync(file).size, 0);
    const packed = all.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
    console.log(`bundle ${folder}: ${all.length} files, ${kilobytes(raw)}, ${kilobytes(packed)} compressed`);
    expect(raw).toBeGreaterThan(0);
  }
  // The names of channels and events, two functions, and nothing else.
  const all = [...CHANNELS, ...EVENTS];
  // Each name stands on a line of its own there: two characters more than here.
  const names = JSON.stringify(all).length + 2 * all.length;
  expect(statSync(join(root, 'out/preload/preload.cjs')).size).toBeLessThan(names + 1200);
});
