import { z } from 'zod';
import { Fault } from '../../base/fault.ts';
import type { ApprovalRecord, RecipientRule, RequestRecord, SealedObject } from '../../keys/ports.ts';
import type { CacheDatabase } from '../database.ts';
import { changedMeanwhile } from './keys.ts';
import { OUTDATED, ruleParameters } from './recovery.ts';

type ObjectRow = {
  id: string;
  kind: string;
  key_id: string;
  version: number;
  context: string;
  envelope: Buffer;
  updated_at: string;
  recipients: string;
};
type RequestRow = {
  id: string;
  key_id: string;
  version: number;
  reason: string;
  requested_at: string;
  requested_by: string;
  state: string;
};
type ApprovalRow = ApprovalRecord & { request_id: string };

const context = z.record(z.string(), z.string());
const kind = z.enum(['value', 'file']);
const requestState = z.enum(['waiting', 'destroying', 'done', 'withdrawn']);

const objectOf = (row: ObjectRow): SealedObject => ({
  objectId: row.id,
  kind: kind.parse(row.kind),
  keyId: row.key_id,
  version: row.version,
  context: context.parse(JSON.parse(row.context)),
  envelope: row.envelope,
  updatedAt: row.updated_at,
  recipients: row.recipients === '' ? [] : row.recipients.split(' '),
});

/**
 * What is encrypted under which version of a key. A store of another capability that has sealed columns
 * (keys/sealed-columns.ts) calls `put` in the transaction that writes its own row, and `remove` in the one that erases it.
 */
export function sealedObjectStore(database: CacheDatabase) {
  const one = database.prepare<[string], ObjectRow>('select * from sealed_object where id = ?');
  const put = database.prepare(
    `insert into sealed_object values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set kind = excluded.kind,
       key_id = excluded.key_id, version = excluded.version, context = excluded.context,
       envelope = excluded.envelope, updated_at = excluded.updated_at, recipients = excluded.recipients`,
  );
  const ends = database.prepare<[Pick<SealedObject, 'keyId' | 'version'>]>(
    `select 1 from key_version where key_id = @keyId and version = @version and state = 'destroyed'
     union all select 1 from key_request where key_id = @keyId and version = @version and state = 'destroying'`,
  );
  const begins = 'substr(id, 1, length(@prefix)) = @prefix and id >= @prefix';
  return {
    put: (object: SealedObject, replaces: SealedObject | null): void => {
      const before = one.get(object.objectId);
      if (replaces !== null && before?.envelope.equals(replaces.envelope) !== true) throw changedMeanwhile();
      // It was encrypted before this transaction: its version must not have come to its end meanwhile.
      if (ends.get(object) !== undefined) throw changedMeanwhile();
      put.run(
        ...[object.objectId, object.kind, object.keyId, object.version, JSON.stringify(object.context)],
        ...[Buffer.from(object.envelope), object.updatedAt, object.recipients.join(' ')],
      );
    },
    one: (objectId: string): SealedObject | null => {
      const row = one.get(objectId);
      return row === undefined ? null : objectOf(row);
    },
    under: (
      place: { readonly keyId: string; readonly version: number; readonly after: string },
      limit: number,
      rule: RecipientRule | null,
    ): SealedObject[] =>
      database
        .prepare<[Record<string, string | number>], ObjectRow>(
          `select * from sealed_object o where key_id = @keyId and version = @version and id > @after
           ${rule === null ? '' : `and ${OUTDATED}`} order by id limit @limit`,
        )
        .all({ ...place, limit, ...(rule === null ? {} : ruleParameters(rule)) })
        .map(objectOf),
    of: (prefix: string): SealedObject[] =>
      database
        .prepare<[{ prefix: string }], ObjectRow>(`select * from sealed_object where ${begins} order by id`)
        .all({ prefix })
        .map(objectOf),
    remove: (prefix: string): void => {
      database.prepare(`delete from sealed_object where ${begins}`).run({ prefix });
    },
  };
}

/** Destructions that were asked for, and who approved them. */
export function keyRequestStore(database: CacheDatabase) {
  const request = database.prepare<[string], RequestRow>('select * from key_request where id = ?');
  return {
    list: (): RequestRecord[] => {
      const approvals = database.prepare<[], ApprovalRow>('select * from key_approval order by at').all();
      return database
        .prepare<[], RequestRow>('select * from key_request order by requested_at desc limit 1000')
        .all()
        .map((row) => ({
          requestId: row.id,
          keyId: row.key_id,
          version: row.version,
          reason: row.reason,
          requestedAt: row.requested_at,
          requestedBy: row.requested_by,
          state: requestState.parse(row.state),
          approvals: approvals
            .filter(({ request_id }) => request_id === row.id)
            .map(({ officer, certificate, statement, signature, at }) => ({
              ...{ officer, certificate, statement, signature, at },
            })),
        }));
    },
    add: (r: Omit<RequestRecord, 'approvals'>): void => {
      database
        .prepare('insert into key_request values (?, ?, ?, ?, ?, ?, ?)')
        .run(r.requestId, r.keyId, r.version, r.reason, r.requestedAt, r.requestedBy, r.state);
    },
    approve: (requestId: string, a: ApprovalRecord): void => {
      if (request.get(requestId)?.state !== 'waiting') throw changedMeanwhile();
      database
        .prepare('insert into key_approval values (?, ?, ?, ?, ?, ?)')
        .run(requestId, a.officer, Buffer.from(a.certificate), a.statement, Buffer.from(a.signature), a.at);
    },
    move: (requestId: string, from: string, to: string, at: string): void => {
      const row = request.get(requestId);
      if (row?.state !== from) throw changedMeanwhile();
      if (to === 'destroying' && hasObjects(database, row.key_id, row.version)) throw inUse();
      database.prepare('update key_request set state = ? where id = ?').run(to, requestId);
      if (to !== 'done') return;
      database
        .prepare(
          `update key_version set state = 'destroyed', reason = ?, ended_at = coalesce(ended_at, ?)
           where key_id = ? and version = ?`,
        )
        .run(row.reason, at, row.key_id, row.version);
    },
  };
}

const hasObjects = (database: CacheDatabase, keyId: string, version: number): boolean =>
  database
    .prepare<[string, number], { n: number }>(
      'select exists (select 1 from sealed_object where key_id = ? and version = ?) as n',
    )
    .get(keyId, version)?.n === 1;

const inUse = (): Fault =>
  new Fault(
    'key-in-use',
    'Something is still encrypted under this version of the key.',
    'Bring it under the newest version first, then destroy this one.',
  );
