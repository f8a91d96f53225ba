import { verify as verifySignature } from 'node:crypto';
import type { ProofCheck, ProofStep } from '../../src-shared/audit/proofs.ts';
import { type Hash, hexOf } from '../base/hash.ts';
import { type ParsedNote, parseCheckpoint } from './checkpoint.ts';
import { EntryFormatError, headerOf, leafOf } from './entry.ts';
import { rootFromInclusion } from './merkle.ts';
import type { NoteKey } from './note-key.ts';
import { parseTlogProof, type TlogProof } from './tlog-proof.ts';

const step = (id: ProofStep['step'], verdict: ProofStep['verdict'], detail: string): ProofStep => ({
  step: id,
  verdict,
  detail,
});

/**
 * Verifies a proof file by itself: the checkpoint's signature with a key that the caller trusts, the entry's bytes against
 * the leaf, the path from the leaf to the root that is signed. Needs no database, token or profile.
 *
 * @param file - the text of the file; may be hostile
 * @param entry - the entry's bytes, when they come from elsewhere than the file
 * @returns `intact` only when the key signed the checkpoint and the bytes of an entry lead to its root
 */
export function checkProof(file: string, key: NoteKey, entry: Uint8Array | null): ProofCheck {
  const proof = parseTlogProof(file);
  const note = proof === null ? null : parseCheckpoint(proof.note);
  if (proof === null || note === null)
    return told(
      [step('file', 'could-not-tell', 'The file is no proof that can be read, or it is damaged.')],
      null,
    );
  const { body } = note;
  const bytes = entry === null ? proof.extra : Buffer.from(entry);
  const steps = [
    step('file', 'intact', 'The file is a transparency-log proof.'),
    signatureStep(note, key),
    ...pathSteps(proof, body, bytes),
  ];
  return told(steps, {
    origin: body.origin,
    size: body.size,
    root: hexOf(body.root),
    signedAt: body.time,
    index: proof.index,
    keyName: key.name,
    leaf: bytes === null ? null : hexOf(leafOf(bytes)),
    entry: bytes === null ? null : headerOrNull(bytes),
  });
}

function told(steps: readonly ProofStep[], says: ProofCheck['says']): ProofCheck {
  const worst =
    steps.find(({ verdict }) => verdict === 'tampered') ??
    steps.find(({ verdict }) => verdict === 'could-not-tell');
  return {
    result: worst?.verdict ?? 'intact',
    reason: worst?.detail ?? null,
    steps: [...steps],
    says,
  };
}

function signatureStep({ text, body, signatures }: ParsedNote, key: NoteKey): ProofStep {
  const own = signatures.filter(({ keyName, keyId }) => keyName === key.name && keyId.equals(key.id));
  if (own.length === 0)
    return step('signature', 'could-not-tell', 'The checkpoint is not signed with the key that was given.');
  // C2SP signed-note: when a signature of a known key does not verify, the whole note is to be refused.
  if (!own.every(({ signature }) => verifySignature('sha256', Buffer.from(text), key.key, signature)))
    return step(
      'signature',
      'tampered',
      "The key's signature does not fit the checkpoint: the checkpoint was changed, or another key of the same name signed it.",
    );
  const at = Date.parse(body.time);
  if (key.valid !== null && !(at >= key.valid.from && at <= key.valid.to))
    return step(
      'signature',
      'could-not-tell',
      'The checkpoint states a time at which the certificate was not valid.',
    );
  return step(
    'signature',
    'intact',
    `The checkpoint over ${body.size.toLocaleString('en-US')} entries is signed with the key that was given.`,
  );
}

function pathSteps(
  proof: TlogProof,
  body: { readonly size: number; readonly root: Hash },
  bytes: Buffer | null,
): readonly ProofStep[] {
  if (bytes === null)
    return [
      step(
        'entry',
        'could-not-tell',
        'The file does not hold the entry itself, and none was given: there is nothing to compare.',
      ),
    ];
  if (headerOrNull(bytes) === null)
    return [step('entry', 'could-not-tell', 'What is given as the entry is not an entry of an audit log.')];
  const root = rootFromInclusion(proof.index, body.size, leafOf(bytes), proof.path);
  return [
    step('entry', 'intact', 'The entry can be read; its hash begins the path.'),
    root === body.root
      ? step('path', 'intact', 'The path leads from the entry to the root that the checkpoint states.')
      : step(
          'path',
          'tampered',
          'The path does not lead from the entry to the root that the checkpoint states: the entry is not what was sealed there, or the proof was changed.',
        ),
  ];
}

function headerOrNull(bytes: Buffer): NonNullable<ProofCheck['says']>['entry'] {
  try {
    return headerOf(bytes);
  } catch (error) {
    if (error instanceof EntryFormatError) return null;
    throw error;
  }
}
