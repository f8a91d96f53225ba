import type { disposalContract } from '../../../src-shared/phi/disposal.ts';
import { writeDurably } from '../../base/durable-file.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

const CERTIFICATE = { name: 'Signed document', extensions: ['json'] };
const CERTIFICATE_PAGES = { name: 'Pages to be read', extensions: ['pdf'] };

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
      // Nothing is asked for a certificate that is not there.
      const certificate = await disposal.certificate(disposalId);
      const saved = await dialogs.saveFile({
        title: 'Save the certificate of the deletion',
        defaultName: `deletion-${disposalId}.pdf`,
        filters: [CERTIFICATE_PAGES, CERTIFICATE],
      });
      if (saved === null) return { saved };
      const path = dialogs.pathOf(saved.handle);
      const file = path.toLowerCase().endsWith('.pdf')
        ? await services.disposalPages.pdf(disposalId)
        : `${JSON.stringify(certificate, null, 2)}\n`;
      await writeDurably(path, file, { mode: 0o644 });
      return { saved };
    },
  };
}
