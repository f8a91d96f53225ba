import type { ResponsePackage } from '../../../src-shared/rights/delivery.ts';
import { Fault } from '../../base/fault.ts';
import { digestFile } from '../../signing/index.ts';

/** The file is what was prepared: what was changed on the disk is not sent to anybody. @throws Fault `delivery-refused` */
export async function mustBeWhole(file: string, { sha256 }: ResponsePackage): Promise<void> {
  const { digests } = await digestFile(file);
  if (Buffer.from(digests.get('sha256') ?? []).toString('hex') !== sha256)
    throw refused('The package on the disk is not the one that was prepared.');
}

/** Nothing was sent, and why. */
export const refused = (why: string): Fault =>
  new Fault('delivery-refused', why, 'Look at the settings of delivery and at the case; nothing was sent.');

/** Nobody knows whether it was sent. */
export const notKnown = (): Fault =>
  new Fault(
    'delivery-unknown',
    'The message was handed over, and nobody knows whether it arrived.',
    'Ask whoever runs the mail relay, or the person, then record what you found out. Nothing is sent again before.',
  );

/** Somebody else was faster. */
export const changedMeanwhile = (): Fault =>
  new Fault(
    'rights-changed',
    'Somebody else is delivering this package now.',
    'Wait a moment and look at the deliveries of the case again.',
  );
