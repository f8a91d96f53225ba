import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { signingContract } from '../../../src-shared/signing/contract.ts';
import { digestFile, signedDecisionFrom } from '../../signing/index.ts';
import { ANY_FILE, CERTIFICATE, SIGN_OFF, SIGNATURE } from './filters.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Signatures beside files, and where time-stamps come from. */
export function signingHandlers({ services, dialogs }: HandlerParts): HandlersOf<typeof signingContract> {
  const { signing, timeStamps } = services;
  return {
    'signing.choose-file': async () => {
      const file = await dialogs.openFile({ title: 'File to sign', filters: [ANY_FILE] });
      if (file === null) return { file: null };
      const { bytes, digests } = await digestFile(dialogs.pathOf(file.handle));
      const sha256 = Buffer.from(digests.get('sha256') ?? new Uint8Array()).toString('hex');
      return { file: { ...file, sha256, bytes } };
    },
    'signing.sign-file': async ({ handle, sha256 }) => {
      const { path, ...signed } = await signing.signFile(dialogs.pathOf(handle), null, { expected: sha256 });
      return { signed, saved: dialogs.handleOf(path) };
    },
    'signing.verify-file': async () => {
      const file = await dialogs.openFile({ title: 'File that was signed', filters: [ANY_FILE] });
      if (file === null) return { verification: null };
      const path = dialogs.pathOf(file.handle);
      if (existsSync(`${path}.p7s`)) return { verification: await signing.verifyFile(path, null, null, {}) };
      const signature = await dialogs.openFile({ title: `Signature of ${file.name}`, filters: [SIGNATURE] });
      if (signature === null) return { verification: null };
      return { verification: await signing.verifyFile(path, dialogs.pathOf(signature.handle), null, {}) };
    },
    'sign-offs.list': async () => ({
      signOffs: (await signing.signOffs.all()).map(({ signed, check }) => ({
        signOffId: signed.signOffId,
        check,
      })),
    }),
    'sign-offs.verify-file': async () => {
      const file = await dialogs.openFile({ title: 'Sign-off to check', filters: [SIGN_OFF, ANY_FILE] });
      if (file === null) return { checked: null };
      const signed = signedDecisionFrom(await readFile(dialogs.pathOf(file.handle), 'utf8'));
      return { checked: { signOffId: signed.signOffId, check: await signing.signOffs.checkSignOff(signed) } };
    },
    'time-stamps.settings': () => timeStamps.get(),
    'time-stamps.set': async ({ authority }) => {
      await timeStamps.set(authority);
      return {};
    },
    'time-stamps.try': async () => ({ authority: await timeStamps.probe() }),
    'time-stamps.trust': async () => {
      const file = await dialogs.openFile({
        title: 'Certificate of the time-stamp authority',
        filters: [CERTIFICATE],
      });
      if (file === null) return { added: null };
      return { added: await timeStamps.trust(await readFile(dialogs.pathOf(file.handle))) };
    },
  };
}
