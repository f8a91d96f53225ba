import { expect, test } from './fixture.ts';

// A page that an attacker controls completely: everything it tries from inside must fail.
test('a hostile page finds no way to node, to the network, to another origin or to an unlisted channel', async ({
  page,
  electronApp,
}) => {
  const found = await page.evaluate(async () => {
    const w = window as unknown as Record<string, unknown>;
    const bridge = w.attestry as {
      invoke: (channel: unknown, input: unknown) => Promise<unknown>;
      on: (event: unknown, listener: () => void) => unknown;
    };
    const attempt = async (work: () => unknown): Promise<string> => {
      try {
        return `went through: ${JSON.stringify(await work())}`;
      } catch (error) {
        return `refused: ${(error as Error).name}`;
      }
    };
    const frame = document.createElement('iframe');
    frame.src = 'https://example.invalid/';
    document.body.append(frame);
    const script = document.createElement('script');
    script.textContent = 'window.inlineRan = true';
    document.body.append(script);
    const remote = document.createElement('script');
    remote.src = 'https://example.invalid/x.js';
    document.body.append(remote);
    const image = new Image();
    image.src = 'https://example.invalid/leak.png';
    await new Promise((done) => setTimeout(done, 300));
    return {
      globals: ['require', 'process', 'Buffer', 'module', 'electron', 'ipcRenderer'].filter(
        (name) => name in w,
      ),
      bridge: Object.keys(bridge).sort(),
      frozen: Object.isFrozen(bridge),
      unlisted: await attempt(() => bridge.invoke('fs.read', {})),
      prototype: await attempt(() => bridge.invoke('constructor', {})),
      notText: await attempt(() => bridge.invoke({ toString: () => 'app.status' }, {})),
      unlistedEvent: await attempt(() => bridge.on('update', () => undefined)),
      fetch: await attempt(() => fetch('https://example.invalid/')),
      file: await attempt(() => fetch('file:///etc/passwd')),
      socket: await attempt(
        () =>
          new Promise((_done, fail) => {
            const socket = new WebSocket('wss://example.invalid/');
            socket.onerror = () => {
              fail(new Error('closed'));
            };
          }),
      ),
      traversal: await fetch('./../../package.json').then(
        (r) => r.status,
        () => 0,
      ),
      encoded: await fetch('./%2e%2e%2f%2e%2e%2fpackage.json').then(
        (r) => r.status,
        () => 0,
      ),
      evaluated: await attempt(
        () =>
          new Promise((done, fail) =>
            setTimeout(() => {
              try {
                done((0, eval)('1 + 1'));
              } catch (error) {
                fail(error instanceof Error ? error : new Error('refused'));
              }
            }),
          ),
      ),
      opened: window.open('https://example.invalid/') === null,
      inlineRan: 'inlineRan' in w,
      imageLoaded: image.naturalWidth > 0,
    };
  });
  expect(found).toMatchObject({
    globals: [],
    bridge: ['invoke', 'on'],
    frozen: true,
    unlisted: expect.stringMatching(/^refused/),
    prototype: expect.stringMatching(/^refused/),
    notText: expect.stringMatching(/^refused/),
    unlistedEvent: expect.stringMatching(/^refused/),
    fetch: expect.stringMatching(/^refused/),
    file: expect.stringMatching(/^refused/),
    socket: expect.stringMatching(/^refused/),
    evaluated: expect.stringMatching(/^refused/),
    opened: true,
    inlineRan: false,
    imageLoaded: false,
  });
  expect(found.traversal).not.toBe(200);
  expect(found.encoded).not.toBe(200);
  expect(electronApp.windows()).toHaveLength(1);
});

test('inputs that do not fit are refused with a code, and never reach a service', async ({ page }) => {
  const codes = await page.evaluate(async () => {
    const { invoke } = (
      window as unknown as {
        attestry: { invoke: (c: string, i: unknown) => Promise<{ ok: boolean; error?: { code: string } }> };
      }
    ).attestry;
    const hostile: [string, unknown][] = [
      ['audit.verify', { level: 'deep' }],
      ['audit.verify', { level: 'basic', extra: 1 }],
      ['audit.verify', null],
      ['audit.findings', { runId: "x'; drop table run; --", offset: 0, limit: 10, type: null }],
      ['audit.findings', { runId: 'x', offset: 0, limit: 1e9, type: null }],
      ['clinic.check', { host: 'x', port: 70000, database: 'x', user: 'x', password: '', caHandle: null }],
      [
        'clinic.check',
        { host: 'x', port: 1, database: 'x', user: 'x', password: '', caHandle: '../../etc/passwd' },
      ],
      ['session.sign-in', { serial: 'x', pin: 'x'.repeat(100_000) }],
      ['reports.reveal', { handle: '/etc/passwd' }],
      ['jobs.cancel', { jobId: '__proto__ ' }],
    ];
    const found: (string | undefined)[] = [];
    for (const [channel, input] of hostile) found.push((await invoke(channel, input)).error?.code);
    return found;
  });
  expect(new Set(codes)).toEqual(new Set(['input-refused']));
});
