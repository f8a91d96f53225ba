import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src-main/base/clock.ts';
import type { TokenChoice, TokenService } from '../../../src-main/token/ports.ts';
import { tokenService } from '../../../src-main/token/service.ts';
import type { TokenModule } from '../../../src-main/token/ports.ts';
import { fakeToken } from '../../fakes/token.ts';

const folder = mkdtempSync(join(tmpdir(), 'token-service-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The smallest thing that passes for a library of this machine. */
function moduleFile(name: string): string {
  const header = Buffer.alloc(64);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  header.writeUInt16LE(process.arch === 'arm64' ? 0xb7 : 0x3e, 18);
  const file = join(folder, name);
  writeFileSync(file, Buffer.concat([header, Buffer.from(name)]));
  return file;
}

type Rig = {
  readonly service: TokenService;
  readonly token: Awaited<ReturnType<typeof fakeToken>>;
  readonly opened: { file: string; environment: Readonly<Record<string, string>> }[];
};

let chosen: string;
let other: string;
async function rig(): Promise<Rig> {
  const token = await fakeToken();
  const opened: Rig['opened'] = [];
  let choice: TokenChoice | null = null;
  const failures = new Map<string, number>();
  const trusted = new Map<string, string>();
  const service = tokenService({
    open: (file, environment = {}): TokenModule => {
      opened.push({ file, environment });
      return token.module;
    },
    failures: {
      read: (serial) => Promise.resolve(failures.get(serial) ?? 0),
      write: (serial, count) => {
        failures.set(serial, count);
        return Promise.resolve();
      },
      takeTurn: () => Promise.resolve(true),
      endTurn: () => Promise.resolve(),
    },
    trusted: () => Promise.resolve([...trusted].map(([file, sha256]) => ({ file, sha256 }))),
    trust: ({ file, sha256 }) => {
      trusted.set(file, sha256);
      return Promise.resolve();
    },
    choice: () => Promise.resolve(choice),
    store: (next) => {
      choice = next;
      return Promise.resolve();
    },
    environment: {},
    clock: systemClock,
    changed: () => undefined,
  });
  return { service, token, opened };
}

beforeEach(() => {
  chosen = moduleFile('chosen.so');
  other = moduleFile('other.so');
});

describe('the token service', () => {
  test('chooses by label, signs in and out', async () => {
    const { service, token } = await rig();
    const [info] = await token.module.tokens();
    await service.useFile(chosen, info!.label, { SOFTHSM2_CONF: 'x' });
    expect(service.signer()).toBeNull();
    const identity = await service.signIn(token.serial, token.pin);
    expect(identity.keyId).toBe(token.keyId);
    expect(service.signer()?.identity.keyId).toBe(token.keyId);
    await service.signOut();
    expect(service.signer()).toBeNull();
  });
  test('looking at another module signs nobody out, and the chosen one keeps its environment', async () => {
    const { service, token, opened } = await rig();
    const [info] = await token.module.tokens();
    await service.useFile(chosen, info!.label, { SOFTHSM2_CONF: 'x' });
    await service.signIn(token.serial, token.pin);
    const { moduleId } = service.addFile(other);
    const { sha256 } = await service.examine(moduleId);
    await service.trust(moduleId, sha256);
    await service.inspect(moduleId);
    expect(service.signer()).not.toBeNull();
    await service.inspect(service.addFile(chosen).moduleId);
    expect(opened.map(({ file, environment }) => [file, environment])).toEqual([
      [chosen, { SOFTHSM2_CONF: 'x' }],
      [other, {}],
    ]);
    expect((await service.modules()).filter((m) => m.chosen).map((m) => m.file)).toEqual(['chosen.so']);
  });
  test('a module file that changed since it was chosen is not loaded', async () => {
    const { service, token } = await rig();
    const [info] = await token.module.tokens();
    await service.useFile(chosen, info!.label, {});
    writeFileSync(chosen, Buffer.concat([readFileSync(chosen), Buffer.from('x')]));
    await expect(service.signIn(token.serial, token.pin)).rejects.toMatchObject({ code: 'module-changed' });
    const { token: found, problem } = await service.current();
    expect(found).toBeNull();
    expect(problem?.code).toBe('module-changed');
  });
  test('a module nobody agreed to is not loaded; agreeing is to one file, not to its name', async () => {
    const { service, opened } = await rig();
    const { moduleId } = service.addFile(other);
    expect(await service.examine(moduleId)).toMatchObject({ trust: 'new', trustedSha256: null });
    await expect(service.inspect(moduleId)).rejects.toMatchObject({ code: 'module-untrusted' });
    await expect(service.trust(moduleId, '0'.repeat(64))).rejects.toMatchObject({ code: 'module-changed' });
    expect(opened).toEqual([]);

    const { sha256 } = await service.examine(moduleId);
    await service.trust(moduleId, sha256);
    await service.inspect(moduleId);
    writeFileSync(other, Buffer.concat([readFileSync(other), Buffer.from('update')]));
    expect(await service.examine(moduleId)).toMatchObject({ trust: 'changed', trustedSha256: sha256 });
    await expect(service.inspect(moduleId)).rejects.toMatchObject({ code: 'module-changed' });
    expect(opened).toHaveLength(1);
  });
  test('agreeing to an updated module keeps the token that was chosen', async () => {
    const { service, token } = await rig();
    const [info] = await token.module.tokens();
    await service.useFile(chosen, info!.label, {});
    writeFileSync(chosen, Buffer.concat([readFileSync(chosen), Buffer.from('update')]));
    const { moduleId } = service.addFile(chosen);
    await service.trust(moduleId, (await service.examine(moduleId)).sha256);
    await service.signIn(token.serial, token.pin);
    expect(service.signer()).not.toBeNull();
  });
  test('a token that is taken out ends the session', async () => {
    const { service, token } = await rig();
    const [info] = await token.module.tokens();
    await service.useFile(chosen, info!.label, {});
    await service.signIn(token.serial, token.pin);
    token.remove();
    const { token: found, problem } = await service.current();
    expect(found).toBeNull();
    expect(problem?.code).toBe('token-absent');
    expect(service.signer()).toBeNull();
  });
});
