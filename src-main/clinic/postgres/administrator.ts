import type { ProbeAdministrator } from '../administrator-desk.ts';
import { withConnection } from './connect.ts';

/** Connects once as the administrator. */
export const probeAdministrator: ProbeAdministrator = (connection) =>
  withConnection(connection, async (client) => {
    const { rows } = await client.query<{ user: string; superuser: boolean }>(
      `select r.rolname as "user", r.rolsuper as superuser from pg_roles r where r.rolname = current_user`,
    );
    return rows[0] ?? { user: connection.user, superuser: false };
  });
