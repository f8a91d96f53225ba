import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { type Comparison, comparisonSchema } from '../../src-shared/audit/witness.ts';
import { instantOf, type Clock } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { hexOf } from '../base/hash.ts';
import { checkCheckpoint, parseCheckpoint, type ParsedNote } from './checkpoint.ts';
import { fingerprintOf } from './cut.ts';
import { noteKeyName } from './note.ts';
import type { StoredCheckpoint, Witness } from './ports.ts';
import { recordsOf, type RecordStore } from './records.ts';
import { rootAt } from './tiles.ts';
import { originOf } from './witness.ts';

const colleagueSchema = z.object({ certificate: z.base64() });
const noteSchema = z.object({ note: z.string(), certificate: z.string() });

/** What came of a colleague's checkpoint. */
export type Imported =
  | { readonly state: 'compared'; readonly comparison: Comparison }
  | { readonly state: 'unknown-key'; readonly signer: string; readonly certificate: string };

/** Other machines that watch the same log: their checkpoints against this machine's copy. */
export interface Colleagues {
  /** Certificates (DER) that an officer accepted. */
  certificates(fingerprint: string): Promise<readonly Uint8Array[]>;
  /** Checkpoints that verify with an accepted certificate. */
  checkpoints(fingerprint: string): Promise<readonly StoredCheckpoint[]>;
  /**
   * Compares a checkpoint. The certificate that is given is pinned when its fingerprint is accepted.
   * @param certificate - PEM or DER; null: one that was accepted before
   * @param accept - SHA-256 of the certificate, as the officer saw it; null: none
   * @throws Fault `note-refused` when it is no checkpoint of this log or does not verify
   */
  compare(note: string, certificate: Uint8Array | null, accept: string | null): Promise<Imported>;
  /** Compares what had to wait, now that this machine has seen more. */
  compareWaiting(): Promise<void>;
  /** The newest comparison of each checkpoint, newest first. */
  comparisons(): Promise<readonly Comparison[]>;
}

/** See {@link Colleagues}. */
export function colleagues(parts: {
  readonly witness: (fingerprint: string) => Witness;
  readonly records: RecordStore;
  readonly lastLog: () => Promise<string | null>;
  readonly clock: Clock;
}): Colleagues {
  const { records } = parts;
  const certificates = async (log: string): Promise<readonly Buffer[]> =>
    (await recordsOf(records, log, 'colleague', colleagueSchema)).map(({ certificate }) =>
      Buffer.from(certificate, 'base64'),
    );
  const known = async (): Promise<string> => {
    const log = await parts.lastLog();
    if (log !== null) return log;
    throw refused('This machine has not seen any log yet.', 'Seal the log first, then compare.');
  };
  const judged = async (log: string, parsed: ParsedNote, certificate: Uint8Array): Promise<Comparison> => {
    const { size, root, time } = parsed.body;
    const witness = parts.witness(log);
    const outcome =
      (await witness.size()) < size
        ? 'later'
        : size < (await witness.first())
          ? 'earlier'
          : (await rootAt(size, witness.tile.bind(witness))) === root
            ? 'agrees'
            : 'contradicts';
    const comparison: Comparison = {
      at: instantOf(parts.clock),
      outcome,
      size,
      root: hexOf(root),
      signedAt: time,
      signer: new X509Certificate(certificate).subject.replaceAll('\n', ', ').slice(0, 300),
      certificate: fingerprintOf(certificate),
    };
    await records.add(log, 'comparison', JSON.stringify(comparison));
    return comparison;
  };
  const newest = async (log: string): Promise<readonly Comparison[]> => {
    const all = await recordsOf(records, log, 'comparison', comparisonSchema);
    return [
      ...new Map(all.map((one) => [`${one.certificate} ${one.size} ${one.root}`, one])).values(),
    ].toReversed();
  };
  const checkpoints = async (log: string): Promise<readonly StoredCheckpoint[]> => {
    const accepted = new Map((await certificates(log)).map((one) => [fingerprintOf(one), one]));
    return (await recordsOf(records, log, 'colleague-note', noteSchema)).flatMap(({ note, certificate }) => {
      const parsed = parseCheckpoint(note);
      const key = accepted.get(certificate);
      return parsed === null || key === undefined
        ? []
        : [{ size: parsed.body.size, root: parsed.body.root, note, certificate: key }];
    });
  };
  return {
    certificates,
    checkpoints,
    compare: async (note, given, accept) => {
      const log = await known();
      const parsed = parseCheckpoint(note);
      if (parsed === null) throw refused('The file is no checkpoint.', 'Ask for the file again.');
      if (parsed.body.origin !== originOf(log))
        throw refused('The checkpoint is for another log.', 'Compare machines that watch the same log.');
      const accepted = await certificates(log);
      const certificate = given === null ? accepted.find((one) => signs(parsed, one)) : derOf(given);
      if (certificate === undefined)
        throw new Fault(
          'certificate-missing',
          'The key that signed this checkpoint is not known to this machine.',
          'Give the colleague’s certificate with it.',
        );
      if (checkCheckpoint(note, certificate) !== 'ok')
        throw refused(
          'The signature of the checkpoint does not verify with that certificate.',
          'Ask for both files again.',
        );
      const print = fingerprintOf(certificate);
      if (!accepted.some((one) => fingerprintOf(one) === print)) {
        if (accept !== print)
          return {
            state: 'unknown-key',
            signer: new X509Certificate(certificate).subject.replaceAll('\n', ', '),
            certificate: print,
          };
        await records.add(
          log,
          'colleague',
          JSON.stringify({ certificate: Buffer.from(certificate).toString('base64') }),
        );
      }
      await records.add(log, 'colleague-note', JSON.stringify({ note, certificate: print }));
      return { state: 'compared', comparison: await judged(log, parsed, certificate) };
    },
    compareWaiting: async () => {
      const log = await parts.lastLog();
      if (log === null) return;
      const waiting = new Set(
        (await newest(log)).flatMap((one) =>
          one.outcome === 'later' ? [`${one.certificate} ${one.size} ${one.root}`] : [],
        ),
      );
      if (waiting.size === 0) return;
      const seen = await parts.witness(log).size();
      for (const { size, root, note, certificate } of await checkpoints(log)) {
        const parsed = parseCheckpoint(note);
        const key = `${fingerprintOf(certificate)} ${size} ${hexOf(root)}`;
        if (parsed === null || seen < size || !waiting.delete(key)) continue;
        await judged(log, parsed, certificate);
      }
    },
    comparisons: async () => {
      const log = await parts.lastLog();
      return log === null ? [] : newest(log);
    },
  };
}

const signs = (parsed: ParsedNote, certificate: Uint8Array): boolean =>
  parsed.signatures.some(({ keyName }) => keyName === noteKeyName(certificate));

function derOf(file: Uint8Array): Buffer {
  try {
    return new X509Certificate(file).raw;
  } catch {
    throw refused('The certificate cannot be read.', 'Give it in PEM or DER.');
  }
}

const refused = (message: string, remedy: string): Fault => new Fault('note-refused', message, remedy);
