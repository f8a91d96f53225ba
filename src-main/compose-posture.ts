import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from './base/clock.ts';
import { machineZone } from './base/zone.ts';
import type { Cache } from './cache/client.ts';
import { composeReadiness } from './compose-readiness.ts';
import { checks, type Checklists, checklistsSchema, everyCheck, gapService } from './controls/index.ts';
import type { Services } from './jobs/ports.ts';

/** What is asked of everything else: the unified check with its lists. */
export function withPosture(
  parts: {
    /** Of the profile. */
    readonly folder: string;
    readonly resources: string;
    readonly bundles: string;
    readonly cache: Cache;
    readonly clock: Clock;
    readonly officer: () => string;
  },
  services: Omit<Services, 'checks' | 'gaps' | 'readiness'>,
): Services {
  const { clock, cache, officer } = parts;
  let checklists: Promise<Checklists> | undefined;
  const now = (): number => clock.now();
  const gaps = gapService({
    ...{ store: cache.gaps, reviews: services.controlReviews, signOffs: services.signing.signOffs },
    ...{ activity: services.activity, clock, officer, zone: machineZone },
  });
  const composed = {
    ...{ ...services, gaps },
    checks: checks({
      checks: everyCheck({ ...services, gaps }, now),
      store: cache.checks,
      checklists: () =>
        (checklists ??= readChecklists(join(parts.resources, 'checklists', 'checklists.json'))),
      signOffs: services.signing.signOffs,
      activity: services.activity,
      zone: machineZone,
      ...{ clock, officer },
    }),
  };
  return { ...composed, readiness: composeReadiness(parts, composed) };
}

const readChecklists = async (file: string): Promise<Checklists> =>
  checklistsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
