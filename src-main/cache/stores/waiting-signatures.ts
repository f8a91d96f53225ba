import type { WaitingSignature } from '../../signing/ports.ts';
import type { CacheDatabase } from '../database.ts';

/** Detached signatures that wait for their time-stamp, oldest first. */
export function waitingSignatureStore(database: CacheDatabase) {
  const add = database.prepare(
    'insert or replace into waiting_signature (path, sha256, signed_at) values (?, ?, ?)',
  );
  const remove = database.prepare('delete from waiting_signature where path = ?');
  const all = database.prepare<[], WaitingSignature>(
    'select path, sha256, signed_at as signedAt from waiting_signature order by signed_at, path',
  );
  return {
    add: ({ path, sha256, signedAt }: WaitingSignature): void => {
      add.run(path, sha256, signedAt);
    },
    remove: (path: string): void => {
      remove.run(path);
    },
    list: (): WaitingSignature[] => all.all(),
  };
}
