import type { SecurityEvent, SecurityStep } from '../../../src-shared/clinic/security-events.ts';
import type { EventName } from '../../../src-shared/ipc/channels.ts';
import type { EventPayload, Handlers } from '../../../src-shared/ipc/contract.ts';
import { type FakeState, iso, LONG_NAME } from './fake-clinic.ts';

type Push = <E extends EventName>(event: E, payload: EventPayload<E>) => void;
type SecurityHandlers = Pick<Handlers, Extract<keyof Handlers, `security-events.${string}`>>;

const event = (id: number, minutes: number, more: Partial<SecurityEvent>): SecurityEvent => {
  const recordedAt = iso(Date.now() - minutes * 60_000);
  const severity = more.severity ?? 'HIGH';
  return {
    ...{ id, occurredAt: recordedAt, recordedAt, type: 'access-probing', severity, investigate: true },
    ...{
      actor: 'm.okafor',
      address: '10.20.3.14',
      subject: null,
      correlation: `c${String(id)}`,
      entryId: 812,
    },
    ...{ state: 'open', reason: null, decidedBy: null, decidedAt: null, answeredAt: null },
    answerBy: severity === 'CRITICAL' ? iso(Date.now() + (15 - minutes) * 60_000) : null,
    ...more,
  };
};

/** Security events, on state in memory. */
export function securityEventsHandlers(state: FakeState, push: Push): SecurityHandlers {
  let events: SecurityEvent[] =
    state.scenario === 'nothing-yet'
      ? []
      : [
          event(41, 22, { type: 'log-unprotected', severity: 'CRITICAL', actor: 'unknown', address: null }),
          event(44, 3, { type: 'mass-export', severity: 'CRITICAL', actor: 'd.reyes' }),
          event(43, 6, { type: 'mass-read', actor: 'd.reyes' }),
          event(37, 900, {
            actor: state.scenario === 'long-names' ? LONG_NAME : 'm.okafor',
            state: 'investigating',
          }),
          event(30, 3000, { type: 'failed-logins', severity: 'MEDIUM', actor: 'reception-2' }),
        ];
  const steps = new Map<number, SecurityStep[]>();
  const unfinished = ({ state: now }: SecurityEvent) => !['resolved', 'dismissed'].includes(now);
  return {
    'security-events.list': ({ which, severity }) => {
      const rows = events
        .filter((one) => which === 'all' || unfinished(one) === (which !== 'ended'))
        .filter((one) => severity === null || one.severity === severity)
        .map((one) => ({
          event: one,
          group: one.actor === 'd.reyes' ? 43 : one.id,
          together: one.actor === 'd.reyes' ? 2 : 1,
        }));
      return { total: rows.length, now: iso(Date.now()), rows };
    },
    'security-events.get': ({ id }) => {
      const found = events.find((one) => one.id === id) ?? event(id, 10, {});
      const related = events.filter((one) => one.actor === found.actor && one.id !== id);
      return { event: found, now: iso(Date.now()), steps: steps.get(id) ?? [], related };
    },
    'security-events.waiting': () => {
      const waits = events.filter(unfinished);
      const unanswered = waits.filter(({ answerBy, answeredAt }) => answerBy !== null && answeredAt === null);
      return {
        waiting: {
          waiting: waits.length,
          unanswered: unanswered.length,
          overdue: unanswered.filter(({ answerBy }) => Date.parse(answerBy ?? '') < Date.now()).length,
          nextDueAt: null,
          newestCritical: 44,
          newestHigh: 43,
        },
      };
    },
    'security-events.decide': ({ id, state: to, reason }) => {
      const at = iso(Date.now());
      steps.set(id, [
        { state: to, reason, by: 'Ruth Aldane', login: 'officer', at },
        ...(steps.get(id) ?? []),
      ]);
      events = events.map((one) =>
        one.id === id
          ? {
              ...one,
              state: to,
              reason,
              decidedBy: 'Ruth Aldane',
              decidedAt: at,
              answeredAt: one.answeredAt ?? at,
            }
          : one,
      );
      push('security-events.changed', {});
      return {};
    },
  };
}
