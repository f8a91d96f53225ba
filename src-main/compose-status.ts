import type { Status } from '../src-shared/settings/contract.ts';
import { type AuditService, standingOf, standingRun, type TablesService } from './audit/index.ts';
import type { LogFigures, SealedLog } from './audit/ports.ts';
import type { Profile } from './base/config.ts';
import { Fault } from './base/fault.ts';
import { patiently } from './base/patience.ts';
import type { ClinicConnection } from './clinic/ports.ts';
import type { TokenService } from './token/index.ts';

type Parts = {
  readonly profile: () => Promise<Profile>;
  readonly connection: () => Promise<ClinicConnection>;
  readonly log: () => Promise<SealedLog>;
  readonly token: TokenService;
  readonly audit: AuditService;
  readonly tables: Pick<TablesService, 'list'>;
  readonly clinic: { neverGuarded(): Promise<boolean>; foundGuard(): Promise<void> };
  /** Milliseconds that database and token may take to answer; the window shows what is known until then. */
  readonly patience: number;
  /** Told when an answer came later than that. */
  readonly changed: () => void;
};

/** The status strip: each part answers for itself, so that what works is shown beside what does not. */
export function statusOf(parts: Parts): () => Promise<Status> {
  const askClinic = patiently(
    async () => clinicStatus(parts, await parts.profile()),
    parts.patience,
    parts.changed,
  );
  const askToken = patiently(() => tokenStatus(parts), parts.patience, parts.changed);
  return async () => {
    const profile = await parts.profile();
    const [known, token, integrity, tables] = await Promise.all([
      askClinic(),
      askToken(),
      integrityStatus(parts),
      parts.tables.list(),
    ]);
    // An answer about the connection before this one tells nothing.
    const clinic = known?.kind === profile.kind ? known : contacting(profile);
    return {
      profile: profile.kind,
      clinic: clinic.shown,
      tables: standingOf(tables),
      token: token ?? { state: 'absent', token: null, identity: null, problem: 'The token is being asked.' },
      integrity: {
        ...integrity,
        ...(clinic.figures ?? {
          sealed: integrity.witnessed,
          pending: 0,
          unsealedSeconds: null,
          heldBack: false,
        }),
      },
    };
  };
}

type ClinicAnswer = {
  readonly kind: Profile['kind'];
  readonly shown: Status['clinic'];
  readonly figures: LogFigures | null;
};

const nameOf = (profile: Profile): { name: string; user: string } => {
  const { clinic } = profile;
  return clinic === null
    ? { name: profile.kind === 'sample' ? 'Sample clinic' : '', user: '' }
    : { name: `${clinic.database} @ ${clinic.host}`, user: clinic.user };
};

const contacting = (profile: Profile): ClinicAnswer => ({
  kind: profile.kind,
  shown: {
    state: profile.kind === 'none' ? 'not-configured' : 'starting',
    ...nameOf(profile),
    tls: 'none',
    problem: '',
    guarded: remembered(profile),
  },
  figures: null,
});

/** What is known of the guard schema without asking. */
const remembered = ({ clinic }: Profile): boolean | null => (clinic?.guarded === false ? false : null);

async function clinicStatus(parts: Parts, profile: Profile): Promise<ClinicAnswer> {
  const { kind } = profile;
  if (kind === 'none') return contacting(profile);
  const named = nameOf(profile);
  try {
    const connection = await parts.connection();
    const figures = await (await parts.log()).figures().catch(async (error: unknown) => {
      const missing = error instanceof Fault && error.code === 'database-not-guarded';
      if (missing && (await parts.clinic.neverGuarded())) return null;
      throw error;
    });
    if (figures !== null) await parts.clinic.foundGuard();
    return {
      kind,
      shown: {
        guarded: figures !== null,
        state: 'connected',
        name: named.name,
        user: connection.user,
        tls: connection.tls === 'loopback' ? 'loopback' : 'verified',
        problem: '',
      },
      figures,
    };
  } catch (error) {
    const problem =
      error instanceof Fault ? `${error.message} ${error.remedy}` : 'The database cannot be asked.';
    return {
      kind,
      shown: { state: 'unreachable', ...named, tls: 'none', problem, guarded: remembered(profile) },
      figures: null,
    };
  }
}

async function tokenStatus({ token }: Parts): Promise<Status['token']> {
  const { configured, token: found, problem } = await token.current();
  const identity = token.identity();
  const state = !configured
    ? 'not-configured'
    : found === null
      ? 'absent'
      : identity === null
        ? 'present'
        : 'signed-in';
  return {
    state,
    token: found === null ? null : { ...found, signedIn: identity !== null },
    identity: found === null ? null : identity,
    problem: problem === null ? '' : `${problem.message} ${problem.remedy}`,
  };
}

async function integrityStatus({ audit }: Parts): Promise<Omit<Status['integrity'], keyof LogFigures>> {
  const [witnessed, runs, checkpoint] = await Promise.all([
    audit.witnessed(),
    audit.logRuns(),
    audit.checkpoint(),
  ]);
  const last = standingRun(runs);
  return {
    witnessed,
    lastRun:
      last === undefined
        ? null
        : {
            runId: last.runId,
            result: last.result,
            level: last.level,
            at: last.startedAt,
            found: last.found,
          },
    lastCheckpointAt: checkpoint?.signedAt ?? null,
    lastCheckpointSize: checkpoint?.size ?? 0,
  };
}
