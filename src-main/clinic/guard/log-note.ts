import type { TableName } from '../../../src-shared/clinic/audit-triggers.ts';
import type { Connected } from '../postgres/connect.ts';

/**
 * An entry of the log that says it: who takes a guard from a table, or puts it there, is audited. The table's name stands there as
 * PostgreSQL quotes it: by it the drift watch knows what was taken off by leave. Only whoever may act as the schema's owner can
 * write it; a pack from before 0066-own-kinds.sql has the application's function only.
 */
export const noteInLog = async (
  client: Connected,
  event: 'guard.attached' | 'guard.detached',
  { schema, table }: TableName,
  kind: 'audit' | 'encrypt' | 'rows',
): Promise<void> => {
  const { rows } = await client.query<{ own: boolean }>(
    `select to_regprocedure('guard.log_guarding(text, text, text)') is not null as own`,
  );
  const relation = `quote_ident($2) || '.' || quote_ident($3)`;
  await client.query(
    rows[0]?.own === true
      ? `select guard.log_guarding($1, ${relation}, $4)`
      : `select guard.log_access($1, 'execute', ${relation}, null, null, true, json_build_object('guard', $4::text)::text)`,
    [event, schema, table, kind],
  );
};
