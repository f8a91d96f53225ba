import type { Profile } from './base/config.ts';
import { emptyProfile } from './base/config.ts';
import { Fault } from './base/fault.ts';
import type { Cache } from './cache/client.ts';
import { isLoopback } from './clinic/index.ts';
import type { ClinicConnection, ConnectionReport } from './clinic/ports.ts';
import { checkConnection } from './clinic/postgres/checks.ts';
import { postgresSealedLog } from './clinic/postgres/sealed-log.ts';
import type { StartReader } from './clinic/postgres/snapshot.ts';
import type { Secrets } from './compose-connection.ts';
import type { ClinicService } from './jobs/ports.ts';

/** The connection to the clinic, and what is remembered of its guard schema. */
export function composeClinic(parts: {
  readonly profile: () => Promise<Profile>;
  readonly change: (update: (profile: Profile) => Profile) => Promise<void>;
  readonly connection: () => Promise<ClinicConnection>;
  readonly startReader: StartReader;
  readonly cache: Cache;
  readonly secrets: Secrets;
  readonly closeToken: () => Promise<void>;
}): ClinicService & {
  /**
   * True when nothing says that the connected database ever had a sealed log: only then is a missing guard schema no
   * alarm. Somebody who removes the schema must not get a calm screen for it.
   *
   * @throws Fault `database-…`
   */
  readonly neverGuarded: () => Promise<boolean>;
  /** The guard schema was seen: from now on its absence is an alarm. */
  readonly foundGuard: () => Promise<void>;
} {
  const { profile, change, secrets } = parts;
  const witnessed = async (connection: ClinicConnection): Promise<boolean> => {
    const { fingerprint } = await postgresSealedLog(connection, parts.startReader).source();
    return (await parts.cache.witness(fingerprint).size()) > 0;
  };
  const check = async (wanted: ClinicConnection): Promise<ConnectionReport> => {
    const report = await checkConnection(wanted);
    return report.guarded === false && (await witnessed(wanted)) ? guardGone(report) : report;
  };
  return {
    check,
    connect: async (wanted, caFile) => {
      const report = await check(wanted);
      if (!report.ready) return report;
      const os = secrets.os !== null && (await secrets.os.available()).ok ? secrets.os : null;
      const secret = await (os ?? secrets.file).seal(wanted.password);
      await change((p) => ({
        ...p,
        kind: 'clinic',
        clinic: {
          host: wanted.host,
          port: wanted.port,
          database: wanted.database,
          user: wanted.user,
          caFile,
          tls: isLoopback(wanted.host) ? 'loopback' : 'verify-full',
          secret: Buffer.from(secret).toString('base64'),
          secretStore: os === null ? 'file-key' : 'os',
          guarded: report.guarded !== false,
          log: null,
        },
        // The sample's software token has no business with a real clinic.
        token: p.kind === 'sample' ? null : p.token,
      }));
      return report;
    },
    examine: async () => check(await parts.connection()),
    disconnect: async () => {
      await parts.closeToken();
      await change((p) => ({ ...emptyProfile, settings: p.settings }));
    },
    neverGuarded: async () => {
      const { kind, clinic } = await profile();
      return kind === 'clinic' && clinic?.guarded === false && !(await witnessed(await parts.connection()));
    },
    foundGuard: async () => {
      if ((await profile()).clinic?.guarded === false)
        await change((p) => (p.clinic === null ? p : { ...p, clinic: { ...p.clinic, guarded: true } }));
    },
  };
}

/** This machine has witnessed a log there: that its schema is gone is no plain warning. */
function guardGone(report: ConnectionReport): ConnectionReport {
  const fault = new Fault(
    'database-not-guarded',
    'This computer has witnessed a sealed log in this database, and its guard schema is gone.',
    'Ask the database administrator who removed it and when, and to put back a backup beside the database. What this computer witnessed is kept.',
  );
  return {
    ...report,
    ready: false,
    checks: report.checks.map((check) =>
      check.id === 'guard'
        ? { ...check, outcome: 'failed', detail: fault.message, remedy: fault.remedy }
        : check,
    ),
    fault: report.fault ?? fault,
  };
}
