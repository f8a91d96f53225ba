import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RightsSettings } from '../src-shared/rights/settings.ts';
import type { ActivityLog } from './audit/index.ts';
import type { Clock } from './base/clock.ts';
import { writeDurably } from './base/durable-file.ts';
import { codeOf } from './base/fault.ts';
import type { Cache } from './cache/client.ts';
import type { ClinicConnection } from './clinic/ports.ts';
import { postgresDossier } from './clinic/postgres/dossier.ts';
import type { KeyRing } from './keys/index.ts';
import {
  accountingService,
  type AccountingService,
  type DossierService,
  dossierService,
  type MapFile,
  releases,
  type Releases,
  reviewService,
  type ReviewService,
  type RightsService,
} from './rights/index.ts';
import type { PatientDirectory } from './rights/ports.ts';
import type { SignOffs } from './signing/index.ts';

/** Collecting, reviewing and accounting for patients' requests. */
export type Dossiers = {
  readonly dossiers: DossierService;
  readonly reviews: ReviewService;
  readonly accountings: AccountingService;
  readonly releases: Releases;
};

/** Wires them to cache, token, profile folder and the clinic's database. */
export function composeDossiers(parts: {
  readonly folder: string;
  readonly resources: string;
  readonly cache: Cache;
  readonly keys: KeyRing;
  readonly signOffs: SignOffs;
  readonly activity: ActivityLog;
  readonly connection: () => Promise<ClinicConnection>;
  readonly rights: RightsService;
  readonly directory: () => Promise<PatientDirectory>;
  readonly settings: () => Promise<RightsSettings>;
  readonly clock: Clock;
  readonly officer: () => string;
  readonly changed: () => void;
}): Dossiers {
  const { rights, cache, clock, officer, changed, activity, settings, signOffs } = parts;
  const own = join(parts.folder, 'dossier-map.yaml');
  const shared = { rights, store: cache.dossiers, columns: parts.keys.columns, activity, clock, changed };
  return {
    dossiers: dossierService({
      ...{ ...shared, settings, cases: cache.rights, entries: cache.patientEntries },
      ...{ directory: parts.directory, reader: postgresDossier(parts.connection) },
      mapFile: () => mapFile(own, join(parts.resources, 'dossier', 'sample-clinic.yaml')),
      writeMap: (text) => (text === null ? rm(own, { force: true }) : writeDurably(own, text)),
    }),
    reviews: reviewService({ ...shared, signOffs, settings, officer }),
    accountings: accountingService({
      ...{ ...shared, officer, cases: cache.rights, entries: cache.patientEntries },
    }),
    releases: releases({ ...shared, signOffs }),
  };
}

async function mapFile(own: string, shipped: string): Promise<MapFile> {
  try {
    return { origin: 'own', text: await readFile(own, 'utf8') };
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    return { origin: 'shipped', text: await readFile(shipped, 'utf8') };
  }
}
