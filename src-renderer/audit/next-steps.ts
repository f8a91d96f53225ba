import type { Job } from '../../src-shared/jobs/types.ts';
import type { PlanStatus } from '../../src-shared/jobs/schedule.ts';
import type { Status } from '../../src-shared/settings/contract.ts';
import { formatDuration } from '../lib/format.ts';
import { checkpointSteps, waitingSteps, type Words } from './checkpoint-steps.ts';
import { tableSteps } from './tables-next-steps.ts';

/** Where a step leads: a page, or something that is done at once. */
export type StepAction =
  | {
      readonly kind: 'go';
      readonly to:
        '/integrity' | '/integrity/tables' | '/integrity/schedule' | '/settings' | '/welcome/connect';
    }
  | { readonly kind: 'run'; readonly runId: string }
  | { readonly kind: 'seal' }
  | { readonly kind: 'sign-waiting' }
  | { readonly kind: 'start-sample' }
  | { readonly kind: 'verify' }
  | { readonly kind: 'sign-in' };

/** One thing the officer can do next. `urgent` comes before `todo`, and `todo` before `hint`. */
export interface NextStep {
  readonly id: string;
  readonly weight: 'urgent' | 'todo' | 'hint';
  readonly title: string;
  readonly detail: string;
  readonly label: string;
  readonly action: StepAction;
}

/** A verdict older than this many milliseconds is worth renewing. */
export const STALE_AFTER_MS = 24 * 3_600_000;

/** What is known beside the status: the jobs, newest first, the plans, and how many checkpoints wait for the PIN. */
export interface Kept {
  readonly jobs: readonly Job[];
  readonly plans: readonly PlanStatus[];
  readonly waiting: number;
}
const NOTHING_KEPT: Kept = { jobs: [], plans: [], waiting: 0 };

const plain: Words = (value) => String(value);

/** What to do next, from where things stand, most pressing first. Pure: `now` in milliseconds since 1970. */
export function nextSteps(
  status: Status,
  now: number,
  format: Words = plain,
  kept: Kept = NOTHING_KEPT,
): readonly NextStep[] {
  const steps = [
    ...clinicSteps(status),
    ...tableSteps(status),
    ...(status.clinic.guarded === false ? [] : logSteps(status, now, format, kept)),
    ...waitingSteps(kept.waiting, format),
    ...scheduleSteps(kept.plans),
    ...tokenSteps(status),
  ];
  const order = { urgent: 0, todo: 1, hint: 2 };
  return steps.sort((a, b) => order[a.weight] - order[b.weight]);
}

/** What the sealed log asks for. */
const logSteps = (
  status: Status,
  now: number,
  format: Words,
  { jobs, waiting }: Kept,
): readonly NextStep[] => [
  ...verdictSteps(status, now, format),
  ...interruptedSteps(status, jobs),
  ...sealSteps(status, format),
  ...(waiting > 0 ? [] : checkpointSteps(status, format)),
];

function clinicSteps({ clinic, profile }: Status): readonly NextStep[] {
  if (clinic.state === 'unreachable' && profile === 'sample') {
    return [
      {
        id: 'sample-stopped',
        weight: 'urgent',
        title: 'The sample clinic is not running',
        detail: 'Its data is kept. Nothing can be sealed or verified until it runs.',
        label: 'Start it',
        action: { kind: 'start-sample' },
      },
    ];
  }
  if (clinic.state === 'unreachable') {
    return [
      {
        id: 'clinic-unreachable',
        weight: 'urgent',
        title: 'The clinic’s database cannot be reached',
        detail:
          clinic.problem === '' ? 'Nothing can be sealed or verified until it answers.' : clinic.problem,
        label: 'Look at the connection',
        action: { kind: 'go', to: '/settings' },
      },
    ];
  }
  if (clinic.state === 'not-configured') {
    return [
      {
        id: 'clinic-missing',
        weight: 'urgent',
        title: 'No clinic is connected',
        detail: 'Attestry reads the audit log from the clinic’s database.',
        label: 'Connect',
        action: { kind: 'go', to: '/welcome/connect' },
      },
    ];
  }
  return [];
}

function verdictSteps({ integrity, clinic }: Status, now: number, format: Words): readonly NextStep[] {
  const run = integrity.lastRun;
  const reachable = clinic.state === 'connected';
  if (run === null) {
    if (!reachable || integrity.sealed === 0) return [];
    return [
      {
        id: 'never-verified',
        weight: 'todo',
        title: 'The log has not been checked yet',
        detail: 'A first verification tells whether the sealed entries are as they were sealed.',
        label: 'Verify now',
        action: { kind: 'verify' },
      },
    ];
  }
  if (run.result === 'tampered') {
    return [
      {
        id: 'tampered',
        weight: 'urgent',
        title: 'The last check found tampering',
        detail: `${run.found === 1 ? '1 finding' : `${format(run.found)} findings`} to look at, each with its evidence.`,
        label: 'Look at the findings',
        action: { kind: 'run', runId: run.runId },
      },
    ];
  }
  if (run.result === 'could-not-tell') {
    return [
      {
        id: 'could-not-tell',
        weight: 'urgent',
        title: 'The last check could not tell',
        detail: 'Something it needed was missing; the run says what.',
        label: 'See why',
        action: { kind: 'run', runId: run.runId },
      },
    ];
  }
  if (reachable && now - Date.parse(run.at) > STALE_AFTER_MS) {
    return [
      {
        id: 'stale',
        weight: 'todo',
        title: 'The last check is more than a day old',
        detail: 'It says nothing about what happened since.',
        label: 'Verify now',
        action: { kind: 'verify' },
      },
    ];
  }
  return [];
}

/** A transaction that is open for less is everyday work. */
const HELD_BACK_SECONDS = 60;
/** A verification that a crash broke off, unless one came to its end since. */
function interruptedSteps({ clinic }: Status, jobs: readonly Job[]): readonly NextStep[] {
  const newest = jobs.find(
    ({ kind, verification }) => kind === 'verify' && verification?.scheduled === false,
  );
  if (newest?.state !== 'interrupted' || clinic.state !== 'connected') return [];
  return [
    {
      id: 'interrupted',
      weight: 'todo',
      title: 'A verification was interrupted',
      detail: 'Attestry or this computer stopped while it ran, so it found out nothing.',
      label: 'Run it again',
      action: { kind: 'verify' },
    },
  ];
}

function scheduleSteps(plans: readonly PlanStatus[]): readonly NextStep[] {
  const overdue = plans.filter((plan) => plan.overdue);
  const [first] = overdue;
  if (first === undefined) return [];
  const problem = overdue.find(({ last }) => last?.outcome === 'failed')?.last?.problem;
  return [
    {
      id: 'overdue',
      weight: 'urgent',
      title:
        overdue.length === 1
          ? 'A scheduled verification is overdue'
          : `${String(overdue.length)} scheduled verifications are overdue`,
      detail: problem ?? 'What they would have seen is not known until they run.',
      label: 'Look at the schedule',
      action: { kind: 'go', to: '/integrity/schedule' },
    },
  ];
}

function sealSteps({ integrity, clinic }: Status, format: Words): readonly NextStep[] {
  if (integrity.pending === 0 || clinic.state !== 'connected') return [];
  const one = integrity.pending === 1;
  const waited = integrity.unsealedSeconds === null ? null : formatDuration(integrity.unsealedSeconds * 1000);
  if (integrity.heldBack && waited !== null && (integrity.unsealedSeconds ?? 0) >= HELD_BACK_SECONDS)
    return [
      {
        id: 'held-back',
        weight: 'todo',
        title: `The newest entries have been unsealed for ${waited}`,
        detail: `A transaction that began before them is still open in the clinic’s database and holds back ${format(integrity.pending)} ${one ? 'entry' : 'entries'}. Ask the database administrator to look for a session that is “idle in transaction” and to end it, then seal.`,
        label: 'Seal now',
        action: { kind: 'seal' },
      },
    ];
  return [
    {
      id: 'pending',
      weight: 'todo',
      title: `${format(integrity.pending)} ${one ? 'entry is' : 'entries are'} waiting to be sealed`,
      detail: `Until ${one ? 'it is' : 'they are'} sealed, a change to ${one ? 'it' : 'them'} cannot be seen.${waited === null ? '' : ` The oldest has been unsealed for ${waited}.`}`,
      label: 'Seal now',
      action: { kind: 'seal' },
    },
  ];
}

function tokenSteps({ token }: Status): readonly NextStep[] {
  switch (token.state) {
    case 'signed-in':
      return [];
    case 'present':
      return [
        {
          id: 'sign-in',
          weight: 'hint',
          title: 'Nobody is signed in',
          detail: 'Looking and verifying work without. Sign in to sign checkpoints and reports.',
          label: 'Sign in',
          action: { kind: 'sign-in' },
        },
      ];
    case 'absent':
      return [
        {
          id: 'token-absent',
          weight: 'todo',
          title: 'The token is not there',
          detail: token.problem === '' ? 'Insert the token to sign checkpoints and reports.' : token.problem,
          label: 'Look at the token',
          action: { kind: 'go', to: '/settings' },
        },
      ];
    case 'not-configured':
      return [
        {
          id: 'token-missing',
          weight: 'todo',
          title: 'No token is chosen',
          detail: 'Without one, nothing can be signed: checkpoints and reports stay unsigned.',
          label: 'Choose a token',
          action: { kind: 'go', to: '/settings' },
        },
      ];
  }
}
