import { Fault } from '../base/fault.ts';
import type { SealedLog, Witness } from './ports.ts';
import { sourceOf } from './witness.ts';

/** What is remembered of the log behind a connection. */
export type LogPin = {
  /** Fingerprint of the log that was witnessed through this connection; null: none yet, or this connection remembers none. */
  read(): Promise<string | null>;
  /** Remembers it, until somebody connects anew. */
  write(fingerprint: string): Promise<void>;
};

/**
 * The log, refused when another one answers than was witnessed through this connection. Which log it is the database says
 * itself, and its administrator decides what it says: without this, a log under another name would be one that this computer
 * never saw, and everything witnessed would be forgotten without a word.
 *
 * @param witness - of the log with this fingerprint
 */
export const pinnedLog = (
  log: SealedLog,
  pin: LogPin,
  witness: (fingerprint: string) => Pick<Witness, 'size'>,
): SealedLog => ({
  ...log,
  source: async () => {
    const source = await log.source();
    const known = await pin.read();
    const { fingerprint } = await sourceOf({ ...log, source: () => Promise.resolve(source) }, witness);
    if (known === null) {
      if ((await witness(fingerprint).size()) > 0) await pin.write(fingerprint);
      return source;
    }
    if (fingerprint === known) return source;
    // A copy that is being read anew is empty for a while, and the log is asked for its earlier names in vain.
    const names = [source.fingerprint, ...((await log.earlier?.()) ?? [])];
    if ((await witness(known).size()) === 0 && names.includes(known)) return source;
    throw new Fault(
      'log-other',
      'The database answers with another log than the one that this computer has witnessed through this connection.',
      'Nothing was sealed or verified, and what was witnessed is kept. Ask the database administrator what happened to the database: a log that was moved or restored still names the server it comes from. If another log is meant from now on, connect to the clinic anew in Settings.',
    );
  },
});
