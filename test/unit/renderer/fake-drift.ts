import type { EventName } from '../../../src-shared/ipc/channels.ts';
import type { DriftReport } from '../../../src-shared/clinic/drift.ts';
import type { EventPayload } from '../../../src-shared/ipc/contract.ts';

type Push = <E extends EventName>(event: E, payload: EventPayload<E>) => void;

/** What a monitor sees that found nothing. */
export const QUIET: DriftReport = {
  lookedAt: '2026-07-01T10:00:00.000Z',
  everyMs: 300_000,
  standing: [],
  problem: '',
  alert: null,
};

/** The watch over the guard, without a database. */
export function driftHandlers(state: { drift: DriftReport }, push: Push) {
  return {
    'drift.status': () => state.drift,
    'drift.look': () => {
      push('drift.changed', {});
      return {};
    },
    'drift.accept': () => {
      state.drift = { ...state.drift, standing: [] };
      push('drift.changed', {});
      return {};
    },
  };
}
