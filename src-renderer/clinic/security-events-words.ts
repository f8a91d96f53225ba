import { SECURITY_EVENT_TYPES, type Severity } from '../../src-shared/clinic/security-event-types.ts';
import type {
  SecurityDecision,
  SecurityEvent,
  SecurityState,
  SecurityWish,
} from '../../src-shared/clinic/security-events.ts';
import { formatDuration } from '../lib/format.ts';

type Tone = 'good' | 'none' | 'unsure' | 'bad';

export const SEVERITY_WORDS: Readonly<Record<Severity, readonly [Tone, string]>> = {
  CRITICAL: ['bad', 'Critical'],
  HIGH: ['bad', 'High'],
  MEDIUM: ['unsure', 'Medium'],
  LOW: ['none', 'Low'],
};

export const STATE_WORDS: Readonly<Record<SecurityState, string>> = {
  open: 'Open',
  investigating: 'Being investigated',
  resolved: 'Resolved',
  dismissed: 'Dismissed',
  reopened: 'Open again',
};

export const VIEW_WORDS: Readonly<Record<SecurityWish['which'], string>> = {
  waiting: 'Waiting for somebody',
  unfinished: 'Everything unfinished',
  ended: 'Ended',
  all: 'Everything',
};

/** What can be decided in a state: the word on the button, and what it means. */
export const DECISIONS: Readonly<
  Record<SecurityDecision, { readonly go: string; readonly sentence: string; readonly ask: string }>
> = {
  investigating: {
    go: 'Investigate',
    sentence: 'Says that somebody is looking into it. This answers a critical event.',
    ask: 'What will be looked into, and by whom',
  },
  resolved: {
    go: 'Resolve',
    sentence: 'Ends the investigation. The event stays in the list of ended ones for good.',
    ask: 'What happened, and what was done about it',
  },
  dismissed: {
    go: 'Dismiss',
    sentence: 'Says that nothing was behind it. The event stays in the list of ended ones for good.',
    ask: 'Why nothing was behind it',
  },
  reopened: {
    go: 'Open again',
    sentence: 'Puts the event back into the queue.',
    ask: 'Why it has to be looked at again',
  },
};

/** What may follow a state, as the guard allows it. */
export const nextFor = (state: SecurityState): readonly [SecurityDecision, ...SecurityDecision[]] =>
  state === 'resolved' || state === 'dismissed'
    ? ['reopened']
    : state === 'investigating'
      ? ['resolved', 'dismissed']
      : ['investigating', 'resolved', 'dismissed'];

const MEANINGS = new Map(SECURITY_EVENT_TYPES.map(({ name, meaning }) => [name, meaning]));

/** What happened, as a sentence begins. */
export function meaningOf(type: string): string {
  const meaning = MEANINGS.get(type) ?? type;
  return meaning.charAt(0).toUpperCase() + meaning.slice(1);
}

/** How the 15 minutes of a critical event stand. */
export type Answer =
  | { readonly kind: 'none' }
  | { readonly kind: 'in-time' | 'late'; readonly words: string }
  | { readonly kind: 'running' | 'overdue'; readonly words: string };

/** @param now - the database's clock, milliseconds since 1970 */
export function answerOf(event: Pick<SecurityEvent, 'answerBy' | 'answeredAt'>, now: number): Answer {
  if (event.answerBy === null) return { kind: 'none' };
  const due = Date.parse(event.answerBy);
  if (event.answeredAt !== null) {
    const late = Date.parse(event.answeredAt) - due;
    return late > 0
      ? { kind: 'late', words: `Answered ${formatDuration(late)} late` }
      : { kind: 'in-time', words: 'Answered in time' };
  }
  const left = due - now;
  return left < 0
    ? { kind: 'overdue', words: `Overdue by ${formatDuration(Math.max(1000, -left))}` }
    : { kind: 'running', words: `${formatDuration(Math.max(1000, left))} left to answer` };
}
