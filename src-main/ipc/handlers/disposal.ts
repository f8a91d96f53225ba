import type { disposalContract } from '../../../src-shared/phi/disposal.ts';
import { writeDurably } from '../../base/durable-file.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

const CERTIFICATE = { name: 'Certificate of a deletion', extensions: ['json'] };

/** Retention rules, legal holds, deletions. */
export function disposalHandlers({
  services,
  jobs,
  dialogs,
  push,
}: HandlerParts): HandlersOf<typeof disposalContract> {
  const { disposal, administrator } = services;
  const changing = async (work: Promise<void>): Promise<Record<string, never>> => {
    await work;
    push('disposal.changed', {});
    return {};
  };
  return {
    'disposal.state': () => disposal.state(),
    'disposal.set-rule': (rule) => changing(disposal.setRule(rule)),
    'disposal.place-hold': (hold) => changing(disposal.placeHold(hold)),
    'disposal.lift-hold': ({ id, reason }) => changing(disposal.liftHold(id, reason)),
    'disposal.set-erasure': ({ on }) => changing(disposal.setErasure(on)),
    'disposal.plan': ({ handle, subject }) =>
      disposal.plan((draft, work) => administrator.act(handle, draft, work), subject),
    'disposal.run': ({ handle, subject, at, disposalId }) => ({
      jobId: jobs.start('dispose', 'Deleting what need not be kept', async (work) => {
        try {
          const done = await disposal.run(
            (draft, act) => administrator.act(handle, draft, act),
            { subject, at, disposalId },
            work,
          );
          return done.disposalId;
        } finally {
          push('disposal.changed', {});
        }
      }),
    }),
    'disposal.save-certificate': async ({ disposalId }) => {
      const certificate = await disposal.certificate(disposalId);
      const saved = await dialogs.saveFile({
        title: 'Save the certificate of the deletion',
        defaultName: `deletion-${disposalId}.json`,
        filters: [CERTIFICATE],
      });
      if (saved !== null)
        await writeDurably(dialogs.pathOf(saved.handle), `${JSON.stringify(certificate, null, 2)}\n`, {
          mode: 0o644,
        });
      return { saved };
    },
  };
}
