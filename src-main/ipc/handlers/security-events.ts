import type { securityEventsContract } from '../../../src-shared/clinic/security-events.ts';
import { Fault } from '../../base/fault.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** The desk of security events. */
export function securityEventsHandlers({
  services: { securityEvents },
  push,
}: HandlerParts): HandlersOf<typeof securityEventsContract> {
  return {
    'security-events.list': async (wish) => {
      const { total, now, rows } = await securityEvents.list(wish);
      return { total, now, rows: [...rows] };
    },
    'security-events.get': async ({ id }) => {
      const { event, now, steps, related } = await securityEvents.show(id);
      return { event, now, steps: [...steps], related: [...related] };
    },
    'security-events.waiting': async () => {
      try {
        return { waiting: await securityEvents.waiting() };
      } catch (error) {
        // The counter stays away; the status strip says what ails the database.
        if (error instanceof Fault) return { waiting: null };
        throw error;
      }
    },
    'security-events.decide': async ({ id, state, reason }) => {
      try {
        await securityEvents.decide(id, state, reason);
      } finally {
        push('security-events.changed', {});
      }
      return {};
    },
  };
}
