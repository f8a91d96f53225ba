import type { Work } from '../audit/index.ts';
import { Fault, throwIfCancelled } from '../base/fault.ts';
import type { TimeStamper } from '../signing/index.ts';
import type { Signer } from '../token/ports.ts';
import { signPdf, stampPdf } from './index.ts';

/** What signing needs beside the PDF. */
export type SigningParts = {
  readonly now: () => Date;
  /** Adds time-stamps; null when no authority is configured. */
  readonly stamper: () => Promise<TimeStamper | null>;
};

/**
 * Signs a PDF, then adds the time-stamp if it can be had now.
 *
 * @param what - what is signed, as the PDF reader shows it: `Audit integrity report`
 * @throws Fault those of the token, `cancelled`
 */
export async function signedPdf(
  { now, stamper: find }: SigningParts,
  pdf: Uint8Array,
  signer: Signer,
  said: { readonly what: string; readonly role: string; readonly hash: string },
  work: Work,
): Promise<{ readonly pdf: Uint8Array; readonly timeStamp: 'none' | 'waiting' | 'present' }> {
  work.progress({ phase: 'Signing', done: 0, total: null, unit: '' });
  const reason = `${said.what}, signed as ${said.role}`;
  const box = { role: said.role, hash: said.hash };
  const made = await signPdf(pdf, signer, { reason, now: now(), box, signal: work.signal });
  const stamper = await find();
  if (stamper === null) return { pdf: made, timeStamp: 'none' };
  work.progress({ phase: 'Getting a time-stamp', done: 0, total: null, unit: '' });
  try {
    return {
      pdf: await stampPdf(made, stamper, { now: now(), signal: work.signal }),
      timeStamp: 'present',
    };
  } catch (error) {
    throwIfCancelled(work.signal);
    if (error instanceof Fault) return { pdf: made, timeStamp: 'waiting' };
    throw error;
  }
}
