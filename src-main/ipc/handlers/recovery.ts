import { readFile } from 'node:fs/promises';
import type { recoveryContract } from '../../../src-shared/keys/recovery.ts';
import { writeDurably } from '../../base/durable-file.ts';
import { Fault } from '../../base/fault.ts';
import { anchorsFrom } from '../../signing/index.ts';
import { CERTIFICATE } from './filters.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Ten years: a recovery key lies in a safe and is exchanged with its token. */
const YEARS = 10;

/** Recovery keys, and the way back when a token is lost. */
export function recoveryHandlers({
  services,
  jobs,
  dialogs,
  push,
}: HandlerParts): HandlersOf<typeof recoveryContract> {
  const { recovery } = services.keys;
  const changing = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } finally {
      push('keys.changed', {});
    }
  };
  return {
    'keys.recovery': () => recovery.status(),
    'keys.recovery-certificate': async ({ keyId, commonName }) => {
      const saved = await dialogs.saveFile({
        title: 'Save the certificate of the recovery key',
        defaultName: 'recovery-key.pem',
        filters: [CERTIFICATE],
      });
      if (saved === null) return { saved };
      const subject = { commonName, organisation: null, country: null };
      const pem = await changing(recovery.certify(keyId, subject, YEARS));
      await writeDurably(dialogs.pathOf(saved.handle), pem, { mode: 0o644 });
      return { saved };
    },
    'keys.propose-recovery': async () => {
      const file = await dialogs.openFile({
        title: 'Certificate of the recovery key',
        filters: [CERTIFICATE],
      });
      if (file === null) return { recoveryId: null };
      const [certificate, ...more] = anchorsFrom(await readFile(dialogs.pathOf(file.handle)));
      if (certificate === undefined || more.length > 0) throw notOne();
      return { recoveryId: await changing(recovery.propose(certificate)) };
    },
    'keys.approve-recovery': async ({ recoveryId }) => {
      await changing(recovery.approve(recoveryId));
      return {};
    },
    'keys.remove-recovery': async ({ recoveryId, reason }) => {
      await changing(recovery.remove(recoveryId, reason));
      return {};
    },
    'keys.recover': async ({ keyId }) => {
      const { name } = await services.keys.key(keyId);
      return {
        jobId: jobs.start('rewrap', `Bringing over to “${name}” with the recovery key`, async (work) => {
          const { done, missing, closed } = await changing(recovery.recover(keyId, work));
          const total = done + missing + closed;
          const left = [
            ...(missing === 0 ? [] : [`Not where they were: ${missing}`]),
            ...(closed === 0 ? [] : [`Only their own token opens: ${closed}`]),
          ];
          const phase = left.length === 0 ? 'Everything can be read with this token.' : `${left.join('; ')}.`;
          work.progress({ phase, done, total, unit: 'things' });
          return null;
        }),
      };
    },
  };
}

const notOne = (): Fault =>
  new Fault(
    'usage',
    'The file does not hold one certificate.',
    'Choose the file with the certificate of the recovery key alone, without those of authorities.',
  );
