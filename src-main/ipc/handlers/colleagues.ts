import { readFile } from 'node:fs/promises';
import type { colleaguesContract } from '../../../src-shared/controls/colleagues.ts';
import { writeDurably } from '../../base/durable-file.ts';
import { Fault } from '../../base/fault.ts';
import { certificateLook } from '../../controls/index.ts';
import { anchorsFrom } from '../../signing/index.ts';
import { CERTIFICATE } from './filters.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Colleagues whom evidence is opened up to. */
export function colleaguesHandlers({
  services,
  jobs,
  dialogs,
  push,
}: HandlerParts): HandlersOf<typeof colleaguesContract> {
  const { sharing } = services.evidence;
  const read = async (handle: string): Promise<Uint8Array> => {
    const [certificate, ...more] = anchorsFrom(await readFile(dialogs.pathOf(handle)));
    if (certificate === undefined || more.length > 0) throw notOne();
    return certificate;
  };
  return {
    'evidence.readers': async ({ id }) => {
      const { colleagues, ...rest } = await sharing.readers(id);
      return { ...rest, colleagues: [...colleagues] };
    },
    'evidence.colleagues': async () => ({
      colleagues: [...(await sharing.list())],
      waiting: await sharing.waiting(),
    }),
    'evidence.choose-colleague': async () => {
      const file = await dialogs.openFile({ title: 'Certificate of a colleague', filters: [CERTIFICATE] });
      if (file === null) return { chosen: null };
      const { handle } = file;
      return { chosen: { handle, ...certificateLook(await read(handle), Date.now()) } };
    },
    'evidence.name-colleague': async ({ handle, publicKeySha256 }) => {
      await sharing.name(await read(handle), publicKeySha256);
      return {};
    },
    'evidence.drop-colleague': async ({ publicKeySha256 }) => {
      await sharing.drop(publicKeySha256);
      return {};
    },
    'evidence.share': () => ({
      jobId: jobs.start('share-evidence', 'Opening evidence up to colleagues', async (work) => {
        const { done, ofOthers, left } = await sharing.share(work);
        const told = [
          ...(ofOthers === 0 ? [] : [`Under other tokens, whose owners open them up: ${ofOthers}`]),
          ...(left === 0 ? [] : [`Gone or damaged: ${left}`]),
        ];
        const phase = told.length === 0 ? 'Your colleagues can open everything.' : `${told.join('; ')}.`;
        const total = done + ofOthers + left;
        work.progress({ phase, done: total, total, unit: 'files' });
        return null;
      }),
    }),
    'evidence.own-certificate': async () => {
      const file = await dialogs.saveFile({
        title: 'Save your certificate for evidence',
        defaultName: 'certificate-for-evidence.pem',
        filters: [CERTIFICATE],
      });
      if (file === null) return { saved: null };
      const { pem, publicKeySha256 } = await sharing.certificate();
      await writeDurably(dialogs.pathOf(file.handle), pem, { mode: 0o644 });
      push('keys.changed', {});
      return { saved: { ...file, publicKeySha256 } };
    },
  };
}

const notOne = (): Fault =>
  new Fault(
    'colleague-refused',
    'The file does not hold one certificate.',
    'Choose the file with the certificate of your colleague alone, without those of authorities.',
  );
