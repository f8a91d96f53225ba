import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Fault } from '../../../src-main/base/fault.ts';
import { childWire } from '../../../src-main/processes/child.ts';
import { childEnvironment } from '../../../src-main/processes/environment.ts';
import { caller, type Wire } from '../../../src-main/processes/rpc.ts';
import { threadWire } from '../../../src-main/processes/thread.ts';

type Echo = {
  readonly echo: (input: unknown) => unknown;
  readonly fail: (input: null) => never;
  readonly surprise: (input: null) => never;
  readonly end: (input: null) => never;
  readonly absent: (input: null) => never;
};

let folder: string;
let childEntry: string;
let threadEntry: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'attestry-wire-'));
  const from = (path: string): string => JSON.stringify(join(import.meta.dirname, '../../../src-main', path));
  const entry = (name: string, wire: string): string => {
    const file = join(folder, name);
    writeFileSync(
      file,
      `import { Fault } from ${from('base/fault.ts')};
import { serve } from ${from('processes/rpc.ts')};
${wire}
serve(wire, {
  echo: (input: unknown) => input,
  fail: () => { throw new Fault('token-error', 'What happened.', 'What to do.'); },
  surprise: () => { throw new Error('with a secret'); },
  end: () => process.exit(3),
});
`,
    );
    return file;
  };
  childEntry = entry(
    'child.ts',
    `import { parentWire } from ${from('token/parent.ts')};\nconst wire = parentWire();`,
  );
  threadEntry = entry(
    'thread.ts',
    `import { parentPort } from 'node:worker_threads';
const wire = { post: (m) => parentPort.postMessage(m), onMessage: (l) => parentPort.on('message', l), onClose: () => {}, kill: () => {} };`,
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const gone = (code: number | null): Fault => new Fault('module-crashed', `gone ${String(code)}`, 'again');

describe.each<readonly [string, () => Wire]>([
  ['child process', () => childWire(childEntry)],
  ['worker thread', () => threadWire(threadEntry)],
])('calls over a %s', (_name, start) => {
  test('carry values both ways, in order', async () => {
    const wire = start();
    const remote = caller<Echo>(wire, gone);
    const values = [null, 'text', 5n, Uint8Array.from([1, 2, 3]), { list: [1] }, undefined];
    expect(await Promise.all(values.map((value) => remote.call('echo', value)))).toEqual(values);
    wire.kill();
  });

  test('carry faults with their sentences, and nothing of other errors', async () => {
    const wire = start();
    const remote = caller<Echo>(wire, gone);
    await expect(remote.call('fail', null)).rejects.toMatchObject({
      code: 'token-error',
      message: 'What happened.',
      remedy: 'What to do.',
    });
    for (const method of ['surprise', 'absent'] as const) {
      const error: unknown = await remote.call(method, null).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'internal' });
      expect((error as Error).message).not.toContain('secret');
    }
    wire.kill();
  });

  test('end with the other side, once, and later calls say so too', async () => {
    const wire = start();
    const remote = caller<Echo>(wire, gone);
    const both = [remote.call('end', null), remote.call('echo', 1)].map((done) =>
      done.catch((error: unknown) => error),
    );
    expect(await Promise.all(both)).toMatchObject([{ message: 'gone 3' }, { message: 'gone 3' }]);
    await expect(remote.call('echo', 1)).rejects.toThrow('gone 3');
    let told = 0;
    wire.onClose(() => (told += 1));
    expect(told).toBe(1);
  });
});

test('a child gets our environment without what is ours alone', () => {
  const own = {
    PATH: '/bin',
    ATTESTRY_PIN: '1',
    PGPASSWORD: 'x',
    DATABASE_URL: 'y',
    NODE_OPTIONS: 'z',
    NONE: undefined,
  };
  expect(childEnvironment(own, { SOFTHSM2_CONF: 'f' })).toEqual({ PATH: '/bin', SOFTHSM2_CONF: 'f' });
});
