import type { classificationContract } from '../../../src-shared/phi/classification.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** The data map. */
export function classificationHandlers({
  services,
  jobs,
  push,
}: HandlerParts): HandlersOf<typeof classificationContract> {
  const { administrator, classification } = services;
  return {
    'classification.map': () => classification.map(),
    'classification.scan': ({ administrator: handle }) => ({
      jobId: jobs.start('classify', 'Looking at the columns', async (work) => {
        try {
          if (handle === null) await classification.scan(null, work);
          else await administrator.look(handle, (connection) => classification.scan(connection, work));
        } finally {
          push('data-map.changed', {});
        }
        return null;
      }),
    }),
    'classification.decide': async (wanted) => {
      const decided = await classification.decide(wanted);
      push('data-map.changed', {});
      return { decided };
    },
    'classification.readers': async ({ schema, table }) => {
      const { columns, readers, ...rest } = await classification.readers(schema, table);
      return {
        ...rest,
        columns: [...columns],
        readers: readers.map((one) => ({ ...one, fields: [...one.fields] })),
      };
    },
  };
}
