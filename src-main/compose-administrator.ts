import type { ActivityLog } from './audit/index.ts';
import type { Clock } from './base/clock.ts';
import { Fault } from './base/fault.ts';
import { administratorDesk, connectionFromUrl, type GuardPack, guardPack } from './clinic/index.ts';
import type { ClinicConnection } from './clinic/ports.ts';
import { packDatabase } from './clinic/guard/pack-database.ts';
import { probeAdministrator } from './clinic/postgres/administrator.ts';
import type { AdministratorService } from './jobs/ports.ts';
import type { SampleStatus } from './sample/index.ts';

/** The administrator's desk, for the clinic that is connected, and what is done from there. */
export function composeAdministrator(parts: {
  readonly connection: () => Promise<ClinicConnection>;
  readonly sample: () => Promise<SampleStatus>;
  readonly isSample: () => Promise<boolean>;
  readonly activity: ActivityLog;
  readonly clock: Clock;
  readonly changed: () => void;
  /** `resources/guard`. */
  readonly pack: string;
  readonly version: string;
  /** Told when the pack was changed. */
  readonly packChanged: () => void;
  /** Told when it was taken from a database. */
  readonly packRemoved: (from: ClinicConnection) => Promise<void>;
}): { readonly administrator: AdministratorService; readonly guard: GuardPack } {
  const desk = administratorDesk({ ...parts, probe: probeAdministrator });
  const administrator: AdministratorService = {
    ...desk,
    signIn: async (user, password) => {
      const connection = await parts.connection();
      if (user !== '') return desk.sitDown({ ...connection, user, password });
      const clinic = (await parts.isSample()) ? (await parts.sample()).clinic : null;
      if (clinic === null)
        throw new Fault('usage', 'The name of the database user is missing.', 'Give user and password.');
      return desk.sitDown(connectionFromUrl(clinic.adminUrl, null));
    },
  };
  const guard = guardPack({
    desk,
    database: packDatabase({ folder: parts.pack, version: parts.version }),
    connection: parts.connection,
    ...{ changed: parts.packChanged, removed: parts.packRemoved },
  });
  return { administrator, guard };
}
