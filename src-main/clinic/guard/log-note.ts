import type { TableName } from '../../../src-shared/clinic/audit-triggers.ts';
import type { Connected } from '../postgres/connect.ts';

/**
 * An entry of the log that says it: who takes a guard from a table, or puts it there, is audited. The table's name stands there as
 * PostgreSQL quotes it: by it the drift watch knows what was taken off by leave.
 */
export const noteInLog = (
  client: Connected,
  event: 'guard.attached' | 'guard.detached',
  { schema, table }: TableName,
  kind: 'audit' | 'encrypt' | 'rows',
): Promise<unknown> =>
  client.query(
    `select guard.log_access($1, 'execute', quote_ident($2) || '.' || quote_ident($3), null, null, true, $4)`,
    [event, schema, table, JSON.stringify({ guard: kind })],
  );
