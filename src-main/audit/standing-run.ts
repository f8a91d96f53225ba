import { LEVELS, type VerificationRun } from '../../src-shared/audit/types.ts';

/**
 * The verification that says how a log stands: the newest, unless an earlier one found tampering that none since has looked
 * for. A level sees what those before it see, and no more: that rows fit their seals takes nothing back of what the
 * comparison with the witness found.
 *
 * @param runs - of one log or table, newest first
 */
export function standingRun(runs: readonly VerificationRun[]): VerificationRun | undefined {
  let looked = -1;
  for (const run of runs) {
    const level = LEVELS.indexOf(run.level);
    if (run.result === 'tampered' && level > looked) return run;
    if (run.result === 'intact') looked = Math.max(looked, level);
  }
  return runs[0];
}

/** The database that is connected, as runs name theirs. */
export type Place = { readonly host: string; readonly database: string };

/**
 * The runs on the log that was verified last, newest first: other logs, and tables without the guard schema, stand for
 * themselves.
 *
 * @param place - runs on a database elsewhere say nothing of the one that is connected; null: any
 */
export function runsOfLog(
  runs: readonly VerificationRun[],
  place: Place | null = null,
): readonly VerificationRun[] {
  const ofLogs = runs.filter(
    ({ source }) =>
      source.table === undefined &&
      (place === null || (source.host === place.host && source.database === place.database)),
  );
  return ofLogs.filter(({ source }) => source.fingerprint === ofLogs[0]?.source.fingerprint);
}
