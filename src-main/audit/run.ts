import { randomBytes } from 'node:crypto';
import type { VerificationRun } from '../../src-shared/audit/types.ts';
import type { Verification } from './verify.ts';

/** The record of a verification under a new id. */
export function runOf(
  verification: Verification,
  about: Pick<VerificationRun, 'level' | 'pace' | 'startedAt' | 'elapsedMs' | 'source' | 'runBy'>,
): VerificationRun {
  const { findings, result, reason, entries, pending, steps, checkpoint } = verification;
  return {
    runId: randomBytes(9).toString('base64url'),
    level: about.level,
    pace: about.pace,
    result,
    reason,
    entries,
    pending,
    found: findings.length,
    foundByType: Object.fromEntries(
      Object.entries(Object.groupBy(findings, (f) => f.type)).map(([type, members]) => [
        type,
        members.length,
      ]),
    ),
    startedAt: about.startedAt,
    elapsedMs: about.elapsedMs,
    steps: [...steps],
    source: about.source,
    checkpoint,
    runBy: about.runBy,
  };
}
