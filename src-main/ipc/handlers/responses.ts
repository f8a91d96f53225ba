import { createHash } from 'node:crypto';
import { copyFile, readFile } from 'node:fs/promises';
import type { deliveryContract } from '../../../src-shared/rights/delivery.ts';
import { writeDurably } from '../../base/durable-file.ts';
import { Fault } from '../../base/fault.ts';
import { CERTIFICATE, PDF, ZIP } from './filters.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Letters, answers to requests, and their delivery. */
export function responseHandlers({
  services,
  dialogs,
  jobs,
}: HandlerParts): HandlersOf<typeof deliveryContract> {
  const { recipients, letters, responses, deliveries, activity } = services;
  const save = async (defaultName: string, bytes: Uint8Array): Promise<boolean> => {
    const file = await dialogs.saveFile({ title: 'Save', defaultName, filters: [PDF] });
    if (file !== null) await writeDurably(dialogs.pathOf(file.handle), bytes);
    return file !== null;
  };
  return {
    'rights.recipients': ({ caseId }) => recipients.of(caseId),
    'rights.letter-preview': async ({ caseId, facts }) => {
      const { letter, problems, pdf } = await letters.preview(caseId, facts);
      return { letter, problems: [...problems], pdf: Buffer.from(pdf).toString('base64') };
    },
    'rights.save-letter': async ({ caseId, facts }) => {
      const { pdf } = await letters.issue(caseId, facts);
      const saved = await save(`${caseId}-${facts.kind}.pdf`, pdf);
      return { saved, sha256: saved ? createHash('sha256').update(pdf).digest('hex') : null };
    },
    'rights.save-label': async ({ caseId }) => ({
      saved: await save(`${caseId}-label.pdf`, await letters.label(caseId)),
    }),
    'rights.prepare': ({ caseId, forms, own }) => ({
      jobId: jobs.start('respond', `Preparing the answer to ${caseId}`, async (work) => {
        await responses.prepare(caseId, forms, own, work);
        return caseId;
      }),
    }),
    'rights.deliveries': async ({ caseId }) => ({
      package: await responses.prepared(caseId).catch((error: unknown) => {
        if (error instanceof Fault && error.code === 'rights-refused') return null;
        throw error;
      }),
      deliveries: [...(await deliveries.list(caseId))],
    }),
    'rights.package-password': ({ caseId }) =>
      activity.around(
        { operation: 'rights.show-password', objectType: 'case', objectId: caseId },
        async () => ({ password: await responses.passwordOf(await responses.prepared(caseId)) }),
      ),
    'rights.save-package': async ({ caseId }) => {
      const made = await responses.prepared(caseId);
      const file = await dialogs.saveFile({ title: 'Save', defaultName: `${caseId}.zip`, filters: [ZIP] });
      if (file !== null) await copyFile(responses.fileOf(made), dialogs.pathOf(file.handle));
      return { saved: file !== null };
    },
    'rights.choose-certificate': async () => ({
      file: await dialogs.openFile({ title: 'Certificate of the person', filters: [CERTIFICATE] }),
    }),
    'rights.deliver': async ({ caseId, order, certificate, heeded }) =>
      deliveries.deliver(
        caseId,
        order,
        certificate === null ? null : await readFile(dialogs.pathOf(certificate)),
        heeded,
      ),
    'rights.settle-delivery': ({ caseId, deliveryId, sent, note }) =>
      deliveries.settle(caseId, deliveryId, sent, note),
    'rights.delivery-settings': async () => ({ settings: await deliveries.settings() }),
  };
}
