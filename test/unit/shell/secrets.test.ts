import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SafeStorage } from 'electron';
import { describe, expect, test } from 'vitest';
import { osSecretStore } from '../../../src-main/shell/secrets.ts';

type Backend = ReturnType<SafeStorage['getSelectedStorageBackend']>;

/** A working safe storage with a key of its own, as another account or machine would have. */
function safeStorage(backend: Backend, answers = true): SafeStorage {
  const key = randomBytes(32);
  const working: Partial<SafeStorage> = {
    getSelectedStorageBackend: () => backend,
    isAsyncEncryptionAvailable: () => Promise.resolve(answers),
    encryptStringAsync: (text) => {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Promise.resolve(Buffer.concat([iv, cipher.getAuthTag(), body]));
    },
    decryptStringAsync: (bytes) =>
      Promise.resolve().then(() => {
        const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
        cipher.setAuthTag(bytes.subarray(12, 28));
        const result = cipher.update(bytes.subarray(28), undefined, 'utf8') + cipher.final('utf8');
        return { shouldReEncrypt: false, result };
      }),
  };
  return working as SafeStorage;
}

describe('osSecretStore', () => {
  test('seals and opens', async () => {
    const store = osSecretStore(safeStorage('gnome_libsecret'), 'linux');
    const sealed = await store.seal('pässword');
    expect(Buffer.from(sealed).includes('pässword')).toBe(false);
    expect(await store.open(sealed)).toBe('pässword');
    expect(await store.available()).toEqual({ ok: true });
  });

  test('what another account sealed cannot be opened, and the message says what to do', async () => {
    const sealed = await osSecretStore(safeStorage('kwallet6'), 'linux').seal('password');
    const other = osSecretStore(safeStorage('kwallet6'), 'linux');
    await expect(other.open(sealed)).rejects.toMatchObject({
      code: 'profile-unreadable',
      remedy: expect.stringContaining('type the password') as string,
    });
  });

  test.each<Backend>(['basic_text', 'unknown'])(
    'refuses the Linux backend %s with a reason',
    async (backend) => {
      const store = osSecretStore(safeStorage(backend), 'linux');
      expect(await store.available()).toEqual({
        ok: false,
        reason: expect.stringContaining('keyring') as string,
      });
      await expect(store.seal('password')).rejects.toMatchObject({ code: 'profile-unreadable' });
      await expect(store.open(new Uint8Array(40))).rejects.toMatchObject({ code: 'profile-unreadable' });
    },
  );

  test('the backend means nothing on other systems', async () => {
    expect(await osSecretStore(safeStorage('basic_text'), 'win32').available()).toEqual({ ok: true });
  });

  test('says so when the safe storage does not answer', async () => {
    const store = osSecretStore(safeStorage('gnome_libsecret', false), 'linux');
    expect(await store.available()).toMatchObject({ ok: false });
  });
});
