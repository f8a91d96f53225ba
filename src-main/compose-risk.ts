import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SealedLog } from './audit/ports.ts';
import type { Clock } from './base/clock.ts';
import type { Profile } from './base/config.ts';
import { writeDurably } from './base/durable-file.ts';
import { codeOf } from './base/fault.ts';
import { machineZone } from './base/zone.ts';
import type { Cache } from './cache/client.ts';
import { postgresRiskAlerts } from './clinic/guard/risk-alerts.ts';
import type { SecurityWatch } from './clinic/index.ts';
import type { ClinicConnection } from './clinic/ports.ts';
import { postgresRiskEntries } from './clinic/postgres/risk-entries.ts';
import { postgresRelations } from './clinic/postgres/risk-relations.ts';
import { type RiskMapFile, riskService, type RiskService } from './risk/index.ts';

/** What the surroundings do with what comes. */
export type RiskListeners = { readonly changed: () => void; readonly failed: (error: unknown) => void };

/** What the risk of accesses is wired to. */
export type RiskParts = {
  readonly folder: string;
  readonly resources: string;
  readonly cache: Cache;
  readonly connection: () => Promise<ClinicConnection>;
  readonly log: () => Promise<SealedLog>;
  readonly profile: () => Promise<Profile>;
  readonly clock: Clock;
  readonly officer: () => string;
  readonly listeners: RiskListeners | undefined;
};

/** Adds the risk of accesses to the desk of security events; one watch starts, renews and ends both. */
export function composeRisk<T extends { readonly watch: SecurityWatch }>(
  security: T,
  parts: RiskParts,
): T & { readonly risk: RiskService } {
  const { clock, cache, connection, officer } = parts;
  const own = join(parts.folder, 'risk-map.yaml');
  const nothing = (): void => undefined;
  const reader = postgresRiskEntries({
    connection,
    fingerprint: async () => (await (await parts.log()).source()).fingerprint,
  });
  const risk = riskService({
    ...{ reader, clock, officer, store: cache.risk },
    relations: postgresRelations(connection, () => clock.now()),
    desk: postgresRiskAlerts(connection),
    zone: async () => (await parts.profile()).rights.zone ?? machineZone(),
    mapFile: async (): Promise<RiskMapFile | null> => {
      try {
        return { origin: 'own', text: await readFile(own) };
      } catch (error) {
        if (codeOf(error) !== 'ENOENT') throw error;
        if ((await parts.profile()).kind !== 'sample') return null;
        const shipped = await readFile(join(parts.resources, 'risk', 'sample-clinic.yaml'));
        return { origin: 'shipped', text: shipped };
      }
    },
    writeMap: (text) => writeDurably(own, text),
    timer: (ms, then) => {
      const timeout = setTimeout(then, ms).unref();
      return () => {
        clearTimeout(timeout);
      };
    },
    changed: parts.listeners?.changed ?? nothing,
    failed: parts.listeners?.failed ?? nothing,
  });
  const { watch } = security;
  return {
    ...security,
    risk,
    watch: {
      start: () => {
        watch.start();
        risk.watch.start();
      },
      renew: () => {
        watch.renew();
        reader.renew();
        risk.watch.renew();
      },
      close: () => {
        watch.close();
        void risk.watch.close();
        reader.close();
      },
    },
  };
}
