import type { ActivityLog } from './audit/index.ts';
import { postgresFieldRegister, postgresFields } from './clinic/guard/fields.ts';
import type { ClinicConnection } from './clinic/ports.ts';
import type { KeyRing } from './keys/index.ts';
import { fields, type Fields } from './phi/index.ts';

/** Encrypted columns, wired to the clinic's database and the keys of the token. */
export const composeFields = (parts: {
  readonly connection: () => Promise<ClinicConnection>;
  readonly keys: KeyRing;
  readonly activity: ActivityLog;
}): Fields =>
  fields({
    database: postgresFields,
    register: async () => postgresFieldRegister(await parts.connection()),
    keys: parts.keys,
    activity: parts.activity,
  });
