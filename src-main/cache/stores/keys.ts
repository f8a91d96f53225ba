import { keyKindSchema, keyStateSchema, type KeyUse, keyUseSchema } from '../../../src-shared/keys/types.ts';
import { Fault } from '../../base/fault.ts';
import type { KeyRecord, KeyStore, StateChange, VersionRecord } from '../../keys/ports.ts';
import type { CacheDatabase } from '../database.ts';

type KeyRow = {
  id: string;
  serial: string;
  name: string;
  kind: string;
  created_at: string;
  created_by: string;
};
type VersionRow = {
  key_id: string;
  version: number;
  token_key_id: string;
  state: string;
  reason: string;
  created_at: string;
  activated_at: string | null;
  ended_at: string | null;
  operations: number;
  public_key: Buffer | null;
  certificate: Buffer | null;
  objects: number;
};
type UseRow = { key_id: string; version: number; operation: string; operations: number; last_at: string };

const buffer = (bytes: Uint8Array | null): Buffer | null => (bytes === null ? null : Buffer.from(bytes));

/** Keys, their versions, their states and their counts. */
export function keyStore(database: CacheDatabase) {
  const versionOf = database.prepare<[string, number], { state: string; operations: number }>(
    'select state, operations from key_version where key_id = ? and version = ?',
  );
  const insertVersion = database.prepare(
    `insert into key_version (key_id, version, token_key_id, state, reason, created_at, activated_at, ended_at,
       operations, public_key, certificate) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const setState = database.prepare<[string, string, string, string, string, string, string, number]>(
    `update key_version set state = ?, reason = ?,
       activated_at = case when ? = 'active' then coalesce(activated_at, ?) else activated_at end,
       ended_at = case when ? = 'active' then null else coalesce(ended_at, ?) end
     where key_id = ? and version = ?`,
  );
  const counted = database.prepare(
    'update key_version set operations = operations + ? where key_id = ? and version = ?',
  );
  const used = database.prepare(
    `insert into key_use values (?, ?, ?, ?, ?) on conflict do update
     set operations = operations + excluded.operations, last_at = excluded.last_at`,
  );
  const addVersion = (v: Omit<VersionRecord, 'objects'>): void => {
    // Another program of this profile may exchange the same key at the same time.
    if (versionOf.get(v.keyId, v.version) !== undefined) throw changedMeanwhile();
    insertVersion.run(
      ...[v.keyId, v.version, v.tokenKeyId, v.state, v.reason, v.createdAt, v.activatedAt, v.endedAt],
      ...[v.operations, buffer(v.publicKey), buffer(v.certificate)],
    );
  };
  return {
    list: (): { keys: KeyRecord[]; versions: VersionRecord[] } => ({
      keys: database
        .prepare<[], KeyRow>('select * from key order by created_at, id')
        .all()
        .map(({ id, created_at, created_by, kind, ...row }) => ({
          ...row,
          keyId: id,
          kind: keyKindSchema.parse(kind),
          createdAt: created_at,
          createdBy: created_by,
        })),
      versions: database
        .prepare<[], VersionRow>(
          `select v.*, (select count(*) from sealed_object o where o.key_id = v.key_id and o.version = v.version)
             as objects from key_version v order by key_id, version desc`,
        )
        .all()
        .map((row) => ({
          keyId: row.key_id,
          version: row.version,
          tokenKeyId: row.token_key_id,
          state: keyStateSchema.parse(row.state),
          reason: row.reason,
          createdAt: row.created_at,
          activatedAt: row.activated_at,
          endedAt: row.ended_at,
          operations: row.operations,
          publicKey: row.public_key,
          certificate: row.certificate,
          objects: row.objects,
        })),
    }),
    add: (key: KeyRecord, version: Omit<VersionRecord, 'objects'>): void => {
      database
        .prepare('insert into key values (?, ?, ?, ?, ?, ?)')
        .run(key.keyId, key.serial, key.name, key.kind, key.createdAt, key.createdBy);
      addVersion(version);
    },
    addVersion,
    setPublicKey: (keyId: string, version: number, publicKey: Uint8Array): void => {
      database
        .prepare('update key_version set public_key = ? where key_id = ? and version = ?')
        .run(buffer(publicKey), keyId, version);
    },
    setCertificate: (keyId: string, version: number, certificate: Uint8Array): void => {
      database
        .prepare('update key_version set certificate = ? where key_id = ? and version = ?')
        .run(buffer(certificate), keyId, version);
    },
    change: (changes: readonly StateChange[]): void => {
      // The old one leaves use before the new one enters it: only one version is in use.
      const inOrder = changes.toSorted((a, b) => Number(a.to === 'active') - Number(b.to === 'active'));
      for (const { keyId, version, from, to, reason, at } of inOrder) {
        if (versionOf.get(keyId, version)?.state !== from) throw changedMeanwhile();
        setState.run(to, reason, to, at, to, at, keyId, version);
      }
    },
    count: ({
      keyId,
      version,
      operation,
      operations,
      permitted,
      at,
    }: Parameters<KeyStore['count']>[0]): number => {
      const row = versionOf.get(keyId, version);
      if (row === undefined) throw noKey();
      if (!permitted.some((state) => state === row.state))
        throw new Fault(
          'key-state',
          `This version of the key is ${row.state}, in which it must not be used for this.`,
          'Use the newest version of the key, or make a new one.',
        );
      counted.run(operations, keyId, version);
      used.run(keyId, version, operation, operations, at);
      return row.operations + operations;
    },
    uses: (): KeyUse[] =>
      database
        .prepare<[], UseRow>('select * from key_use order by key_id, version, operation')
        .all()
        .map(({ key_id, last_at, ...row }) => keyUseSchema.parse({ ...row, keyId: key_id, lastAt: last_at })),
  };
}

export const changedMeanwhile = (): Fault =>
  new Fault(
    'key-state',
    'The key was changed meanwhile, so nothing was done.',
    'Look at the key again and decide anew.',
  );

const noKey = (): Fault =>
  new Fault('key-missing', 'There is no such version of a key.', 'Look at the list of keys and choose one.');
