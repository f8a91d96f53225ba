import type { RecoveryStatus } from '../../src-shared/keys/recovery.ts';
import type { Work } from '../audit/index.ts';
import type { EnvelopeContext } from '../token/index.ts';
import type { ApprovalParts } from './approvals.ts';
import { pem, type SubjectName } from './certificate-request.ts';
import { type Recovered, recoverAll, recoverFile } from './recover.ts';
import { approveRecovery, proposeRecovery, recoveryStatus, removeRecovery } from './recovery.ts';
import { certifyRecovery } from './recovery-certificate.ts';

/** Recovery keys: who beside the token can open what is encrypted, and the way back when the token is lost. */
export interface Recovery {
  /** Needs no token. */
  status(): Promise<RecoveryStatus>;
  /**
   * A certificate for a key of the kind `rsa-wrap-3072` on the token, made out by whoever is signed in to it.
   * @returns PEM @throws Fault `usage` for another kind of key, `not-signed-in`, `key-forbidden`
   */
  certify(keyIdOrName: string, subject: SubjectName, years: number): Promise<string>;
  /** @param certificate - DER @returns the proposal's id @throws Fault `recovery-unfit`, `key-state`, `key-forbidden` */
  propose(certificate: Uint8Array): Promise<string>;
  /** @throws Fault `key-second-person`, `certificate-untrusted`, `certificate-expired`, `key-state`, `key-forbidden` */
  approve(recoveryId: string): Promise<void>;
  /** @throws Fault `usage` without a reason, `key-state`, `key-forbidden` */
  remove(recoveryId: string, reason: string): Promise<void>;
  /** See {@link recoverAll}. */
  recover(keyIdOrName: string, work: Work): Promise<Recovered>;
  /** Decrypts with the recovery key on this token. @throws Fault `key-missing`, `envelope-…`, `key-forbidden` */
  decryptFile(
    context: EnvelopeContext,
    files: { readonly from: string; readonly to: string },
    signal?: AbortSignal,
  ): Promise<{ readonly bytes: number }>;
}

export const recoveryService = (parts: ApprovalParts): Recovery => ({
  status: () => recoveryStatus(parts),
  certify: async (keyIdOrName, subject, years) =>
    pem('CERTIFICATE', await certifyRecovery(parts, keyIdOrName, subject, years)),
  propose: (certificate) => proposeRecovery(parts, certificate),
  approve: (recoveryId) => approveRecovery(parts, recoveryId),
  remove: (recoveryId, reason) => removeRecovery(parts, recoveryId, reason),
  recover: (keyIdOrName, work) => recoverAll(parts, keyIdOrName, work),
  decryptFile: (context, files, signal) => recoverFile(parts, context, files, signal),
});
