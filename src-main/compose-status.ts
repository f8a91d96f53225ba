import type { Status } from '../src-shared/settings/contract.ts';
import type { AuditService } from './audit/index.ts';
import type { SealedLog } from './audit/ports.ts';
import type { Profile } from './base/config.ts';
import { Fault } from './base/fault.ts';
import type { ClinicConnection } from './clinic/ports.ts';
import type { TokenService } from './token/index.ts';

type Parts = {
  readonly profile: () => Promise<Profile>;
  readonly connection: () => Promise<ClinicConnection>;
  readonly log: () => Promise<SealedLog>;
  readonly token: TokenService;
  readonly audit: AuditService;
};

/** The status strip: each part answers for itself, so that what works is shown beside what does not. */
export const statusOf =
  (parts: Parts): (() => Promise<Status>) =>
  async () => {
    const profile = await parts.profile();
    const [clinic, token, integrity] = await Promise.all([
      clinicStatus(parts, profile),
      tokenStatus(parts),
      integrityStatus(parts),
    ]);
    return {
      profile: profile.kind,
      clinic: clinic.shown,
      token,
      integrity: { ...integrity, sealed: clinic.sealed ?? integrity.witnessed, pending: clinic.pending ?? 0 },
    };
  };

async function clinicStatus(
  parts: Parts,
  profile: Profile,
): Promise<{ shown: Status['clinic']; sealed: number | null; pending: number | null }> {
  if (profile.kind === 'none')
    return {
      shown: { state: 'not-configured', name: '', user: '', tls: 'none', problem: '' },
      sealed: null,
      pending: null,
    };
  const known = profile.clinic;
  const named = {
    name: known === null ? 'Sample clinic' : `${known.database} @ ${known.host}`,
    user: known?.user ?? '',
  };
  try {
    const connection = await parts.connection();
    const figures = await (await parts.log()).figures();
    return {
      shown: {
        state: 'connected',
        name: profile.kind === 'sample' ? 'Sample clinic' : named.name,
        user: connection.user,
        tls: connection.tls === 'loopback' ? 'loopback' : 'verified',
        problem: '',
      },
      ...figures,
    };
  } catch (error) {
    const problem =
      error instanceof Fault ? `${error.message} ${error.remedy}` : 'The database cannot be asked.';
    return { shown: { state: 'unreachable', ...named, tls: 'none', problem }, sealed: null, pending: null };
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

async function integrityStatus({ audit }: Parts): Promise<Omit<Status['integrity'], 'sealed' | 'pending'>> {
  const [witnessed, runs, checkpoint] = await Promise.all([
    audit.witnessed(),
    audit.runs.list(),
    audit.checkpoint(),
  ]);
  const last = runs[0];
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
