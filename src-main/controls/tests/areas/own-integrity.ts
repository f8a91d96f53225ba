import { LEVELS, type VerificationRun } from '../../../../src-shared/audit/types.ts';
import { runsOfLog, standingRun } from '../../../audit/index.ts';
import {
  type ApplicationTest,
  nothingToTest,
  security,
  setting,
  soc2,
  type TestedRow,
} from '../definition.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const neverVerified = nothingToTest(
  'nothing was verified yet. Verify in Integrity, or leave Attestry running.',
);
const level = (run: VerificationRun): number => LEVELS.indexOf(run.level);

/** The newest verification of at least some level, as one row; none when there never was one. */
function newestRun(
  runs: readonly VerificationRun[],
  least: VerificationRun['level'],
  now: number,
  mostHours: number,
): readonly TestedRow[] {
  const newest = standingRun(runsOfLog(runs).filter((run) => level(run) >= LEVELS.indexOf(least)));
  if (newest === undefined) return [];
  const age = now - Date.parse(newest.startedAt);
  const fresh = Math.abs(age) <= mostHours * HOUR_MS;
  return [
    {
      key: `verification ${newest.runId}`,
      ok: newest.result === 'could-not-tell' ? null : newest.result === 'intact' && fresh,
      fact: `${newest.result}, ${Math.floor(age / HOUR_MS)} hours ago`,
    },
  ];
}

/** The integrity of the audit log, as this application found it. */
export const OWN_INTEGRITY_TESTS: readonly ApplicationTest[] = [
  {
    id: 'integrity-daily',
    version: 1,
    area: 'integrity',
    reads: 'application',
    title: 'The audit log is verified every day',
    shows: 'Whoever changes an entry is found within a day.',
    population: 'The newest verification of the audit log at the level “chain” or above.',
    parameters: [setting('hours', 26, 'Hours within which it has to have been made')],
    rule: 'It is not older than that, and its verdict is “intact”.',
    limits: 'Entries that were sealed after it are not covered.',
    supports: [...soc2('CC7.2'), ...security('164.312(b)', '164.312(c)(2)')],
    empty: neverVerified,
    asks: 'The newest verification of the audit log that is kept here.',
    check: async (own, { now, number }) => newestRun(await own.runs(), 'chain', now, number('hours')),
  },
  {
    id: 'integrity-weekly',
    version: 1,
    area: 'integrity',
    reads: 'application',
    title: 'The audit log is verified in full every week',
    shows: 'Also whoever could rewrite the whole log and its seals is found.',
    population: 'The newest verification of the audit log at the level “block chain”.',
    parameters: [setting('hours', 192, 'Hours within which it has to have been made')],
    rule: 'It is not older than that, and its verdict is “intact”.',
    limits: 'It rests on what this machine has witnessed.',
    supports: [...soc2('CC7.2'), ...security('164.312(c)(1)', '164.312(c)(2)')],
    empty: neverVerified,
    asks: 'The newest full verification of the audit log that is kept here.',
    check: async (own, { now, number }) => newestRun(await own.runs(), 'blockchain', now, number('hours')),
  },
  {
    id: 'integrity-scheduled',
    version: 1,
    area: 'integrity',
    reads: 'application',
    title: 'Verifications come by themselves',
    shows: 'Verifying does not depend on somebody thinking of it.',
    population: 'All scheduled verifications that are switched on.',
    parameters: [],
    rule: 'None is overdue, and the last attempt of none failed.',
    limits: 'They run only while Attestry is open, or by `schedule run-due`.',
    supports: [...soc2('CC4.1', 'CC7.2'), ...security('164.308(a)(1)(ii)(D)')],
    empty: nothingToTest('no scheduled verification is switched on. Switch them on in Settings.'),
    asks: 'The schedule of verifications, and where each stands.',
    check: async (own) =>
      (await own.plans())
        .filter(({ plan }) => plan.enabled)
        .map(({ plan, overdue, last }) => ({
          key: `plan ${plan.planId}`,
          ok: !overdue && last?.outcome !== 'failed',
          fact: overdue ? 'is overdue' : 'failed the last time',
        })),
  },
  {
    id: 'findings-acknowledged',
    version: 1,
    area: 'acknowledgements',
    reads: 'application',
    title: 'Somebody took note of every finding',
    shows: 'Tampering that was found was seen by a person.',
    population: 'All verifications of the last 90 days with the verdict “tampered”.',
    parameters: [setting('days', 90, 'Days that are looked back')],
    rule: 'Each finding of it was acknowledged with a reason.',
    limits: 'Taking note ends nothing: the verdict stays.',
    supports: [...soc2('CC7.3', 'CC7.4'), ...security('164.308(a)(6)(ii)')],
    empty: { outcome: 'pass', reason: 'No verification of the period found tampering.' },
    asks: 'The verifications that are kept here, and the acknowledgements of their findings.',
    check: async (own, { now, number }) => {
      const since = now - number('days') * DAY_MS;
      const tampered = (await own.runs()).filter(
        (run) => run.result === 'tampered' && Date.parse(run.startedAt) >= since,
      );
      return Promise.all(
        tampered.map(async (run) => {
          const noted = await own.acknowledged(run.runId);
          return {
            key: `verification ${run.runId}`,
            ok: noted >= Math.min(run.found, 10_000),
            fact: `${run.found} findings, ${noted} acknowledged`,
          };
        }),
      );
    },
  },
  {
    id: 'checkpoint-signed',
    version: 1,
    area: 'integrity',
    reads: 'application',
    title: 'The state of the audit log is signed regularly',
    shows: 'An officer stands behind what the log held, with a key that only they have.',
    population: 'The newest signed checkpoint of the audit log.',
    parameters: [setting('days', 7, 'Days within which one has to be signed')],
    rule: 'It was signed within the days.',
    limits: 'What was sealed after it is not covered by a signature.',
    supports: [...soc2('CC7.2'), ...security('164.312(c)(2)')],
    empty: nothingToTest('nothing was signed yet. Sign in to the token; the next sealing is signed.'),
    asks: 'The newest checkpoint that is kept here.',
    check: async (own, { now, number }) => {
      const checkpoint = await own.checkpoint();
      return checkpoint === null
        ? []
        : [
            {
              key: `checkpoint of ${checkpoint.size} entries`,
              ok: now - Date.parse(checkpoint.signedAt) <= number('days') * DAY_MS,
              fact: `signed on ${checkpoint.signedAt.slice(0, 10)}`,
            },
          ];
    },
  },
  {
    id: 'monitor-watching',
    version: 1,
    area: 'monitoring',
    reads: 'application',
    title: 'The audit log is watched all the time',
    shows: 'Changes of the log are noticed within the time that was promised.',
    population: 'The monitor of the audit log.',
    parameters: [],
    rule: 'It is switched on, runs without trouble, and has nothing to report.',
    limits: 'It watches only while Attestry is open.',
    supports: [...soc2('CC4.1', 'CC7.2'), ...security('164.312(b)')],
    empty: nothingToTest('there is no monitor.'),
    asks: 'Where the monitor stands.',
    check: async (own) => {
      const { state, problem, lastCycleAt, alert } = await own.monitor();
      const seen = lastCycleAt !== null;
      return [
        {
          key: 'monitor',
          ok: state === 'off' ? false : alert !== null || state === 'trouble' ? false : seen ? true : null,
          fact:
            state === 'off'
              ? 'is switched off'
              : alert !== null
                ? 'saw something that does not agree'
                : problem === ''
                  ? 'has not made a round yet'
                  : problem.slice(0, 300),
        },
      ];
    },
  },
  {
    id: 'activity-intact',
    version: 1,
    area: 'integrity',
    reads: 'application',
    title: 'The record of what officers do is intact',
    shows: 'Nobody changed the record of what was done in this application.',
    population: 'The activity log of this installation.',
    parameters: [],
    rule: 'Every entry and every signed checkpoint of it verifies.',
    limits: 'Entries after the last signed checkpoint are held by the chain alone.',
    supports: [...soc2('CC7.2'), ...security('164.312(b)')],
    empty: nothingToTest('nothing was recorded yet.'),
    asks: 'The activity log, verified from its first entry.',
    check: async (own, { signal }) => {
      const { result, entries, problems, reason } = await own.activity(signal);
      if (entries === 0) return [];
      const fact = problems[0]?.what ?? reason ?? `${entries} entries`;
      return [{ key: 'activity log', ok: result === 'could-not-tell' ? null : result === 'intact', fact }];
    },
  },
  {
    id: 'log-kept',
    version: 1,
    area: 'retention',
    reads: 'application',
    title: 'The audit log is kept six years at least',
    shows: 'Entries cannot be removed before the law allows it.',
    population: 'The setting for how long the audit log is kept.',
    parameters: [setting('years', 6, 'Shortest time in years (45 CFR 164.316(b)(2)(i))')],
    rule: 'It is at least so long.',
    limits: 'Entries that were removed before Attestry came are not seen.',
    supports: security('164.316(b)(2)(i)'),
    empty: nothingToTest('nothing is set.'),
    asks: 'The setting of this profile for how long the audit log is kept.',
    check: async (own, { number }) => {
      const years = await own.logYears();
      return [{ key: 'setting', ok: years >= number('years'), fact: `${years} years` }];
    },
  },
  {
    id: 'guard-unchanged',
    version: 1,
    area: 'changes',
    reads: 'application',
    title: 'What protects the audit log is as it was installed',
    shows: 'Nobody changed functions, triggers or rights of the guard.',
    population: 'All files of the guard pack that are installed.',
    parameters: [],
    rule: 'The pack is of this version, and nothing of it differs.',
    limits: 'The clinic’s own tables are looked at by other tests.',
    supports: soc2('CC7.1', 'CC8.1'),
    empty: nothingToTest('the guard is not installed.'),
    asks: 'The guard schema as it is deployed, compared with the pack.',
    check: async (own) => {
      const { state, files, drift, unclear } = await own.guard();
      if (state === 'absent') return [];
      const differing = drift
        .filter(({ severity }) => severity === 'serious')
        .map((one, index): TestedRow => ({ key: `difference ${index + 1}`, ok: false, fact: one.sentence }));
      const whole = { key: `guard pack of ${files.length} files`, fact: unclear ?? `is ${state}` };
      return [{ ...whole, ok: unclear === null ? state === 'current' : null }, ...differing];
    },
  },
];
