import { keyUnsafe } from './answers.ts';
import type { Cryptoki } from './cryptoki.ts';
import type { ModuleFile } from './module-file.ts';
import { readKeys } from './objects.ts';
import type { TokenMethods } from './protocol.ts';
import { generateKeyPair, storeCertificate } from './provisioning.ts';
import { tokenSessions } from './session.ts';
import { findSigningKey, signDigest } from './signing.ts';

/** What the token process answers, over a loaded module. Every call blocks; they never overlap. */
export function tokenMethods(cryptoki: Cryptoki, file: ModuleFile): TokenMethods {
  const sessions = tokenSessions(cryptoki);
  return {
    load: () => undefined,
    info: () => ({ file: file.name, sha256: file.sha256, ...cryptoki.info() }),
    tokens: () => sessions.list(),
    signIn: ({ serial, pin }) => {
      sessions.signIn(serial, pin);
    },
    signOut: ({ serial }) => {
      sessions.signOut(serial);
    },
    keys: ({ serial }) => sessions.use(serial, readKeys),
    identities: ({ serial }) => {
      const keys = sessions.use(serial, readKeys);
      const identities = keys.flatMap(({ identity }) => (identity === null ? [] : [identity]));
      if (identities.length === 0 && keys.some(({ hindrance }) => hindrance === 'unsafe')) throw keyUnsafe();
      return identities;
    },
    sign: ({ serial, keyId, digest }) =>
      sessions.use(serial, (open) => {
        const key = open.keys.get(keyId) ?? findSigningKey(open, keyId);
        open.keys.set(keyId, key);
        return signDigest(open, key, digest);
      }),
    generateSigningKey: ({ serial, keyId, label }) =>
      sessions.use(serial, (open) => generateKeyPair(open, keyId, label), { writable: true }),
    importCertificate: ({ serial, keyId, label, certificate }) => {
      sessions.use(
        serial,
        (open) => {
          storeCertificate(open, keyId, label, certificate);
        },
        { writable: true },
      );
    },
    close: () => {
      sessions.close();
    },
  };
}
