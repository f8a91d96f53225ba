import { createHash } from 'node:crypto';
import type { Signer } from '../token/index.ts';
import { allow, type KeyParts } from './ring.ts';

/** A signer whose every signature is counted before it is made. @param recorded - also in the activity log */
export function countedSigner(parts: KeyParts, signer: Signer, recorded: boolean): Signer {
  return {
    identity: signer.identity,
    sign: async (digest, signal) => {
      const { versions } = await parts.store.list();
      const version = versions.find(({ tokenKeyId }) => tokenKeyId === signer.identity.keyId);
      if (version === undefined) {
        await allow(parts, 'sign');
        return signer.sign(digest, signal);
      }
      const purpose = `digest ${createHash('sha256').update(digest).digest('hex').slice(0, 16)}`;
      const use = { ...version, operation: 'sign', kind: 'protect', act: 'sign', purpose } as const;
      const work = (): Promise<Uint8Array> => signer.sign(digest, signal);
      return recorded ? parts.ledger.use(use, work) : parts.ledger.countOnly(use, work);
    },
  };
}
