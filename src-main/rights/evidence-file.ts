import { createHash } from 'node:crypto';
import { writeDurably } from '../base/durable-file.ts';
import type { SigningService } from '../signing/index.ts';
import type { CaseEvidence } from './evidence.ts';

/** Readable by whoever the officer gives it to. */
const MODE = { mode: 0o644 } as const;

/**
 * Writes a case for an authority, and the officer's detached signature beside it.
 *
 * @returns name of the signature's file, and SHA-256 of what was signed
 * @throws Fault `not-signed-in`, `file-unwritable`, `disk-full`, those of the token
 */
export async function saveEvidence(
  { text }: CaseEvidence,
  path: string,
  signing: Pick<SigningService, 'signFile'>,
): Promise<{ readonly signature: string; readonly sha256: string }> {
  const expected = createHash('sha256').update(text, 'utf8').digest('hex');
  await writeDurably(path, text, MODE);
  // Only what was just made is signed: not what somebody put in its place.
  const { file, sha256 } = await signing.signFile(path, null, { expected });
  return { signature: file, sha256 };
}
