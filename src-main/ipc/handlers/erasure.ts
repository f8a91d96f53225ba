import type { erasureContract } from '../../../src-shared/rights/erasure.ts';
import type { AsAdministrator } from '../../phi/index.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Erasing what a request asks for. */
export function erasureHandlers({ services, jobs, push }: HandlerParts): HandlersOf<typeof erasureContract> {
  const { administrator, erasures } = services;
  const as =
    (handle: string): AsAdministrator =>
    (draft, work) =>
      administrator.act(handle, draft, work);
  return {
    'rights.plan-erasure': ({ handle, caseId }) => erasures.plan(as(handle), caseId),
    'rights.erase': ({ handle, caseId }) => ({
      jobId: jobs.start('dispose', `Erasing what ${caseId} asks for`, async (work) => {
        try {
          await erasures.run(as(handle), caseId, work);
          return caseId;
        } finally {
          push('disposal.changed', {});
        }
      }),
    }),
  };
}
