import type { driftContract } from '../../../src-shared/clinic/drift.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** The watch over the guard in the clinic's database. */
export const driftHandlers = ({ services: { drift } }: HandlerParts): HandlersOf<typeof driftContract> => ({
  'drift.status': () => drift.report(),
  'drift.look': async () => {
    await drift.look();
    return {};
  },
  'drift.accept': async ({ reason }) => {
    await drift.accept(reason);
    return {};
  },
});
