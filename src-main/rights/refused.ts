import { Fault } from '../base/fault.ts';

/** Something is missing first, and nothing was changed. */
export const refused = (reason: string): Fault =>
  new Fault('rights-refused', reason, 'Do what is missing first; nothing was changed.');
