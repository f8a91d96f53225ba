import {
  type Disposal,
  disposalSchema,
  type Hold,
  type RetentionRow,
} from '../../../src-shared/phi/disposal.ts';
import type { DisposalStanding } from '../../phi/ports.ts';
import type { Connected } from '../postgres/connect.ts';
import { catalogueOf } from './row-catalogue.ts';

const RFC3339 = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;
const instant = (column: string): string => `to_char(${column} at time zone 'UTC', ${RFC3339})`;

/** Rules, holds and deletions, as the officer's own login may see them. */
export async function disposalStanding(client: Connected): Promise<DisposalStanding> {
  const tables = await catalogueOf(client);
  const there = await client.query<{ there: boolean }>(
    "select to_regclass('guard.retention_policy') is not null as there",
  );
  if (there.rows[0]?.there !== true) return { installed: false, tables, rules: [], holds: [], disposals: [] };
  return {
    installed: true,
    tables,
    rules: await rulesIn(client),
    holds: await holdsIn(client),
    disposals: await disposalsIn(client),
  };
}

async function rulesIn(client: Connected): Promise<readonly RetentionRow[]> {
  // By its name of this moment: a table that was renamed is followed.
  const { rows } = await client.query<RetentionRow['rule'] & { setAt: string; setBy: string }>(
    `select coalesce(n.nspname, p.schema_name) as schema, coalesce(c.relname, p.table_name) as table, p.kind, p.months, p.basis,
            p.date_column as "dateColumn", p.subject_column as "subjectColumn", p.active, ${instant('p.set_at')} as "setAt", p.set_by::text as "setBy"
       from guard.retention_policy p left join pg_class c on c.oid = p.relation left join pg_namespace n on n.oid = c.relnamespace order by 1, 2`,
  );
  return rows.map(({ setAt, setBy, ...rule }) => ({ rule, origin: 'set', setAt, setBy }));
}

async function holdsIn(client: Connected): Promise<readonly Hold[]> {
  const { rows } = await client.query<
    Omit<Hold, 'id' | 'lifted'> & {
      id: string;
      liftedAt: string | null;
      liftedBy: string | null;
      liftedReason: string | null;
    }
  >(
    `select h.id::text, h.table_name as table, h.patient, h.reason, ${instant('h.placed_at')} as "placedAt", h.placed_by::text as "placedBy",
            ${instant('h.lifted_at')} as "liftedAt", h.lifted_by::text as "liftedBy", h.lifted_reason as "liftedReason"
       from guard.legal_hold h order by h.lifted_at is not null, h.id desc limit 1000`,
  );
  return rows.map(({ id, liftedAt, liftedBy, liftedReason, ...hold }) => ({
    ...hold,
    id: Number(id),
    lifted: liftedAt === null ? null : { at: liftedAt, by: liftedBy ?? '', reason: liftedReason ?? '' },
  }));
}

async function disposalsIn(client: Connected): Promise<readonly Disposal[]> {
  const { rows } = await client.query<Omit<Disposal, 'deleted'> & { deleted: string }>(
    `select d.id as "disposalId", d.kind, ${instant('d.at')} as at, d.state, ${instant('d.begun_at')} as "begunAt", d.begun_by::text as "begunBy",
            (select coalesce(sum(s.deleted), 0) from guard.disposal_step s where s.disposal = d.id)::text as deleted,
            d.subject_sha256 as "subjectSha256", d.result, d.certificate ->> 'signOffId' as "signOffId"
       from guard.disposal d order by d.begun_at desc limit 100`,
  );
  return rows.map((row) => disposalSchema.parse({ ...row, deleted: Number(row.deleted) }));
}
