import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditService } from './audit/index.ts';
import { emptyProfile, type Profile } from './base/config.ts';
import { Fault } from './base/fault.ts';
import type { SamplePin } from '../src-shared/settings/contract.ts';
import { attachTriggers } from './clinic/guard/audit-triggers.ts';
import { installGuard } from './clinic/guard/install.ts';
import { connectionFromUrl } from './clinic/index.ts';
import type { ClinicConnection } from './clinic/ports.ts';
import type { Sample, SampleService } from './jobs/ports.ts';
import type { SampleStatus } from './sample/index.ts';
import type { OpenTokenModule, TokenService } from './token/index.ts';

const ENTRIES = 10_000;
const SEED = 1;
const PHASES = {
  database: 'Starting the database',
  clinic: 'Making patients and staff',
  guard: 'Installing the audit log',
  history: 'Writing the audit history',
  triggers: 'Switching auditing on',
  token: 'Making the software token',
  ready: 'Ready',
} as const;

/** The sample's own token and PIN; null where there is none. */
export const samplePin = ({ clinic }: SampleStatus): SamplePin | null =>
  clinic === null ? null : { serial: clinic.tokenSerial, pin: clinic.pin };

/** The sample clinic, wired to the guard schema, the token and the sealer. */
export function composeSample(parts: {
  readonly folder: string;
  readonly resources: string;
  readonly openModule: OpenTokenModule;
  readonly profile: () => Promise<Profile>;
  readonly change: (update: (profile: Profile) => Profile) => Promise<void>;
  readonly token: TokenService;
  readonly audit: AuditService;
  readonly connection: () => Promise<ClinicConnection>;
}): SampleService {
  const { folder, resources, token } = parts;
  // The generator is large and rarely needed.
  const room = () => import('./sample/index.ts');

  return {
    up: async (options, work) => {
      const { kind } = await parts.profile();
      if (kind === 'clinic')
        throw new Fault(
          'usage',
          'This profile is connected to a real clinic.',
          'Use another profile folder for the sample clinic (--profile DIR), or disconnect first.',
        );
      const { sampleUp, sampleStatus } = await room();
      const before = (await sampleStatus(folder)).clinic;
      const clinic: Sample = await sampleUp({
        folder,
        resources,
        entries: options.entries ?? before?.entries ?? ENTRIES,
        seed: options.seed ?? before?.seed ?? SEED,
        guard: {
          install: (adminUrl, roles) =>
            installGuard(connectionFromUrl(adminUrl, null), join(resources, 'guard'), roles),
          attachTriggers: (adminUrl, tables) => attachTriggers(connectionFromUrl(adminUrl, null), tables),
        },
        tokenModule: parts.openModule,
        onProgress: (phase, done, total) => {
          work.progress({
            phase: PHASES[phase],
            done,
            total: total > 0 ? total : null,
            unit: phase === 'history' ? 'entries' : '',
          });
        },
        signal: work.signal,
      });
      // Reports signed by the sample's officer are trusted in the sample's own profile.
      await mkdir(join(folder, 'trust'), { recursive: true, mode: 0o700 });
      await copyFile(clinic.caCertificate, join(folder, 'trust', 'sample-hospital-ca.pem'));
      await parts.change((p) => ({ ...emptyProfile, settings: p.settings, kind: 'sample' }));
      await token.useFile(clinic.module, clinic.tokenLabel, { SOFTHSM2_CONF: clinic.softhsmConf });
      if ((await parts.audit.witnessed()) === 0) {
        await token.signIn(clinic.tokenSerial, clinic.pin);
        await parts.audit.seal(work);
        await token.signOut();
      }
      return clinic;
    },
    status: async () => (await room()).sampleStatus(folder),
    down: async (options) => {
      await token.close();
      await (await room()).sampleDown(folder, options);
      if (options.delete && (await parts.profile()).kind === 'sample')
        await parts.change((p) => ({ ...emptyProfile, settings: p.settings }));
    },
  };
}

/** A sample clinic that tells when it is being set up, and when that is over. */
export const toldSetUp = (sample: SampleService, settingUp: (now: boolean) => void): SampleService => ({
  ...sample,
  up: async (options, work) => {
    settingUp(true);
    try {
      return await sample.up(options, work);
    } finally {
      settingUp(false);
    }
  },
});
