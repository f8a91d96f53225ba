import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { childWire } from '../../src-main/processes/child.ts';
import type { Wire } from '../../src-main/processes/rpc.ts';
import { openTokenModule, tokenModuleClient } from '../../src-main/token/client.ts';
import { ENTRY, softToken, type SoftToken } from './token-softhsm.ts';

const open = openTokenModule(ENTRY, childWire);
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'attestry-module-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a file that cannot be used', () => {
  const infoOf = async (file: string): Promise<unknown> => {
    const module = open(file);
    try {
      return await module.info().catch((error: unknown) => error);
    } finally {
      await module.close();
    }
  };

  test('is missing', async () => {
    expect(await infoOf(join(folder, 'none.so'))).toMatchObject({ code: 'module-missing' });
  });

  test('is made for another processor, and both are named', async () => {
    const file = join(folder, 'other.so');
    const header = Buffer.alloc(128);
    header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
    header.writeUInt16LE(3, 16);
    header.writeUInt16LE(process.arch === 'arm64' ? 0x3e : 0xb7, 18);
    writeFileSync(file, header);
    const fault = await infoOf(file);
    expect(fault).toMatchObject({ code: 'module-architecture' });
    expect((fault as Error).message).toContain('(arm64)');
    expect((fault as Error).message).toContain('(x64)');
  });

  test('is no program library', async () => {
    const file = join(folder, 'text.so');
    writeFileSync(file, 'not a library\n'.repeat(20));
    expect(await infoOf(file)).toMatchObject({ code: 'module-unusable' });
    expect(await infoOf(folder)).toMatchObject({ code: 'module-unusable' });
  });

  test('is a library without PKCS#11 functions', async () => {
    const library = createRequire(import.meta.url).resolve('pkcs11js/build/Release/pkcs11.node');
    const file = join(folder, 'library.so');
    copyFileSync(library, file);
    const fault = await infoOf(file);
    expect(fault).toMatchObject({ code: 'module-unusable' });
    expect((fault as Error).message).not.toContain(folder);
  });
});

describe('the process of a module', () => {
  let token: SoftToken;
  beforeAll(() => {
    token = softToken('process');
  });
  afterAll(() => {
    token.discard();
  });
  const watched = (): { readonly start: () => Wire; readonly wires: Wire[] } => {
    const wires: Wire[] = [];
    return {
      wires,
      start: () => {
        const wire = childWire(ENTRY, [token.module], token.environment);
        wires.push(wire);
        return wire;
      },
    };
  };

  test('killed in the middle of a call: told once, started again by the next, signed out', async () => {
    const { start, wires } = watched();
    const module = tokenModuleClient(start);
    const [info] = await module.tokens();
    await module.signIn(info!.serial, token.pin);
    const underWay = module
      .generateSigningKey(info!.serial, '01', 'officer')
      .catch((error: unknown) => error);
    const queued = module.keys(info!.serial).catch((error: unknown) => error);
    await new Promise((resolve) => setImmediate(resolve));
    wires[0]!.kill();
    expect(await underWay).toMatchObject({ code: 'module-crashed' });
    expect(await queued).toMatchObject({ code: 'not-signed-in' });
    expect(wires).toHaveLength(2);
    await module.signIn(info!.serial, token.pin);
    await module.close();
    await expect(module.tokens()).rejects.toMatchObject({ code: 'module-crashed' });
    expect(wires).toHaveLength(2);
  });

  test('that does not answer in time is ended', async () => {
    const script = join(folder, 'silent.cjs');
    writeFileSync(script, "process.on('message', () => undefined)");
    let ended: Promise<unknown> = Promise.resolve();
    const start = (): Wire => {
      const wire = childWire(script);
      ended = new Promise((resolve) => {
        wire.onClose(resolve);
      });
      return wire;
    };
    const module = tokenModuleClient(start, { load: 200 });
    await expect(module.tokens()).rejects.toMatchObject({ code: 'token-timeout' });
    await ended;
    await module.close();
  });

  test('that cannot be started is told, with a growing pause between the attempts', async () => {
    const module = tokenModuleClient(() => childWire(join(folder, 'no-such-entry.ts')));
    const begun = performance.now();
    for (let attempt = 0; attempt < 3; attempt += 1)
      await expect(module.info()).rejects.toMatchObject({ code: 'module-crashed' });
    expect(performance.now() - begun).toBeGreaterThan(500);
    await module.close();
  });

  test('is not handed our PIN or database address', async () => {
    const script = join(folder, 'environment.cjs');
    writeFileSync(
      script,
      "process.on('message', () => process.send(Object.keys(process.env))); process.on('disconnect', () => process.exit())",
    );
    process.env.ATTESTRY_PIN = '000000';
    process.env.PGPASSWORD = 'secret';
    try {
      const wire = childWire(script, [], { SOFTHSM2_CONF: 'x' });
      const names = new Promise<unknown>((resolve) => {
        wire.onMessage(resolve);
      });
      wire.post(1);
      expect(await names).toContain('SOFTHSM2_CONF');
      expect(await names).not.toContain('ATTESTRY_PIN');
      expect(await names).not.toContain('PGPASSWORD');
      wire.kill();
    } finally {
      delete process.env.ATTESTRY_PIN;
      delete process.env.PGPASSWORD;
    }
  });

  const parentScript = (close: string): string => {
    const file = join(folder, `parent-${close === '' ? 'open' : 'close'}.ts`);
    const from = (path: string): string => JSON.stringify(join(import.meta.dirname, '../../src-main', path));
    writeFileSync(
      file,
      `import { openTokenModule } from ${from('token/client.ts')};
import { childWire } from ${from('processes/child.ts')};
const module = openTokenModule(${JSON.stringify(ENTRY)}, childWire)(${JSON.stringify(token.module)});
await module.tokens();
${close}
console.log('done');
`,
    );
    return file;
  };

  test('lets its parent end, idle or closed', async () => {
    for (const close of ['', 'await module.close();']) {
      const { stdout } = await promisify(execFile)(process.execPath, [parentScript(close)], {
        env: { ...process.env, ...token.environment },
        timeout: 20_000,
      });
      expect(stdout.trim()).toBe('done');
    }
  });

  test('ends when its parent is gone', async () => {
    const child = fork(ENTRY, [token.module], { execArgv: [], stdio: 'ignore' });
    await once(child, 'spawn');
    const exit = once(child, 'exit');
    child.disconnect();
    expect(await exit).toEqual([0, null]);
  });
});
