import type { PlanStatus } from '../../../src-shared/jobs/schedule.ts';
import type { TablesStanding } from '../../../src-shared/audit/tables.ts';
import type { ActivityVerification } from '../../../src-shared/audit/activity.ts';
import type { VerificationRun } from '../../../src-shared/audit/types.ts';
import { standingOf, standingRun, type Work } from '../../audit/index.ts';
import { attention, type Check, failed, fine, type Look, many, unknown } from './check.ts';
import type { CheckSources } from './sources.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A verdict older than a day says little about today; a thorough one is due every week. Milliseconds. */
const FRESH_MS = DAY_MS;
const THOROUGH_MS = 8 * DAY_MS;
/** The monitor's last cycle counts when it is not older than this. Milliseconds. */
const CYCLE_MS = HOUR_MS;

/** Whether the logs are as they were sealed, and when that was last seen. */
export const integrityChecks = (sources: CheckSources, now: () => number): readonly Check[] => [
  {
    ...{ id: 'log-monitored', area: 'integrity', title: 'New entries of the audit log' },
    link: '/integrity',
    look: (work) => monitorLook(sources, work, now()),
  },
  {
    ...{ id: 'log-verified', area: 'integrity', title: 'Verification of the audit log', link: '/integrity' },
    look: async () => {
      // An absent log is no news where there never was one; anywhere else it is told by the connection.
      if ((await sources.status()).clinic.guarded === false)
        return fine('This database has no sealed log; only its other audit tables are watched.');
      return verifiedLook(await sources.audit.logRuns(), now());
    },
  },
  {
    ...{ id: 'other-tables', area: 'integrity', title: 'Other audit tables', link: '/integrity/tables' },
    look: async () => tablesLook(standingOf(await sources.tables.list())),
  },
  {
    ...{ id: 'schedule', area: 'integrity', title: 'Scheduled verifications', link: '/integrity/schedule' },
    look: async () => scheduleLook(await sources.schedule.list()),
  },
  {
    ...{ id: 'signed-statements', area: 'integrity', title: 'Signed statements of the log' },
    link: '/integrity',
    look: async () => {
      const { unsignedSince } = await sources.monitor.status();
      return unsignedSince === null || now() - Date.parse(unsignedSince) < DAY_MS
        ? fine('No entry has been waiting for a signature for more than a day.')
        : attention(
            `Entries have been waiting for a signature since ${unsignedSince.slice(0, 10)}.`,
            'Sign in with the token; the next statement is then signed by itself.',
          );
    },
  },
  {
    ...{
      id: 'own-record',
      area: 'integrity',
      title: 'This installation’s own record',
      link: '/keys/activity',
    },
    look: async (work) => recordLook(await sources.activity.verify(work.signal)),
  },
];

/** Where the monitor runs by itself its last cycle counts; elsewhere one is run now. */
async function monitorLook(sources: CheckSources, work: Work, now: number): Promise<Look> {
  const { state, problem, lastCycleAt, alert } = await sources.monitor.status();
  if (state === 'trouble') return unknown('The monitor cannot read the log.', problem);
  if (state === 'off') {
    const { cycle, run } = await sources.monitor.once(work);
    if (run !== null) return verdictLook(run);
    if (cycle.marks.length > 0)
      return unknown(
        'The monitor saw something that does not agree; it was not looked into yet.',
        'Verify at the level “Everything, with this computer’s own record”.',
      );
    if (cycle.fingerprint === null)
      return fine('This database has no sealed log; only its other audit tables are watched.');
    return Object.keys(cycle.state.known).length > 0
      ? failed(
          'What was found before is still there.',
          'Look at the findings of the last verification that found something.',
        )
      : fine(
          `${many(cycle.reread + cycle.drawn, 'entry', 'entries')} read again now, ${many(cycle.sealed, 'new entry', 'new entries')} sealed; nothing disagrees.`,
        );
  }
  if (alert?.run?.result === 'tampered')
    return failed(
      `The monitor saw tampering on ${alert.detectedAt.slice(0, 10)}.`,
      'Look at the findings; each says what is known and what to do.',
    );
  if (alert !== null && alert.run?.result !== 'intact')
    return unknown(
      'The monitor saw something that does not agree; it could not be told what it is yet.',
      'Wait for the verification that looks into it, or start one.',
    );
  return lastCycleAt === null || now - Date.parse(lastCycleAt) > CYCLE_MS
    ? unknown(
        'The monitor has not come to the end of a cycle within the last hour.',
        'Look at the monitor on the page Integrity.',
      )
    : fine('The monitor runs; in its last cycle nothing disagreed.');
}

function verdictLook({ result, found, reason }: VerificationRun): Look {
  if (result === 'intact') return fine('Intact.');
  return result === 'tampered'
    ? failed(
        `Verification found tampering: ${many(found, 'finding', 'findings')}.`,
        'Look at the findings; each says what is known and what to do.',
      )
    : unknown(
        reason ?? 'Verification could not tell.',
        'Look at the run; it says what was missing, then verify again.',
      );
}

/** What the newest verifications say. @param runs - newest first */
export function verifiedLook(runs: readonly VerificationRun[], now: number): Look {
  const [last] = runs;
  if (last === undefined)
    return unknown(
      'The log has not been verified on this computer yet.',
      'Run a verification: Integrity, Verify now.',
    );
  const stands = standingRun(runs) ?? last;
  if (stands.result !== 'intact') return verdictLook(stands);
  // A date that is still to come was written by a clock that was ahead: it is no fresher than one as far back.
  const since = (run: VerificationRun): number => Math.abs(now - Date.parse(run.startedAt));
  if (since(last) > FRESH_MS)
    return attention(
      `The last verification found the log intact, but on ${last.startedAt.slice(0, 10)}.`,
      'Verify again; it says nothing about what happened since.',
    );
  const thorough = runs.find(({ level, result }) => level === 'blockchain' && result === 'intact');
  return thorough === undefined || since(thorough) > THOROUGH_MS
    ? attention(
        `Intact on ${last.startedAt.slice(0, 10)}; ${thorough === undefined ? 'never' : `on ${thorough.startedAt.slice(0, 10)} for the last time`} compared with this computer’s own record.`,
        'Verify at the level “Everything, with this computer’s own record”.',
      )
    : fine(`Intact on ${last.startedAt.slice(0, 10)}, ${many(last.entries, 'entry', 'entries')}.`);
}

/** How the watched tables stand together. */
export function tablesLook({ watched, tampered, unclear, unchecked }: TablesStanding): Look {
  if (watched === 0) return fine('No other audit table is watched.');
  if (tampered > 0)
    return failed(
      `${many(tampered, 'table was', 'tables were')} tampered with.`,
      'Look at the findings of their last verification.',
    );
  if (unclear > 0)
    return unknown(
      `Of ${many(unclear, 'table it', 'tables it')} could not be told.`,
      'Look at the tables; each says what it ran into.',
    );
  return unchecked > 0
    ? unknown(`${many(unchecked, 'table was', 'tables were')} never verified.`, 'Verify them.')
    : fine(`${many(watched, 'table is', 'tables are')} watched; intact when last verified.`);
}

/** Whether what was promised was done. */
export function scheduleLook(plans: readonly PlanStatus[]): Look {
  const late = plans.filter(({ overdue }) => overdue);
  if (late.length > 0)
    return failed(
      `${many(late.length, 'scheduled verification is', 'scheduled verifications are')} overdue.`,
      'Run them: Integrity, Schedule, or `schedule run-due`.',
    );
  const on = plans.filter(({ plan }) => plan.enabled).length;
  return on === 0
    ? attention(
        'No verification comes by itself.',
        'Turn on a daily one: Integrity, Schedule; or run `schedule set`.',
      )
    : fine(`${many(on, 'plan', 'plans')}, none overdue.`);
}

function recordLook({ result, reason, entries, problems }: ActivityVerification): Look {
  const said = `${many(entries, 'entry', 'entries')} of what was done with this installation`;
  if (result === 'tampered')
    return failed(
      `${said}: not as they were written. ${problems[0]?.what ?? ''}`.trim(),
      'Keep the profile as it is and look at the page Activity.',
    );
  // Without a signature nothing vouches for the record yet; that is so until somebody signs in for the first time.
  return result === 'could-not-tell'
    ? attention(
        `${said}: nothing contradicts them. ${reason ?? ''}`.trim(),
        'Sign in with the token, so that a checkpoint of them is signed.',
      )
    : fine(`${said}: intact.`);
}
