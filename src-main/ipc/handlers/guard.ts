import { type guardContract, LOSE_WORDS } from '../../../src-shared/clinic/guard.ts';
import { LOG_COPY } from './filters.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** The guard pack in the clinic's database. */
export function guardHandlers({
  services,
  jobs,
  dialogs,
  push,
  changed,
}: HandlerParts): HandlersOf<typeof guardContract> {
  const { guard } = services;
  const told = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } finally {
      push('guard.changed', {});
      changed();
    }
  };
  return {
    'guard.status': () => guard.status(),
    'guard.plan': ({ handle, direction, roles }) => guard.plan(handle, direction, roles),
    'guard.install': ({ handle, roles }) => ({
      jobId: jobs.start('guard', 'Installing the guard pack', async (work) => {
        await told(guard.install(handle, roles, work));
        return null;
      }),
    }),
    'guard.roll-back': async ({ handle, keep, words }) => {
      const file = keep
        ? await dialogs.saveFile({
            title: 'Keep a copy of the log',
            defaultName: 'guard-log.jsonl',
            filters: [LOG_COPY],
          })
        : null;
      if (keep && file === null) return { jobId: null };
      const keepIn = file === null ? null : dialogs.pathOf(file.handle);
      return {
        jobId: jobs.start('guard', 'Taking the guard pack away', async (work) => {
          await told(
            guard.rollBack(handle, { keepIn, lose: words.trim().toLowerCase() === LOSE_WORDS }, work),
          );
          return null;
        }),
      };
    },
  };
}
