import { type Checkpoint, TAMPER_TYPES, type VerificationRun } from '../../../src-shared/audit/types.ts';
import type { IntegrityReview } from '../../../src-shared/reports/readiness.ts';
import { counted } from '../wording.ts';
import { figure, frameOf, type FrameFacts, within } from './frame.ts';

/** What the verifications of a period came to. */
export function integrityReview(
  facts: FrameFacts,
  all: readonly VerificationRun[],
  checkpoint: Checkpoint | null,
): IntegrityReview {
  const runs = all
    .filter(({ startedAt }) => within(facts, startedAt))
    .sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  const newest = [...new Map(runs.map((run) => [run.source.fingerprint, run])).values()];
  const count = (verdict: VerificationRun['result']): number =>
    runs.filter(({ result }) => result === verdict).length;
  const unclear = runs.filter(({ result }) => result === 'could-not-tell');
  return {
    ...frameOf(facts, {
      statements: statementsOf(newest, runs.length),
      figures: [
        figure('runs', 'Verifications', runs.length),
        figure('intact', 'Verifications: intact', count('intact')),
        figure('tampered', 'Verifications: tampered', count('tampered')),
        figure('could-not-tell', 'Verifications: could not tell', count('could-not-tell')),
        figure('logs', 'Logs that were verified', newest.length),
        figure(
          'entries',
          'Entries under the newest verification of each log',
          newest.reduce((sum, { entries }) => sum + entries, 0),
        ),
        figure(
          'findings',
          'Findings of these',
          newest.reduce((sum, { found }) => sum + found, 0),
        ),
      ],
      scope: 'The audit logs of the clinic’s database that this application verified in the period.',
      included: newest.map(
        ({ source }) => `${logOf(source.table)} of database ${source.database} on ${source.host}`,
      ),
      method: [
        'Every entry is hashed again and compared with its seal; seals are chained, and stand in a hash tree (RFC 9162) whose root an officer signs.',
        'A verification says intact, tampered, or could not tell. Only a complete one says intact.',
        'Findings by type are those of the newest verification of each log: earlier ones saw the same pieces.',
      ],
      sources: newest.map(({ source, entries, startedAt }) => ({
        name: `${logOf(source.table)}, log ${source.fingerprint.slice(0, 16)}`,
        server: `PostgreSQL ${source.serverVersion.replace(/^PostgreSQL /, '')} on ${source.host}`,
        database: source.database,
        role: '',
        queryHash: null,
        counted: entries,
        at: startedAt,
      })),
      notTested: [
        ...(runs.length === 0
          ? [{ requirement: null, what: 'The audit log', reason: 'It was not verified in this period.' }]
          : []),
        ...unclear.map(({ runId, reason }) => ({
          requirement: null,
          what: `Verification ${runId}`,
          reason: reason ?? 'It could not tell.',
        })),
        ...newest
          .filter(({ pending }) => pending > 0)
          .map(({ pending, source }) => ({
            requirement: null,
            what: counted(pending, 'entry', 'entries'),
            reason: `Newer than the seals or the checkpoint when ${logOf(source.table)} was verified.`,
          })),
      ],
      limits: [
        'What is intact was not changed since it was sealed. Whether it was true when it was written, no seal can say.',
      ],
    }),
    kind: 'audit-integrity',
    runs: runs.map((run) => ({
      runId: run.runId,
      log: logOf(run.source.table),
      level: run.level,
      verdict: run.result,
      reason: run.reason,
      entries: run.entries,
      pending: run.pending,
      found: run.found,
      startedAt: run.startedAt,
      elapsedMs: run.elapsedMs,
      runBy: run.runBy,
    })),
    foundByType: Object.fromEntries(
      TAMPER_TYPES.map((type) => [
        type,
        newest.reduce((sum, { foundByType }) => sum + (foundByType[type] ?? 0), 0),
      ]),
    ),
    checkpoint:
      checkpoint === null
        ? null
        : {
            origin: checkpoint.origin,
            size: checkpoint.size,
            root: checkpoint.root,
            signedAt: checkpoint.signedAt,
            keyName: checkpoint.keyName,
          },
  };
}

const logOf = (table: string | undefined): string => table ?? 'guard.audit_log';

function statementsOf(newest: readonly VerificationRun[], runs: number): readonly string[] {
  if (runs === 0) return ['The audit log was not verified in this period: nothing can be said of it.'];
  const bad = newest.filter(({ result }) => result === 'tampered').length;
  const unclear = newest.filter(({ result }) => result === 'could-not-tell').length;
  return [
    bad > 0
      ? `${counted(bad, 'log is', 'logs are')} not as sealed, by the newest verification.`
      : unclear > 0
        ? `Of ${counted(unclear, 'log', 'logs')} the newest verification could not tell whether it is as sealed.`
        : 'By the newest verification, every log that was verified is as it was when it was sealed.',
    `${counted(runs, 'verification was', 'verifications were')} made in the period.`,
  ];
}
