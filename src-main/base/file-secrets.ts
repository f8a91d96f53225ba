import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from './durable-file.ts';
import { codeOf, Fault } from './fault.ts';
import type { SecretStore } from './secret-store.ts';

const NONCE = 12;
const TAG = 16;

/**
 * Seals secrets with a key in a file of its own, readable by this account only (AES-256-GCM). It keeps a password out
 * of profile.json, of backups of it and of sight; it does not stand up to somebody who can read this account's files.
 * Used where the operating system offers no safe storage, and by the command line.
 */
export function fileSecretStore(folder: string): SecretStore {
  const file = join(folder, 'secret.key');
  const key = async (make: boolean): Promise<Buffer> => {
    try {
      const known = await readFile(file);
      if (known.length === 32) return known;
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw unreadable(error);
      if (make) {
        const fresh = randomBytes(32);
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeDurably(file, fresh, { mode: 0o600 });
        return fresh;
      }
    }
    throw unreadable();
  };
  return {
    available: () => Promise.resolve({ ok: true }),
    seal: async (text) => {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', await key(true), nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]);
    },
    open: async (bytes) => {
      const sealed = Buffer.from(bytes);
      const decipher = createDecipheriv('aes-256-gcm', await key(false), sealed.subarray(0, NONCE));
      try {
        decipher.setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
        return Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]).toString(
          'utf8',
        );
      } catch (error) {
        throw unreadable(error);
      }
    },
  };
}

const unreadable = (cause?: unknown): Fault =>
  new Fault(
    'profile-unreadable',
    'The stored database password cannot be opened on this account.',
    'Connect to the clinic again and type the password.',
    cause,
  );
