import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { ColourScheme } from '../src-shared/settings/contract.ts';
import {
  acknowledgements,
  type ActivityLog,
  auditService,
  type AuditService,
  type Monitor,
} from './audit/index.ts';
import { systemClock } from './base/clock.ts';
import { type Profile, readProfile, updateProfile } from './base/config.ts';
import { fileSecretStore } from './base/file-secrets.ts';
import type { SecretStore } from './base/secret-store.ts';
import { type Cache, cacheClient } from './cache/client.ts';
import type { CacheWorkerData } from './cache/methods.ts';
import { postgresTriggers } from './clinic/guard/audit-triggers.ts';
import { auditTriggers } from './clinic/index.ts';
import type { ClinicConnection } from './clinic/ports.ts';
import { postgresSealedLog } from './clinic/postgres/sealed-log.ts';
import type { StartReader } from './clinic/postgres/snapshot.ts';
import { composeAdministrator } from './compose-administrator.ts';
import { composeClassification } from './compose-classification.ts';
import { composeClinic } from './compose-clinic.ts';
import { composeControls } from './compose-controls.ts';
import { composeFhir } from './compose-fhir.ts';
import { composeFields } from './compose-fields.ts';
import { composeFindings } from './compose-findings.ts';
import { composeActivity, recordedToken, trustIn } from './compose-activity.ts';
import { signedWith } from './compose-aftermath.ts';
import { composeKeys, countedToken } from './compose-keys.ts';
import { recordedClinic, recordedExports, recordedSealing } from './compose-recorded.ts';
import { composeMonitor, type MonitorListeners } from './compose-monitor.ts';
import { composeProofs } from './compose-proofs.ts';
import { composeSchedule } from './compose-schedule.ts';
import { composeWitness } from './compose-witness.ts';
import {
  composeSecurity,
  reportedAudit,
  reportedTables,
  type SecurityListeners,
  tamperingReport,
} from './compose-security.ts';
import { composeDisposal } from './compose-disposal.ts';
import { composeLimits } from './compose-limits.ts';
import { composeRows } from './compose-rows.ts';
import { composeSample } from './compose-sample.ts';
import { composeTables } from './compose-tables.ts';
import { connectionOf, type Secrets } from './compose-connection.ts';
import type { Services } from './jobs/ports.ts';
import { childWire } from './processes/child.ts';
import { threadWire } from './processes/thread.ts';
import { composeRights } from './compose-rights.ts';
import { composePages, composeReports } from './compose-reports.ts';
import { composeResponses } from './compose-responses.ts';
import { composeSigning, composeTimeStamps, readTrust } from './compose-signing.ts';
import { statusOf } from './compose-status.ts';
import { moduleEnvironment, type OpenTokenModule, tokenService } from './token/index.ts';
import { openTokenModule, type StartWire } from './token/client.ts';

/** What differs between window and command line. */
export type Surroundings = {
  /** The profile. */
  readonly folder: string;
  /** The application's resources (guard/, sample/, …). */
  readonly resources: string;
  /** Folder of the main bundles, where the workers' entries are. */
  readonly bundles: string;
  readonly version: string;
  /** The operating system's safe storage; null on the command line. */
  readonly secrets: SecretStore | null;
  /** How token processes are started: Electron's utility process or a child process. */
  readonly startWire?: StartWire;
  /** Milliseconds the status waits for database and token; without it, as long as they take. */
  readonly patience?: number;
  /** Told when something the status strip shows has changed. */
  readonly changed?: () => void;
  /** Told when an administrator sat down at the desk, or left it. */
  readonly administratorChanged?: () => void;
  /** Told of what the monitor sees. */
  readonly monitor?: MonitorListeners;
  /** Told of security events. */
  readonly security?: SecurityListeners;
  /** Told when a patient's request has changed. */
  readonly rightsChanged?: () => void;
  /** Told when a scheduled verification, or its plan, has changed. */
  readonly scheduleChanged?: () => void;
};

/** Builds the adapters and wires them: the only place that knows them all. */
export function compose(around: Surroundings): Services {
  const { folder, resources, bundles, version } = around;
  const nothing = (): void => undefined;
  const changed = around.changed ?? nothing;
  const clock = systemClock;
  const secrets: Secrets = { os: around.secrets, file: fileSecretStore(folder) };
  const cacheData: CacheWorkerData = { file: join(folder, 'cache.sqlite'), reports: join(folder, 'reports') };
  const cache: Cache = cacheClient(threadWire(join(bundles, 'cache-worker.js'), cacheData), (draft) =>
    activity.event(draft),
  );
  const startReader: StartReader = (data) => threadWire(join(bundles, 'range-worker.js'), data);
  const openModule: OpenTokenModule = openTokenModule(
    join(bundles, 'token-process.js'),
    around.startWire ?? childWire,
  );

  const profile = (): Promise<Profile> => readProfile(folder);
  const change = async (update: (profile: Profile) => Profile): Promise<void> => {
    await updateProfile(folder, update);
    changed();
    monitor.renew();
    security.watch.renew();
  };
  const plainToken = tokenService({
    open: openModule,
    failures: cache.pinFailures,
    choice: async () => (await profile()).token,
    store: (choice) => change((p) => ({ ...p, token: choice })),
    trusted: async () => (await profile()).modules,
    trust: async (module) => {
      await updateProfile(folder, (p) => ({
        ...p,
        modules: [...p.modules.filter(({ file }) => file !== module.file), module],
      }));
    },
    environment: moduleEnvironment(process.env),
    clock,
    changed: () => {
      changed();
      // What waits for a signature is signed now.
      if (plainToken.signer() !== null) monitor.wake();
    },
  });
  const trust = async () => trustIn((await readTrust(folder)).signers);
  const activity: ActivityLog = composeActivity({
    ...{ store: cache.activity, clock, token: plainToken, trust },
    signer: () => keyParts.sealer(false),
    role: () => keyParts.roles.known(),
  });
  const keyParts = composeKeys({
    ...{ store: cache.keys, token: plainToken, activity, clock, trust, profile, change },
    signedWith: signedWith(cache),
  });
  const { keys } = keyParts;
  const token = recordedToken(countedToken(plainToken, keys, keyParts), activity);
  // The sample clinic is large and rarely needed: it is loaded when somebody asks for it.
  const sampleStatus = async () => (await import('./sample/index.ts')).sampleStatus(folder);
  const connection = async (): Promise<ClinicConnection> =>
    connectionOf(await profile(), secrets, sampleStatus);
  const log = async () => postgresSealedLog(await connection(), startReader);
  const officer = (): string => token.identity()?.subject ?? userInfo().username;
  const own = composeWitness({
    log,
    cache,
    audit: () => audit,
    signer: () => keyParts.sealer(true),
    trust,
    clock,
    officer,
    // The sample clinic's log is younger than any retention; removing can be tried there.
    keepYears: async () => ((await profile()).kind === 'sample' ? 0 : (await profile()).settings.logYears),
  });
  const report = tamperingReport(() => security.events, activity);
  const audit: AuditService = reportedAudit(
    recordedSealing(
      auditService({
        ...own.grounds,
        log,
        witness: (fingerprint) => cache.witness(fingerprint),
        runs: cache.runs,
        signer: () => keyParts.sealer(true),
        clock,
        officer,
      }),
      activity,
    ),
    report,
  );
  const clinic = recordedClinic(
    composeClinic({
      ...{ profile, change, connection, startReader, cache, secrets },
      closeToken: () => token.close(),
    }),
    activity,
  );
  const { administrator, guard } = composeAdministrator({
    ...{ connection, activity, clock, sample: sampleStatus },
    isSample: async () => (await profile()).kind === 'sample',
    changed: around.administratorChanged ?? nothing,
    ...{ pack: join(resources, 'guard'), version, packChanged: changed },
  });
  const security = composeSecurity({
    ...{ connection, officer, activity, clock },
    listeners: around.security ?? { changed: nothing, called: nothing },
  });
  const tables = reportedTables(
    composeTables({
      profile,
      change: (update) => updateProfile(folder, update),
      connection,
      startReader,
      cache,
      runs: cache.runs,
      signer: () => keyParts.sealer(true),
      clock,
      officer,
      activity,
    }),
    report,
  );
  let settingUp = false;
  const monitor: Monitor = composeMonitor({
    profile,
    change: (update) => updateProfile(folder, update),
    connection,
    log,
    cache,
    audit,
    tables,
    neverGuarded: clinic.neverGuarded,
    clock,
    listeners: around.monitor ?? { changed: nothing, alerted: nothing, failed: nothing },
    settingUp: () => settingUp,
    grew: () => {
      changed();
      void own.colleagues.compareWaiting().catch(nothing);
    },
    accepted: own.grounds.accepted,
  });
  const schedule = composeSchedule({
    profile,
    change: (update) => updateProfile(folder, update),
    log,
    cache,
    audit,
    tables,
    neverGuarded: clinic.neverGuarded,
    clock,
    changed: around.scheduleChanged ?? nothing,
  });
  const signing = composeSigning({ folder, profile, token, cache, clock });
  const rights = composeRights({
    ...{ folder, resources, cache, keys, activity, connection, profile, clock, officer },
    signOffs: signing.signOffs,
    change: (update) => updateProfile(folder, update),
    changed: around.rightsChanged ?? nothing,
  });
  const fhir = composeFhir({ resources, bundles, clock });
  const answers = composeResponses({
    ...{ folder, resources, cache, keys, activity, profile, clock, officer, fhir, change },
    ...{ rights: rights.rights, releases: rights.releases },
    pages: composePages(bundles),
    accounting: async (caseId) => (await rights.accountings.account(caseId)).accounting,
  });
  const reports = composeReports({
    ...{ folder, bundles, log, cache, signing, clock, version },
    signer: () => token.signer(),
  });
  const entries = composeProofs({ log, cache, accepted: own.grounds.accepted, clock });
  const sample = composeSample({ folder, resources, openModule, profile, change, token, audit, connection });
  const status = statusOf({
    profile,
    connection,
    log,
    token,
    audit,
    patience: around.patience ?? Infinity,
    changed,
    tables,
    clinic,
  });

  return {
    activity,
    keys,
    roles: keyParts.roles,
    fields: composeFields({ connection, keys, activity }),
    classification: composeClassification({ connection, cache, activity, clock, officer }),
    ...rights,
    ...answers,
    audit,
    monitor,
    tables,
    acknowledgements: acknowledgements({
      runs: cache.runs,
      store: cache.acknowledgements,
      clock,
      officer,
    }),
    ...entries,
    ...recordedExports(entries, activity),
    ...composeFindings({ cache, audit }),
    ...own,
    schedule,
    jobHistory: cache.jobHistory,
    clinic: {
      ...clinic,
      disconnect: async () => {
        administrator.leave();
        await clinic.disconnect();
      },
    },
    administrator,
    limits: composeLimits({ connection, activity, keys }),
    rows: composeRows({ connection }),
    controls: composeControls({ resources }),
    fhir,
    auditTriggers: auditTriggers({ database: postgresTriggers, connection, desk: administrator }),
    disposal: composeDisposal({
      ...{ connection, activity, signing, token, profile },
      change: (update) => updateProfile(folder, update),
    }),
    guard,
    securityEvents: security.events,
    securityWatch: security.watch,
    monitoring: security.monitoring,
    token,
    reports,
    signing,
    timeStamps: composeTimeStamps({
      folder,
      profile,
      change: (update) => updateProfile(folder, update),
      signing,
    }),
    sample: {
      ...sample,
      up: async (options, work) => {
        settingUp = true;
        try {
          return await sample.up(options, work);
        } finally {
          settingUp = false;
          monitor.renew();
        }
      },
    },
    status,
    signOutAfter: {
      get: async () => (await profile()).settings.signOutAfter,
      set: async (minutes) => {
        await updateProfile(folder, (p) => ({ ...p, settings: { ...p.settings, signOutAfter: minutes } }));
      },
    },
    colourScheme: {
      get: async () => (await profile()).settings.colourScheme,
      set: async (scheme: ColourScheme) => {
        await updateProfile(folder, (p) => ({ ...p, settings: { ...p.settings, colourScheme: scheme } }));
      },
    },
    samplePin: async () =>
      (await profile()).kind === 'sample' ? ((await sampleStatus()).clinic?.pin ?? null) : null,
    version,
    close: async () => {
      administrator.leave();
      security.watch.close();
      await monitor.close();
      await token.close();
      await cache.close();
    },
  };
}
