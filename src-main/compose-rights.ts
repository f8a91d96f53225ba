import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActivityLog } from './audit/index.ts';
import type { Clock } from './base/clock.ts';
import type { Profile } from './base/config.ts';
import type { Cache } from './cache/client.ts';
import type { ClinicConnection } from './clinic/ports.ts';
import { postgresPatients } from './clinic/postgres/patients.ts';
import type { KeyRing } from './keys/index.ts';
import { composeDossiers, type Dossiers } from './compose-dossiers.ts';
import {
  contactGuard,
  type ContactService,
  contactService,
  type ErasureService,
  erasureService,
  type EvidenceService,
  evidenceService,
  type Periods,
  periodsSchema,
  type RecipientService,
  recipientService,
  reviewGuard,
  rightsService,
  type RightsService,
} from './rights/index.ts';
import type { DisposalService } from './phi/index.ts';
import type { SignOffs } from './signing/index.ts';

/** Patients' requests, wired to cache, token, profile and the clinic's patients. */
export function composeRights(parts: {
  readonly folder: string;
  readonly resources: string;
  readonly cache: Cache;
  readonly keys: KeyRing;
  readonly signOffs: SignOffs;
  readonly activity: ActivityLog;
  readonly connection: () => Promise<ClinicConnection>;
  readonly disposal: () => DisposalService;
  readonly profile: () => Promise<Profile>;
  readonly change: (update: (profile: Profile) => Profile) => Promise<unknown>;
  readonly clock: Clock;
  readonly officer: () => string;
  readonly changed: () => void;
}): {
  readonly rights: RightsService;
  readonly recipients: RecipientService;
  readonly contacts: ContactService;
  readonly erasures: ErasureService;
  readonly caseEvidence: EvidenceService;
} & Dossiers {
  let periods: Promise<Periods> | null = null;
  const settings = async () => (await parts.profile()).rights;
  const directory = async () => postgresPatients(await parts.connection(), (await settings()).patients);
  const [review, contact] = [reviewGuard(parts.cache.dossiers), contactGuard(parts.cache.deliveries)];
  const rights = rightsService({
    ...{ store: parts.cache.rights, columns: parts.keys.columns, signOffs: parts.signOffs },
    ...{
      activity: parts.activity,
      clock: parts.clock,
      officer: parts.officer,
      settings,
      changed: parts.changed,
    },
    directory,
    guard: async (caseId, at, step) => (await review(caseId, at, step)) ?? (await contact(caseId, step)),
    completed: (caseId, step) => recipients.completed(caseId, step),
    periods: () => (periods ??= readPeriods(join(parts.resources, 'rights', 'periods.json'))),
    setSettings: async (rights) => {
      await parts.change((profile) => ({ ...profile, rights }));
      parts.changed();
    },
  });
  const recipients = recipientService({
    ...{ rights, cases: parts.cache.rights, columns: parts.keys.columns, directory, settings },
  });
  const dossiers = composeDossiers({ ...parts, rights, directory, settings });
  const caseEvidence = evidenceService({
    ...{ ...parts, rights, cases: parts.cache.rights, deliveries: parts.cache.deliveries },
    manifest: (caseId) => dossiers.dossiers.manifest(caseId),
  });
  const erasures = erasureService({
    ...{ rights, recipients, disposal: parts.disposal, signOffs: parts.signOffs },
    ...{ columns: parts.keys.columns, directory, settings },
  });
  return { rights, recipients, contacts: contactService({ rights }), erasures, ...dossiers, caseEvidence };
}

const readPeriods = async (file: string): Promise<Periods> =>
  periodsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
