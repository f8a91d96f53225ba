import { userInfo } from 'node:os';
import { join } from 'node:path';
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
import { type Cache, cacheClient } from './cache/client.ts';
import type { CacheWorkerData } from './cache/methods.ts';
import type { ClinicConnection } from './clinic/ports.ts';
import type { StartReader } from './clinic/postgres/snapshot.ts';
import { composeGuard } from './compose-guard.ts';
import { composeSettings } from './compose-settings.ts';
import type { Surroundings } from './compose-surroundings.ts';
import { composeToken } from './compose-token.ts';
import { composeClinic } from './compose-clinic.ts';
import { composeFhir } from './compose-fhir.ts';
import { composeFindings } from './compose-findings.ts';
import { composeActivity, recordedToken, trustIn } from './compose-activity.ts';
import { signedWith } from './compose-aftermath.ts';
import { composeKeys, countedToken } from './compose-keys.ts';
import { recordedClinic, recordedExports, recordedSealing } from './compose-recorded.ts';
import { composeLog, placeOf } from './compose-log.ts';
import { composeMonitor } from './compose-monitor.ts';
import { withPosture } from './compose-posture.ts';
import { composeProofs } from './compose-proofs.ts';
import { composeSchedule } from './compose-schedule.ts';
import { composeWitness } from './compose-witness.ts';
import { composeSecurity, reportedAudit, reportedTables, tamperingReport } from './compose-security.ts';
import { composeSample, samplePin, toldSetUp } from './compose-sample.ts';
import { composeTables } from './compose-tables.ts';
import { composeWaiting } from './compose-waiting.ts';
import { connectionOf, type Secrets } from './compose-connection.ts';
import type { Services } from './jobs/ports.ts';
import { childWire } from './processes/child.ts';
import { threadWire } from './processes/thread.ts';
import { composeControls } from './compose-controls.ts';
import { composeControlTests } from './compose-control-tests.ts';
import { composeReviews } from './compose-reviews.ts';
import { composeReview } from './compose-review.ts';
import { composeRights } from './compose-rights.ts';
import { composePages, composeReports } from './compose-reports.ts';
import { composeResponses } from './compose-responses.ts';
import { composeSigning, composeTimeStamps, readTrust } from './compose-signing.ts';
import { statusOf } from './compose-status.ts';
import type { OpenTokenModule, TokenService } from './token/index.ts';
import { openTokenModule } from './token/client.ts';

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
  const keep = (update: (profile: Profile) => Profile) => updateProfile(folder, update);
  const change = async (update: (profile: Profile) => Profile): Promise<void> => {
    await updateProfile(folder, update);
    changed();
    monitor.renew();
    security.watch.renew();
  };
  const plainToken: TokenService = composeToken({
    ...{ folder, openModule, profile, change, clock },
    failures: cache.pinFailures,
    changed: () => {
      changed();
      // What waits for a signature is signed now.
      if (plainToken.signer() !== null) monitor.wake();
    },
  });
  const trust = async () => trustIn((await readTrust(folder)).signers);
  const activity: ActivityLog = composeActivity({
    ...{ store: cache.activity, clock, token: plainToken, trust },
    signer: (asked) => keyParts.sealer(false, asked),
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
  const log = composeLog({ profile, keep, connection, startReader, cache });
  const officer = (): string => token.identity()?.subject ?? userInfo().username;
  const own = composeWitness({
    ...{ log, cache, trust, clock, officer },
    audit: () => audit,
    signer: () => keyParts.sealer(true),
    // The sample clinic's log is younger than any retention; removing can be tried there.
    keepYears: async () => ((await profile()).kind === 'sample' ? 0 : (await profile()).settings.logYears),
  });
  const report = tamperingReport(() => security.events, activity);
  const audit: AuditService = reportedAudit(
    recordedSealing(
      auditService({
        ...{
          ...own.grounds,
          log,
          clock,
          officer,
          runs: cache.runs,
          place: async () => placeOf(await profile()),
        },
        witness: (fingerprint) => cache.witness(fingerprint),
        signer: () => keyParts.sealer(true),
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
  const security = composeSecurity({
    ...{ folder, resources, cache, connection, log, profile, clock, officer, activity },
    guardStatus: () => guarded.guard.status(),
    listeners: around.security ?? { changed: nothing, called: nothing, driftChanged: nothing },
    riskListeners: around.risk,
  });
  const tables = reportedTables(
    composeTables({
      ...{ profile, change: keep, connection, startReader, cache, clock, officer, activity },
      runs: cache.runs,
      signer: () => keyParts.sealer(true),
    }),
    report,
  );
  let settingUp = false;
  const monitor: Monitor = composeMonitor({
    ...{ profile, change: keep, connection, log, cache, audit, tables, clock },
    ...{ neverGuarded: clinic.neverGuarded, drift: security.drift },
    listeners: around.monitor ?? { changed: nothing, alerted: nothing, failed: nothing },
    settingUp: () => settingUp,
    grew: () => {
      changed();
      void own.colleagues.compareWaiting().catch(nothing);
    },
    accepted: own.grounds.accepted,
  });
  const schedule = composeSchedule({
    ...{ profile, change: keep, log, cache, audit, tables, clock },
    neverGuarded: clinic.neverGuarded,
    changed: around.scheduleChanged ?? nothing,
  });
  const signing = composeSigning({ folder, profile, token, cache, clock });
  const rights = composeRights({
    ...{ folder, resources, cache, keys, activity, connection, profile, clock, officer },
    signOffs: signing.signOffs,
    disposal: () => guarded.disposal,
    change: keep,
    changed: around.rightsChanged ?? nothing,
  });
  const fhir = composeFhir({ resources, bundles, clock });
  const answers = composeResponses({
    ...{ folder, resources, cache, keys, activity, profile, clock, officer, fhir, change },
    ...{ rights: rights.rights, recipients: rights.recipients, releases: rights.releases },
    ...{ changed: around.rightsChanged ?? nothing },
    pages: composePages(bundles),
    accounting: (caseId) => rights.accountings.mustBeGiven(caseId),
  });
  const guarded = composeGuard({
    ...{ resources, bundles, version, profile, connection, sampleStatus, cache, activity },
    ...{ keys, signing, token, clock, officer },
    ...{ change: keep, changed, removed: (from) => security.drift.forget(from) },
    administratorChanged: around.administratorChanged ?? nothing,
  });
  const { administrator, guard } = guarded;
  const controls = composeControls({
    ...{ resources, store: cache.ownFrameworks, today: () => rights.rights.today() },
  });
  const tested = composeControlTests({
    ...{ folder, resources, profile, connection, cache, clock, activity, audit, monitor, keys, guard },
    ...{ schedule: () => schedule, rights: rights.rights, deliveries: answers.deliveries, controls },
    changed: around.controlTestsChanged ?? nothing,
  });
  const reports = composeReports({
    ...{ folder, bundles, log, cache, signing, clock, version },
    signer: () => token.signer(),
  });
  const entries = composeProofs({ log, cache, accepted: own.grounds.accepted, clock });
  const sample = composeSample({ folder, resources, openModule, profile, change, token, audit, connection });
  const status = statusOf({
    ...{ profile, connection, log, token, audit, changed, tables, clinic },
    patience: around.patience ?? Infinity,
  });

  return withPosture(
    { folder, resources, bundles, cache, clock, officer },
    {
      activity,
      keys,
      roles: keyParts.roles,
      ...rights,
      ...answers,
      audit,
      monitor,
      tables,
      waitingCheckpoints: composeWaiting({ audit, tables, cache, activity, profile, clock, keyParts }),
      acknowledgements: acknowledgements({
        ...{ clock, officer },
        runs: cache.runs,
        store: cache.acknowledgements,
      }),
      ...entries,
      ...composeReview({ folder, entries, cache, signing, token, clock }),
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
      ...guarded,
      securityEvents: security.events,
      ...{ securityWatch: security.watch, drift: security.drift, risk: security.risk },
      monitoring: security.monitoring,
      ...composeReviews({
        ...{ folder, bundles, controls, cache, token, activity, clock, officer, roles: keyParts.roles },
        ...{ keys, signing, rights: rights.rights, changed: around.reviewsChanged ?? nothing },
        tests: tested.testRecords,
      }),
      ...tested,
      fhir,
      token,
      reports,
      signing,
      timeStamps: composeTimeStamps({ folder, profile, change: keep, signing }),
      sample: toldSetUp(sample, (now) => {
        settingUp = now;
        if (!now) monitor.renew();
      }),
      status,
      ...composeSettings({ folder, profile }),
      samplePin: async () => ((await profile()).kind === 'sample' ? samplePin(await sampleStatus()) : null),
      version,
      close: async () => {
        administrator.leave();
        security.watch.close();
        await monitor.close();
        await token.close();
        await cache.close();
      },
    },
  );
}
