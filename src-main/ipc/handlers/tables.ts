import type { tablesContract } from '../../../src-shared/audit/tables.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Audit tables without the guard schema. */
export function tablesHandlers({
  services,
  jobs,
  push,
  changed,
}: HandlerParts): HandlersOf<typeof tablesContract> {
  const { tables } = services;
  const told = (): void => {
    push('tables.changed', {});
  };
  return {
    'tables.list': async () => ({ tables: [...(await tables.list())] }),
    'tables.candidates': async () => ({ candidates: [...(await tables.candidates())] }),
    'tables.inspect': ({ schema, table }) => tables.inspect(schema, table),
    'tables.check': async (mapping) => {
      const { checks, found } = await tables.check(mapping);
      return { ready: found !== null, checks: [...checks] };
    },
    'tables.map': async (mapping) => {
      const { sourceId } = await tables.map(mapping);
      told();
      return { sourceId };
    },
    'tables.settle': async ({ sourceId, settleSeconds }) => {
      await tables.settle(sourceId, settleSeconds);
      told();
      return {};
    },
    'tables.forget': async ({ sourceId }) => {
      await tables.forget(sourceId);
      told();
      return {};
    },
    'tables.row': ({ sourceId, position }) => tables.row(sourceId, position),
    'tables.watch': ({ sourceId }) => ({
      jobId: jobs.start('take-over', 'Taking over a table', async (work) => {
        try {
          await tables.watch(sourceId, work);
        } finally {
          told();
          changed();
        }
        return null;
      }),
    }),
    'tables.verify': ({ sourceId, level }) => ({
      jobId: jobs.start('verify', 'Verifying a table', async (work) => {
        try {
          const { runId } = await tables.verify(sourceId, level, work);
          push('runs.changed', {});
          return runId;
        } finally {
          told();
        }
      }),
    }),
  };
}
