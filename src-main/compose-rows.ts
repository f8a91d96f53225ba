import { postgresRows } from './clinic/guard/rows.ts';
import type { ClinicConnection } from './clinic/ports.ts';
import { rowAccess, type RowAccessService } from './phi/index.ts';

/** Access to rows, wired to the clinic that is connected. */
export const composeRows = (parts: {
  readonly connection: () => Promise<ClinicConnection>;
}): RowAccessService => rowAccess({ ...parts, database: postgresRows });
