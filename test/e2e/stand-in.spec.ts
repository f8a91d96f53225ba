import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test, type ElectronApplication, type Page } from '@playwright/test';
import { firstScreen, launch, newUserData, root, windowOf } from './fixture.ts';

/* What the application relies on in Electron, checked with a small application of its own: on the stand-in, and by
   ATTESTRY_E2E=electron on Electron itself, which is how the stand-in is held to it. */

interface Probe {
  invoke(channel: string, ...args: unknown[]): Promise<unknown>;
  on(channel: string, listener: (...values: unknown[]) => void): () => void;
  add(a: unknown, b: number): number;
  fail(): never;
  later(callback: (n: number) => number): number;
  bytes(value: Uint8Array): unknown;
  made(): Map<string, Date>;
  reject(): Promise<never>;
  readonly nested: { readonly list: readonly unknown[]; readonly when: Date };
  readonly versions: { readonly electron: string };
}
interface Seen {
  opened: string[];
  navigations: [string, string][];
  downloads: string[];
  second: string[];
}
declare global {
  interface Window {
    readonly probe: Probe;
  }
  var seen: Seen;
  var openWindow: () => Promise<void>;
}

const probeDir = join(root, 'test/electron/probe');
let userData: string;
let electronApp: ElectronApplication;
let page: Page;

test.beforeAll(async () => {
  userData = newUserData();
  electronApp = await launch({ appDir: probeDir, userData });
  page = await firstScreen(electronApp);
});
test.beforeEach(async () => {
  await page.reload();
  await page.locator('[data-ready="true"]').waitFor({ state: 'attached' });
  await electronApp.evaluate(() => {
    Object.assign(globalThis.seen, { opened: [], navigations: [], downloads: [], second: [] });
  });
});
test.afterAll(async () => {
  await electronApp.close();
  rmSync(userData, { recursive: true, force: true });
});

const seen = (): Promise<Seen> => electronApp.evaluate(() => globalThis.seen);
const windowCount = (): Promise<number> =>
  electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

test('values keep their kinds through the channel', async () => {
  const result = await page.evaluate(async () => {
    const sent = {
      ...{ bytes: new Uint8Array([1, 2, 255]), when: new Date(86_400_000), tags: new Map([['a', 1]]) },
      ...{
        set: new Set([10n]),
        nothing: undefined,
        list: [1, -0, Infinity],
        floats: new Float64Array([0.5]),
      },
    };
    const back = (await window.probe.invoke('echo', sent)) as typeof sent;
    return {
      kinds: Object.values(back).map((value) => Object.prototype.toString.call(value).slice(8, -1)),
      ...{
        bytes: [...back.bytes],
        when: back.when.toISOString(),
        tag: back.tags.get('a'),
        big: back.set.has(10n),
      },
      ...{ list: back.list.map(String), negativeZero: Object.is(back.list[1], -0), float: back.floats[0] },
      ...{ nothing: 'nothing' in back },
    };
  });
  expect(result).toEqual({
    kinds: ['Uint8Array', 'Date', 'Map', 'Set', 'Undefined', 'Array', 'Float64Array'],
    ...{ bytes: [1, 2, 255], when: '1970-01-02T00:00:00.000Z', tag: 1, big: true },
    ...{ list: ['1', '0', 'Infinity'], negativeZero: true, float: 0.5, nothing: true },
  });
});

test('failures of handlers arrive in the words of Electron', async () => {
  const failure = (channel: string, how?: string): Promise<unknown> =>
    page.evaluate(
      ([name, argument]) =>
        window.probe.invoke(name!, argument).catch((error: unknown) => {
          const { name: kind, message, code } = error as Error & { code?: string };
          return { name: kind, message, code };
        }),
      [channel, how],
    );
  expect(await failure('fail')).toEqual({
    ...{ name: 'Error', message: "Error invoking remote method 'fail': Error: boom", code: undefined },
  });
  expect(await failure('fail', 'type')).toMatchObject({
    message: "Error invoking remote method 'fail': TypeError: bad argument",
  });
  expect(await failure('fail', 'unclonable')).toMatchObject({
    message: expect.stringContaining('An object could not be cloned.'),
  });
  expect(await failure('nothing')).toMatchObject({
    message: "Error invoking remote method 'nothing': Error: No handler registered for 'nothing'",
  });
});

test('values and functions cross the bridge as copies and proxies', async () => {
  const result = await page.evaluate(async () => {
    const { probe } = window;
    const caught = (action: () => unknown): unknown[] => {
      try {
        return [action()];
      } catch (error) {
        return [error instanceof Error, (error as Error).message, (error as { code?: number }).code];
      }
    };
    const made = probe.made();
    return {
      ...{ sum: probe.add(1, 2), failed: caught(() => probe.fail()), later: probe.later((n) => n * 2) },
      ...{ bytes: probe.bytes(new Uint8Array(7)), map: [made instanceof Map, Number(made.get('k'))] },
      rejected: await probe
        .reject()
        .catch((error: unknown) => [error instanceof Error, (error as Error).message]),
      frozen: [probe, probe.nested.list, probe.nested.list[1]].map((value) => Object.isFrozen(value)),
      when: Number(probe.nested.when),
      uncloned: caught(() => probe.add(new WeakMap(), 1))[1],
      writable: Object.getOwnPropertyDescriptor(window, 'probe')?.writable,
    };
  });
  expect(result).toEqual({
    ...{ sum: 3, failed: [true, 'too far', undefined], later: 41, bytes: [true, 7], map: [true, 5] },
    ...{ rejected: [true, 'nope'], frozen: [true, true, true], when: 1, writable: false },
    uncloned: expect.stringContaining('could not be cloned') as unknown,
  });
});

test('the main process pushes to the page, and knows which page asked', async () => {
  await page.evaluate(() => {
    const pushed: unknown[] = [];
    Object.assign(window, { pushed });
    window.probe.on('tick', (value) => pushed.push(value));
  });
  await electronApp.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]!.webContents.send('tick', { n: 9 });
  });
  await expect.poll(() => page.evaluate('window.pushed')).toEqual([{ n: 9 }]);
  expect(await page.evaluate(() => window.probe.invoke('sender'))).toEqual([
    ...['app://probe/index.html', true, null],
  ]);
});

test('the worlds are isolated and nothing of the bridge is left on the window', async () => {
  const result = await page.evaluate(() => {
    const global = window as unknown as Record<string, unknown>;
    const tampered = Reflect.set(window, 'probe', 1) || Reflect.set(window.probe, 'invoke', 1);
    const traces = Object.getOwnPropertyNames(window).filter((n) =>
      /standin|electron|ipc|^_[0-9a-f]{8}/i.test(n),
    );
    return {
      ...{
        secret: 'preloadSecret' in window,
        require: typeof global.require,
        process: typeof global.process,
      },
      ...{ tampered, traces, secure: isSecureContext },
    };
  });
  expect(result).toEqual({
    ...{
      secret: false,
      require: 'undefined',
      process: 'undefined',
      tampered: false,
      traces: [],
      secure: true,
    },
  });
});

test('a hostile page cannot reach the world of the preload', async () => {
  const result = await page.evaluate(async () => {
    const hijacked = (): never => {
      throw new Error('hijacked');
    };
    const stolen: unknown[] = [];
    Object.defineProperty(MouseEvent.prototype, 'relatedTarget', { get: () => stolen.push('port') });
    EventTarget.prototype.dispatchEvent = hijacked;
    window.structuredClone = hijacked;
    window.CustomEvent = hijacked as unknown as typeof CustomEvent;
    const answer = await window.probe.invoke('echo', 'still there');
    document.open(); // Takes away the document's listeners.
    document.close();
    return { answer, stolen, electron: window.probe.versions.electron.length > 0 };
  });
  expect(result).toEqual({ answer: 'still there', stolen: [], electron: true });
});

test('a reload keeps the bridge; storage, fetch and crypto work on the scheme', async () => {
  await page.evaluate(() => {
    localStorage.setItem('k', 'v');
  });
  await page.reload();
  await page.locator('[data-ready="true"]').waitFor({ state: 'attached' });
  const result = await page.evaluate(async () => [
    localStorage.getItem('k'),
    await window.probe.invoke('size', new Uint8Array(9)),
    (await fetch('./index.html')).status,
    (await fetch('./missing')).status,
    typeof crypto.subtle.digest,
  ]);
  expect(result).toEqual(['v', 9, 200, 404, 'function']);
  expect((await seen()).navigations).toEqual([]);
});

test('window.open and links to new windows are denied', async () => {
  expect(await page.evaluate(() => window.open('https://evil.example/') === null)).toBe(true);
  await page.getByRole('link', { name: 'help' }).click();
  await expect.poll(async () => (await seen()).opened).toContain('https://docs.example/help');
  expect(await windowCount()).toBe(1);
  expect(electronApp.windows()).toHaveLength(1);
});

test('the page cannot navigate away', async () => {
  const before = page.url();
  await page.getByRole('link', { name: 'leave' }).click({ noWaitAfter: true });
  await expect.poll(async () => JSON.stringify(await seen())).toContain('https://evil.example/"');
  await page.evaluate(() => {
    location.href = 'file:///etc/passwd';
    location.href = 'https://evil.example/2';
  });
  await expect.poll(async () => JSON.stringify(await seen())).toContain('https://evil.example/2');
  expect(page.url()).toBe(before);
  expect(await page.evaluate(() => window.probe.invoke('echo', 1))).toBe(1);
});

test('modified clicks, forms, refreshes and frames neither open nor navigate', async () => {
  const before = page.url();
  const leave = page.getByRole('link', { name: 'leave' });
  for (const modifiers of [['Control'], ['Shift'], ['Control', 'Shift']] as const)
    await leave.click({ modifiers: [...modifiers], noWaitAfter: true });
  await leave.click({ button: 'middle', noWaitAfter: true });
  await page.getByRole('button', { name: 'submit' }).click({ noWaitAfter: true });
  await page.evaluate(() => {
    const frame = document.createElement('iframe');
    frame.src = 'https://evil.example/frame';
    document.body.append(frame);
  });
  // A refresh is dropped by the browser while another navigation is under way: it is tried until it was seen.
  await expect(async () => {
    await page.evaluate(() => {
      const refresh = document.createElement('meta');
      Object.assign(refresh, { httpEquiv: 'refresh', content: '0;url=https://evil.example/meta' });
      document.head.append(refresh);
    });
    await page.waitForTimeout(200);
    expect((await seen()).navigations).toEqual(
      expect.arrayContaining([
        ['will-frame-navigate', 'https://evil.example/frame'],
        ['will-frame-navigate', 'https://evil.example/meta'],
      ]),
    );
  }).toPass({ timeout: 15_000 });
  await expect.poll(async () => (await seen()).opened.length).toBeGreaterThanOrEqual(4);
  expect(page.url()).toBe(before);
  expect(await windowCount()).toBe(1);
  await expect.poll(() => electronApp.windows().filter((each) => !each.isClosed()).length).toBe(1);
});

test('the content security policy is enforced', async () => {
  const result = await page.evaluate(async () => {
    const violated: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => violated.push(event.effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'window.injected = 1';
    document.body.append(script);
    const fetched = await fetch('https://evil.example/').then(
      () => 'reached',
      () => 'blocked',
    );
    await new Promise((resolve) => setTimeout(resolve)); // DevTools lifts the ban on eval during its own call.
    let evaluated = 'ran';
    try {
      (0, eval)('1+1');
    } catch (error) {
      evaluated = (error as Error).name;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { violated, fetched, evaluated, injected: 'injected' in window };
  });
  expect(result).toEqual({
    violated: ['script-src-elem', 'connect-src', 'script-src'],
    ...{ fetched: 'blocked', evaluated: 'EvalError', injected: false },
  });
});

test('permissions and downloads are refused', async () => {
  const state = page.evaluate(async () => (await navigator.permissions.query({ name: 'geolocation' })).state);
  expect(await state).toBe('denied');
  await page.getByRole('link', { name: 'download' }).click({ noWaitAfter: true });
  await expect.poll(async () => (await seen()).downloads).toEqual(['app://probe/file.bin']);
});

test('a utility process answers', async () => {
  expect(await page.evaluate(() => window.probe.invoke('work', 21))).toBe(45);
});

test('a dialog can be answered by the test', async () => {
  await electronApp.evaluate(({ dialog }) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: '/chosen/report.pdf' });
  });
  expect(await page.evaluate(() => window.probe.invoke('save'))).toBe('/chosen/report.pdf');
});

test('safe storage gives back what it took', async () => {
  expect(await page.evaluate(() => window.probe.invoke('keep', 'a text'))).toEqual({
    ...{ hidden: true, same: true, sync: true },
  });
});

test('the theme reaches the page', async () => {
  const dark = (): Promise<boolean> =>
    page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  expect(await page.evaluate(() => window.probe.invoke('theme', 'dark'))).toBe(true);
  await expect.poll(dark).toBe(true);
  expect(await page.evaluate(() => window.probe.invoke('theme', 'light'))).toBe(false);
  await expect.poll(dark).toBe(false);
});

test('a window may refuse to close', async () => {
  const [second] = await Promise.all([
    electronApp.waitForEvent('window'),
    electronApp.evaluate(() => globalThis.openWindow()),
  ]);
  await second.locator('[data-ready="true"]').waitFor({ state: 'attached' });
  const handle = await windowOf(electronApp, second);
  await handle.evaluate((window) => {
    window.once('close', (event) => {
      event.preventDefault();
    });
    window.close();
  });
  expect(await windowCount()).toBe(2);
  await handle.evaluate((window) => {
    window.close();
  });
  await expect.poll(windowCount).toBe(1);
});

test('a second start hands over its arguments and ends', async () => {
  const cli = createRequire(import.meta.url).resolve('electron/cli.js');
  const second = spawnSync(process.execPath, [cli, probeDir, `--user-data-dir=${userData}`, 'hello.pdf'], {
    ...{ encoding: 'utf8', timeout: 30_000 },
  });
  expect(second.status).toBe(0);
  await expect.poll(async () => (await seen()).second).toEqual(['hello.pdf']);
});

test('what the stand-in lacks throws by name', async () => {
  test.skip(process.env.ATTESTRY_E2E === 'electron', 'Electron lacks nothing');
  const message = await electronApp.evaluate(({ app }) => {
    try {
      return String(app.setBadgeCount(1));
    } catch (error) {
      return (error as Error).message;
    }
  });
  expect(message).toBe('electron stand-in: app.setBadgeCount is not implemented');
});
