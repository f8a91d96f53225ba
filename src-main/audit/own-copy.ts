import type { OwnCopyCheck, Rebuild } from '../../src-shared/audit/witness.ts';
import { rebuildSchema } from '../../src-shared/audit/witness.ts';
import { instantOf, type Clock } from '../base/clock.ts';
import { Fault, throwIfCancelled } from '../base/fault.ts';
import { checkCheckpoint } from './checkpoint.ts';
import { everyCheckpoint } from './checkpoints.ts';
import { checkOwnCopy } from './offline.ts';
import type { SealedLog, Witness, WitnessWriter } from './ports.ts';
import { recordsOf, type RecordStore } from './records.ts';
import type { Work } from './service.ts';
import type { WitnessBeginning } from './starting-point.ts';
import { rootAt, TileMissingError } from './tiles.ts';
import { extendWitness, sourceOf } from './witness.ts';

/** What only the keeper of the file can do. */
export interface WitnessFile {
  /** What the database file itself says of its health, as sentences; empty: whole. */
  integrity(): Promise<readonly string[]>;
  /**
   * Copies the whole file beside, then, in one transaction, records the decision and forgets tiles and entries of the log.
   * Checkpoints stay.
   * @param from - where the new copy begins; null: at the log's first entry
   * @returns name of the copy
   */
  startOver(
    fingerprint: string,
    decision: Omit<Rebuild, 'kept'>,
    from: WitnessBeginning | null,
  ): Promise<string>;
}

/** What came of a rebuild. */
export type Rebuilt = {
  readonly entries: number;
  readonly agree: number;
  readonly contradict: readonly number[];
};

/** This machine's own copy: is it whole, and what if not. */
export interface OwnWitness {
  /** Entries of the log seen last. */
  size(): Promise<number>;
  /** The last check since the start, or null. */
  checked(): OwnCopyCheck | null;
  /** @throws Fault `cancelled`, `profile-missing` */
  check(work: Work): Promise<OwnCopyCheck>;
  /** Newest first. */
  rebuilds(): Promise<readonly Rebuild[]>;
  /**
   * Reads a new copy from the clinic; the old one stays beside as evidence, and so do all checkpoints.
   * @throws Fault `rebuild-refused`, `database-…`, `cancelled`
   */
  rebuild(reason: string, work: Work): Promise<Rebuilt>;
}

/** Decisions to rebuild, oldest first. */
export const rebuildsOf = (records: RecordStore, fingerprint: string): Promise<readonly Rebuild[]> =>
  recordsOf(records, fingerprint, 'rebuild', rebuildSchema);

/** What every later run says of the last rebuild; null when there was none. */
export function rebuiltWords(rebuilds: readonly Rebuild[]): string | null {
  const last = rebuilds.at(-1);
  if (last === undefined) return null;
  const { behind } = last;
  const begins =
    behind === null
      ? ''
      : ` It begins behind the removal of the first ${behind.size} entries, on the word of the certificate by ${behind.by} of ${behind.signedAt}: what was before that this machine has not seen.`;
  return `This copy was read anew from the clinic on ${last.at} by ${last.by}, because: ${last.reason} (the copy before is kept as ${last.kept}).${begins}`;
}

const PART = 4096;

/** See {@link OwnWitness}. */
export function ownWitness(parts: {
  readonly log: () => Promise<SealedLog>;
  readonly witness: (fingerprint: string) => Witness & WitnessWriter;
  readonly lastLog: () => Promise<string | null>;
  readonly records: RecordStore;
  readonly file: WitnessFile;
  readonly clock: Clock;
  readonly officer: () => string;
}): OwnWitness {
  let last: OwnCopyCheck | null = null;
  const known = async (): Promise<string> => {
    const fingerprint = await parts.lastLog();
    if (fingerprint !== null) return fingerprint;
    throw new Fault('profile-missing', 'This machine has not seen any log yet.', 'Seal the log first.');
  };
  return {
    size: async () => {
      const fingerprint = await parts.lastLog();
      return fingerprint === null ? 0 : parts.witness(fingerprint).size();
    },
    checked: () => last,
    check: async (work) => {
      const witness = parts.witness(await known());
      const problems = [...(await parts.file.integrity())];
      const entries = await witness.size();
      const first = await witness.first();
      let read = first;
      for (let from = first; from < entries; from += PART) {
        throwIfCancelled(work.signal);
        const to = Math.min(from + PART, entries);
        try {
          read += (await witness.entries(from, to)).length;
        } catch (error) {
          if (!(error instanceof Fault) || error.code !== 'cache-unreadable') throw error;
          problems.push(`Between entries ${from} and ${to - 1}: ${error.message}`);
          read += to - from;
        }
        work.progress({ phase: 'Checking', done: to, total: entries, unit: 'entries' });
      }
      if (read < entries) problems.push(`${entries - read} entries are missing.`);
      const own = await checkOwnCopy(witness);
      for (const { level, index } of own.damagedTiles)
        problems.push(`Hashes are damaged or missing (level ${level}, part ${index}).`);
      for await (const { size, note, certificate } of everyCheckpoint(witness))
        if (checkCheckpoint(note, certificate) !== 'ok')
          problems.push(`The checkpoint over ${size} entries does not verify.`);
      last = {
        at: instantOf(parts.clock),
        entries,
        problems: problems.slice(0, 100),
        contradicted: own.foreignCheckpoints.slice(0, 1000),
      };
      return last;
    },
    rebuilds: async () => {
      const fingerprint = await parts.lastLog();
      return fingerprint === null ? [] : (await rebuildsOf(parts.records, fingerprint)).toReversed();
    },
    rebuild: async (reason, work) => {
      const log = await parts.log();
      const { fingerprint } = await sourceOf(log, parts.witness);
      const witness = parts.witness(fingerprint);
      const snapshot = await log.snapshot(work.signal);
      try {
        const cuts = (await snapshot.cuts?.()) ?? [];
        const [first] = await snapshot.idsAt([0]);
        if (cuts.length > 0 || (snapshot.sealed > 0 && first === null))
          throw new Fault(
            'rebuild-refused',
            'The beginning of the log is not in the clinic’s database any more, so that a new copy cannot be read from it.',
            'Restore the profile folder from a backup, or decide to begin behind the certificate of the removal.',
          );
      } finally {
        await snapshot.close();
      }
      const decision = { at: instantOf(parts.clock), by: parts.officer(), reason, behind: null };
      await parts.file.startOver(fingerprint, decision, null);
      last = null;
      return readAnew(log, witness, work);
    },
  };
}

/** Takes over what the clinic has, and compares the checkpoints that were signed before. @throws Fault `database-…`, `cancelled` */
export async function readAnew(
  log: SealedLog,
  witness: Witness & WitnessWriter,
  work: Work,
): Promise<Rebuilt> {
  const first = await witness.first();
  const seen = await extendWitness(log, witness, work.signal, (done, total) => {
    work.progress({ phase: 'Reading the log anew', done, total, unit: 'entries' });
  });
  const contradict: number[] = [];
  let agree = 0;
  for await (const { size, root, note, certificate } of everyCheckpoint(witness)) {
    if (size < first || checkCheckpoint(note, certificate) !== 'ok') continue;
    const now = await rootOrNull(witness, size, seen.to);
    if (now === root) agree++;
    else contradict.push(size);
  }
  return { entries: seen.to - first, agree, contradict };
}

async function rootOrNull(witness: Witness, size: number, seen: number) {
  if (size > seen) return null;
  try {
    return await rootAt(size, witness.tile.bind(witness));
  } catch (error) {
    if (error instanceof TileMissingError) return null;
    throw error;
  }
}
