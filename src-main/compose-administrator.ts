import type { ActivityLog } from './audit/index.ts';
import type { Clock } from './base/clock.ts';
import { Fault } from './base/fault.ts';
import { administratorDesk, connectionFromUrl } from './clinic/index.ts';
import type { ClinicConnection } from './clinic/ports.ts';
import { probeAdministrator } from './clinic/postgres/administrator.ts';
import type { AdministratorService } from './jobs/ports.ts';
import type { SampleStatus } from './sample/index.ts';

/** The administrator's desk, for the clinic that is connected. */
export function composeAdministrator(parts: {
  readonly connection: () => Promise<ClinicConnection>;
  readonly sample: () => Promise<SampleStatus>;
  readonly isSample: () => Promise<boolean>;
  readonly activity: ActivityLog;
  readonly clock: Clock;
  readonly changed: () => void;
}): AdministratorService {
  const desk = administratorDesk({ ...parts, probe: probeAdministrator });
  return {
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
}
