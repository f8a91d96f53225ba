import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Accounting } from '../src-shared/rights/accounting.ts';
import type { ActivityLog } from './audit/index.ts';
import type { Clock } from './base/clock.ts';
import type { Profile } from './base/config.ts';
import { codeOf, Fault } from './base/fault.ts';
import type { Cache } from './cache/client.ts';
import type { FhirChecks } from './fhir/index.ts';
import type { KeyRing } from './keys/index.ts';
import type { PageMaker } from './reports/index.ts';
import { smtpRelay } from './rights/delivery/smtp.ts';
import {
  type DeliveryService,
  deliveryService,
  fhirMapSchema,
  type LetterService,
  letterService,
  letterTextsSchema,
  releasedOf,
  type RecipientService,
  type ReleaseSource,
  type ResponseService,
  responseService,
  type RightsService,
} from './rights/index.ts';

/** Letters, answers and their delivery. */
export type Responses = {
  readonly letters: LetterService;
  readonly responses: ResponseService;
  readonly deliveries: DeliveryService;
};

/** Wires them to cache, token, profile folder, layout and mail relay. */
export function composeResponses(parts: {
  readonly folder: string;
  readonly resources: string;
  readonly cache: Cache;
  readonly keys: KeyRing;
  readonly activity: ActivityLog;
  readonly rights: RightsService;
  readonly recipients: RecipientService;
  readonly releases: ReleaseSource;
  readonly accounting: (caseId: string) => Promise<Accounting | null>;
  readonly fhir: FhirChecks;
  readonly pages: PageMaker;
  readonly profile: () => Promise<Profile>;
  readonly change: (update: (profile: Profile) => Profile) => Promise<unknown>;
  readonly clock: Clock;
  readonly officer: () => string;
  readonly changed: () => void;
}): Responses {
  const { rights, recipients, pages, clock, activity, cache, keys, officer } = parts;
  const shared = { rights, clock, activity, store: cache.deliveries, columns: keys.columns };
  const letters = letterService({
    ...{ rights, recipients, pages, clock, accounting: parts.accounting },
    texts: async (language) =>
      letterTextsSchema.parse(await jsonOf(join(parts.resources, 'rights', `letters.${language}.json`))),
  });
  const responses = responseService({
    ...{ ...shared, pages, letters, checks: parts.fhir, folder: join(parts.folder, 'responses') },
    releases: (caseId) => releasedOf(parts.releases, caseId),
    map: () =>
      fhirMap(
        join(parts.folder, 'fhir-map.json'),
        join(parts.resources, 'dossier', 'sample-clinic-fhir.json'),
      ),
  });
  const deliveries = deliveryService({
    ...{ ...shared, recipients, responses, officer, relay: smtpRelay, changed: parts.changed },
    settings: async () => (await parts.profile()).delivery,
    setSettings: async (delivery) => {
      await parts.change((profile) => ({ ...profile, delivery }));
    },
  });
  return { letters, responses, deliveries };
}

/** The clinic's own map if there is one. */
async function fhirMap(own: string, shipped: string) {
  const read = await jsonOf(own).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw unreadable(error);
  });
  const map = fhirMapSchema.safeParse(read ?? (await jsonOf(shipped)));
  if (map.success) return map.data;
  throw unreadable(map.error);
}

const unreadable = (cause: unknown): Fault =>
  new Fault(
    'file-unreadable',
    'The FHIR map of this clinic cannot be used.',
    'Correct fhir-map.json in the profile folder, or remove it to use the one that was shipped; see docs/rights.md.',
    cause,
  );

const jsonOf = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'));
