import type { signingContract } from '../../../src-shared/signing/contract.ts';
import type { Handlers } from '../../../src-shared/ipc/contract.ts';
import { hashOf } from './fake-clinic.ts';

/** Signatures beside files, and where time-stamps come from. */
export const signingHandlers = (): Pick<Handlers, keyof typeof signingContract> => ({
  'signing.choose-file': () => ({
    file: {
      handle: 'file-1',
      name: 'minutes-of-the-privacy-board.docx',
      sha256: hashOf(77),
      bytes: 81_234,
    },
  }),
  'signing.sign-file': () => ({
    signed: {
      file: 'minutes-of-the-privacy-board.docx.p7s',
      sha256: hashOf(77),
      bytes: 81_234,
      signer: 'Ruth Aldane',
      timeStamp: 'present' as const,
    },
    saved: { handle: 'file-2', name: 'minutes-of-the-privacy-board.docx.p7s' },
  }),
  'signing.verify-file': () => ({ verification: null }),
  'sign-offs.list': () => ({ signOffs: [] }),
  'sign-offs.verify-file': () => ({ checked: null }),
  'time-stamps.settings': () => ({
    authority: { url: 'https://time.hospital.example/tsa', policy: null },
    certificates: 1,
  }),
  'time-stamps.set': () => ({}),
  'time-stamps.try': () => ({ authority: 'Hospital Time' }),
  'time-stamps.trust': () => ({ added: 'Hospital Time Authority' }),
});
