import { type Severity } from '../../../src-shared/clinic/security-event-types.ts';
import type {
  SecurityDecision,
  SecurityEvent,
  SecurityWish,
} from '../../../src-shared/clinic/security-events.ts';
import { Fault } from '../../base/fault.ts';
import { type Context, type Outcome, signIn } from '../context.ts';
import { EXIT } from '../exit.ts';
import { table } from '../output.ts';

export type EventsListOptions = {
  readonly unfinished?: boolean;
  readonly ended?: boolean;
  readonly all?: boolean;
  readonly severity?: Severity;
  readonly limit: string;
};

const numberOf = (text: string): number => {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0)
    throw new Fault(
      'usage',
      'That is not the number of an event.',
      'Give the number that `events list` shows.',
    );
  return number;
};

/** How the 15 minutes of a critical event stand, by the database's clock. */
const clockOf = ({ answerBy, answeredAt }: SecurityEvent, now: string): string => {
  if (answerBy === null) return '';
  const minutes = (Date.parse(answerBy) - Date.parse(answeredAt ?? now)) / 60_000;
  if (answeredAt !== null) return minutes < 0 ? '; answered late' : '; answered in time';
  return minutes < 0
    ? `; OVERDUE by ${String(Math.ceil(-minutes))} min`
    : `; ${String(Math.floor(minutes))} min left to answer`;
};

const lineOf = (event: SecurityEvent, now: string): [string, string] => [
  String(event.id),
  `${event.severity} ${event.type}: ${event.actor}${event.subject === null ? '' : `, ${event.subject}`}; ${event.recordedAt}; ${event.state}${clockOf(event, now)}`,
];

/** The queue. @throws Fault `usage`, `database-…` */
export async function eventsListVerb({ services }: Context, options: EventsListOptions): Promise<Outcome> {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 500)
    throw new Fault('usage', 'So many events cannot be listed.', 'Give --limit from 1 to 500.');
  const which: SecurityWish['which'] =
    options.all === true
      ? 'all'
      : options.ended === true
        ? 'ended'
        : options.unfinished === true
          ? 'unfinished'
          : 'waiting';
  const { total, now, rows } = await services.securityEvents.list({
    which,
    severity: options.severity ?? null,
    limit,
  });
  const lines =
    rows.length === 0
      ? ['There are no such events.']
      : [
          ...table(rows.map(({ event }) => lineOf(event, now))),
          ...(rows.length < total ? [`The first ${String(rows.length)} of ${String(total)}.`] : []),
        ];
  return { answer: { json: { total, now, rows }, lines }, exit: EXIT.fine };
}

/** One event with its decisions. @throws Fault `usage`, `database-…` */
export async function eventsShowVerb({ services }: Context, number: string): Promise<Outcome> {
  const { event, now, steps, related } = await services.securityEvents.show(numberOf(number));
  return {
    answer: {
      json: { event, now, steps, related },
      lines: [
        ...table([lineOf(event, now)]),
        ...steps.map(({ state, reason, by, at }) => `${at} ${state} by ${by}: ${reason}`),
        ...(related.length === 0
          ? []
          : [
              'By the same person or address within an hour:',
              ...table(related.map((one) => lineOf(one, now))),
            ]),
      ],
    },
    exit: EXIT.fine,
  };
}

/** Begins, ends or reopens an investigation, as whoever signs in, or the account. @throws Fault `usage`, `database-…` */
export async function eventsDecideVerb(
  context: Context,
  number: string,
  state: SecurityDecision,
  reason: string,
): Promise<Outcome> {
  const id = numberOf(number);
  await signIn(context);
  await context.services.securityEvents.decide(id, state, reason.trim());
  return { answer: { json: { id, state }, lines: [`Event ${String(id)} is ${state}.`] }, exit: EXIT.fine };
}
