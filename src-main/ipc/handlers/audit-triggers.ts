import type { auditTriggersContract } from '../../../src-shared/clinic/audit-triggers.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Audit triggers on the clinic's tables. */
export function auditTriggersHandlers({
  services,
  push,
}: HandlerParts): HandlersOf<typeof auditTriggersContract> {
  const { auditTriggers } = services;
  const changing = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } finally {
      push('audit-triggers.changed', {});
    }
  };
  return {
    'audit-triggers.list': () => auditTriggers.view(),
    'audit-triggers.gaps': async () => ({ gaps: [...(await auditTriggers.gaps())] }),
    'audit-triggers.attach': async ({ handle, tables }) => ({
      outcomes: [...(await changing(auditTriggers.attach(handle, tables)))],
    }),
    'audit-triggers.detach': async ({ handle, table }) => ({
      outcomes: [await changing(auditTriggers.detach(handle, table))],
    }),
    'audit-triggers.watch-schema': async ({ handle, on }) => {
      await changing(auditTriggers.watchSchema(handle, on));
      return {};
    },
  };
}
