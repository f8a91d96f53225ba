import { join } from 'node:path';
import type { ActivityLog } from './audit/index.ts';
import type { Clock } from './base/clock.ts';
import type { Profile } from './base/config.ts';
import type { Cache } from './cache/client.ts';
import { postgresTriggers } from './clinic/guard/audit-triggers.ts';
import { auditTriggers } from './clinic/index.ts';
import type { ClinicConnection } from './clinic/ports.ts';

import { postgresAccess } from './clinic/guard/access-facts.ts';
import { composeAdministrator } from './compose-administrator.ts';
import { composeClassification, sourceOf } from './compose-classification.ts';
import { composeDisposal } from './compose-disposal.ts';
import { composeFields } from './compose-fields.ts';
import { composeLimits } from './compose-limits.ts';
import { composePages } from './compose-reports.ts';
import { composeRows } from './compose-rows.ts';
import type { Services } from './jobs/ports.ts';
import { accessMatrixService } from './phi/index.ts';
import type { KeyRing } from './keys/index.ts';
import type { SampleStatus } from './sample/index.ts';
import type { SigningService } from './signing/index.ts';
import type { TokenService } from './token/index.ts';

/** Everything that guards the clinic's database, wired to it and to the administrator's desk. */
export function composeGuard(parts: {
  readonly resources: string;
  /** Folder of the main bundles. */
  readonly bundles: string;
  readonly version: string;
  readonly profile: () => Promise<Profile>;
  readonly change: (update: (profile: Profile) => Profile) => Promise<unknown>;
  readonly connection: () => Promise<ClinicConnection>;
  readonly sampleStatus: () => Promise<SampleStatus>;
  readonly cache: Cache;
  readonly activity: ActivityLog;
  readonly keys: KeyRing;
  readonly signing: SigningService;
  readonly token: Pick<TokenService, 'signer'>;
  readonly clock: Clock;
  readonly officer: () => string;
  readonly administratorChanged: () => void;
  /** Told when the pack was changed. */
  readonly changed: () => void;
  /** Told when it was taken from a database. */
  readonly removed: (from: ClinicConnection) => Promise<void>;
}): Pick<
  Services,
  | 'access'
  | 'administrator'
  | 'auditTriggers'
  | 'classification'
  | 'disposal'
  | 'disposalPages'
  | 'fields'
  | 'guard'
  | 'limits'
  | 'rows'
> {
  const { profile, change, connection, cache, activity, keys, signing, token, clock, officer } = parts;
  const { administrator, guard } = composeAdministrator({
    ...{ connection, activity, clock, sample: parts.sampleStatus },
    isSample: async () => (await profile()).kind === 'sample',
    changed: parts.administratorChanged,
    ...{
      pack: join(parts.resources, 'guard'),
      version: parts.version,
      packChanged: parts.changed,
      packRemoved: parts.removed,
    },
  });
  const classification = composeClassification({ connection, cache, activity, clock, officer });
  const fields = composeFields({ connection, keys, activity });
  return {
    access: accessMatrixService({
      map: () => classification.map(),
      encrypted: () => fields.list(),
      catalogue: async () => postgresAccess(await connection()),
      store: cache.records,
      source: () => sourceOf(connection),
      signOffs: signing.signOffs,
      ...{ clock, officer },
    }),
    administrator,
    guard,
    auditTriggers: auditTriggers({ database: postgresTriggers, connection, desk: administrator }),
    classification,
    ...composeDisposal({
      ...{ connection, activity, signing, token, profile, change, clock },
      pages: composePages(parts.bundles),
    }),
    fields,
    limits: composeLimits({ connection, activity, keys }),
    rows: composeRows({ connection }),
  };
}
