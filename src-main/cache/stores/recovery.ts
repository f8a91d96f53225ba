import type { ApprovalRecord, RecipientRule, RecoveryRecord, RecoveryStore } from '../../keys/ports.ts';
import type { CacheDatabase } from '../database.ts';
import { changedMeanwhile } from './keys.ts';

type RecoveryRow = {
  id: string;
  certificate: Buffer;
  proposed_at: string;
  proposed_by: string;
  removed_at: string | null;
  removed_by: string | null;
  removed_reason: string | null;
};
type ApprovalRow = ApprovalRecord & { recovery_id: string };
type Outdated = Awaited<ReturnType<RecoveryStore['outdated']>>[number];
type UseRow = { public_key_sha256: string; operations: number };

/** SQL that is true for an object that a rule wants encrypted anew. */
export const OUTDATED = `(
  exists (select 1 from json_each(@wanted) w where instr(o.recipients, w.value) = 0)
  or exists (select 1 from json_each(@unwanted) u where instr(o.recipients, u.value) > 0))`;

/** A rule as its SQL takes it. */
export const ruleParameters = ({
  wanted,
  unwanted,
}: RecipientRule): { readonly wanted: string; readonly unwanted: string } => ({
  wanted: JSON.stringify(wanted),
  unwanted: JSON.stringify(unwanted),
});

/** Recovery keys that were proposed, and who approved them. */
export function recoveryStore(database: CacheDatabase) {
  const one = database.prepare<[string], RecoveryRow>('select * from recovery_key where id = ?');
  const mustStand = (recoveryId: string): void => {
    if (one.get(recoveryId)?.removed_at !== null) throw changedMeanwhile();
  };
  return {
    list: (): RecoveryRecord[] => {
      const approvals = database
        .prepare<[], ApprovalRow>('select * from recovery_approval order by at')
        .all();
      return database
        .prepare<[], RecoveryRow>('select * from recovery_key order by proposed_at desc, id limit 100')
        .all()
        .map((row) => ({
          recoveryId: row.id,
          certificate: row.certificate,
          proposedAt: row.proposed_at,
          proposedBy: row.proposed_by,
          removed:
            row.removed_at === null
              ? null
              : { at: row.removed_at, by: row.removed_by ?? '', reason: row.removed_reason ?? '' },
          approvals: approvals
            .filter(({ recovery_id }) => recovery_id === row.id)
            .map(({ officer, certificate, statement, signature, at }) => ({
              ...{ officer, certificate, statement, signature, at },
            })),
        }));
    },
    propose: (r: Omit<RecoveryRecord, 'approvals' | 'removed'>): void => {
      database
        .prepare('insert into recovery_key (id, certificate, proposed_at, proposed_by) values (?, ?, ?, ?)')
        .run(r.recoveryId, Buffer.from(r.certificate), r.proposedAt, r.proposedBy);
    },
    approve: (recoveryId: string, a: ApprovalRecord): void => {
      mustStand(recoveryId);
      database
        .prepare('insert into recovery_approval values (?, ?, ?, ?, ?, ?)')
        .run(recoveryId, a.officer, Buffer.from(a.certificate), a.statement, Buffer.from(a.signature), a.at);
    },
    remove: (recoveryId: string, removed: NonNullable<RecoveryRecord['removed']>): void => {
      mustStand(recoveryId);
      database
        .prepare('update recovery_key set removed_at = ?, removed_by = ?, removed_reason = ? where id = ?')
        .run(removed.at, removed.by, removed.reason, recoveryId);
    },
    count: (publicKeySha256: string, at: string): void => {
      database
        .prepare(
          `insert into recovery_use values (?, 1, ?) on conflict do update
           set operations = operations + 1, last_at = excluded.last_at`,
        )
        .run(publicKeySha256, at);
    },
    uses: (): { publicKeySha256: string; operations: number }[] =>
      database
        .prepare<[], UseRow>('select public_key_sha256, operations from recovery_use')
        .all()
        .map((row) => ({ publicKeySha256: row.public_key_sha256, operations: row.operations })),
    outdated: (rule: RecipientRule): Outdated[] =>
      database
        .prepare<[ReturnType<typeof ruleParameters>], Outdated>(
          `select o.key_id as keyId, o.version as version, count(*) as objects from sealed_object o
           where ${OUTDATED} group by 1, 2 order by 1, 2`,
        )
        .all(ruleParameters(rule)),
  };
}
