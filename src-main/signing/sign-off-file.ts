import { type SignedDecision, signedDecisionSchema } from '../../src-shared/signing/types.ts';
import { Fault } from '../base/fault.ts';

/**
 * A sign-off from the text of a file: JSON with the members of {@link SignedDecision}. It is only read, not checked.
 *
 * @throws Fault `file-unreadable`
 */
export function signedDecisionFrom(text: string): SignedDecision {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw noSignOff(error);
  }
  const signed = signedDecisionSchema.safeParse(value);
  // The schema's own error quotes what it found.
  if (!signed.success) throw noSignOff();
  return signed.data;
}

export const noSignOff = (cause?: unknown): Fault =>
  new Fault(
    'file-unreadable',
    'The file is no sign-off.',
    'Give a file with the three members signOffId, document and signature, or the id of a sign-off kept here.',
    cause,
  );
