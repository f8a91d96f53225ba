import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActivityLog, AuditService, Monitor } from './audit/index.ts';
import type { Clock } from './base/clock.ts';
import type { Profile } from './base/config.ts';
import { writeDurably } from './base/durable-file.ts';
import { codeOf } from './base/fault.ts';
import type { Cache } from './cache/client.ts';
import type { GuardPack } from './clinic/index.ts';
import type { ClinicConnection } from './clinic/ports.ts';
import { postgresControlTests } from './clinic/postgres/control-tests.ts';
import {
  type ControlsMaps,
  controlsMaps,
  type ControlTests,
  controlTests,
  testRecords,
  testsInUse,
} from './controls/index.ts';
import type { ControlsService, TestRecords } from './controls/ports.ts';
import type { Schedule } from './jobs/index.ts';
import type { KeyRing } from './keys/index.ts';
import type { DeliveryService, RightsService } from './rights/index.ts';

/** Requests that are read at once. */
const PAGE = 500;

/** Automated tests of controls, wired to the clinic's database and to what this application keeps. */
export function composeControlTests(parts: {
  readonly folder: string;
  readonly resources: string;
  readonly profile: () => Promise<Profile>;
  readonly connection: () => Promise<ClinicConnection>;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly activity: ActivityLog;
  readonly audit: AuditService;
  readonly monitor: Monitor;
  readonly schedule: () => Schedule;
  readonly keys: KeyRing;
  readonly rights: RightsService;
  readonly deliveries: DeliveryService;
  readonly guard: GuardPack;
  readonly controls: ControlsService;
  readonly changed: () => void;
}): {
  readonly controlTests: ControlTests;
  readonly controlsMaps: ControlsMaps;
  readonly testRecords: TestRecords;
} {
  const { cache, audit, activity, rights } = parts;
  const own = join(parts.folder, 'controls-map.yaml');
  const maps = controlsMaps({
    own: () => fileText(own),
    write: (text) => (text === null ? rm(own, { force: true }) : writeDurably(own, text)),
    shipped: async () =>
      (await parts.profile()).kind === 'sample'
        ? readFile(join(parts.resources, 'controls', 'sample-clinic.yaml'), 'utf8')
        : null,
    activity,
  });
  const tests = controlTests({
    reader: postgresControlTests(parts.connection),
    store: cache.controlTests,
    clock: parts.clock,
    changed: parts.changed,
    map: () => maps.inUse(),
    own: {
      runs: () => audit.runs.list(),
      acknowledged: async (runId) =>
        new Set((await cache.acknowledgements.ofRun(runId)).map(({ index }) => index)).size,
      plans: () => parts.schedule().list(),
      monitor: () => parts.monitor.status(),
      checkpoint: () => audit.checkpoint(),
      activity: (signal) => activity.verify(signal),
      keys: () => parts.keys.list(),
      keyRequests: () => parts.keys.requests(),
      cases: async () => {
        const filter = { open: null, type: null, state: null, id: '' };
        const rows = [];
        for (;;) {
          const page = await rights.list(filter, rows.length, PAGE);
          rows.push(...page.rows);
          if (page.rows.length === 0 || rows.length >= page.total) return rows;
        }
      },
      case: (caseId) => rights.view(caseId),
      deliveries: (caseId) => parts.deliveries.list(caseId),
      logYears: async () => (await parts.profile()).settings.logYears,
      guard: () => parts.guard.status(),
    },
  });
  const inUse = testsInUse(tests, () => parts.controls.catalogue());
  return {
    controlsMaps: maps,
    testRecords: testRecords(tests, cache.controlTests),
    controlTests: {
      ...inUse,
      run: (choice, work, options) =>
        activity.around({ operation: 'controls.test', objectType: 'controls', objectId: 'tests' }, () =>
          inUse.run(choice, work, options),
        ),
    },
  };
}

async function fileText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}
