import { createHash, X509Certificate } from 'node:crypto';
import type { Rebuild, StartingPoint } from '../../src-shared/audit/witness.ts';
import { instantOf, type Clock } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import type { Hash } from '../base/hash.ts';
import type { SignerTrust } from './activity-verify.ts';
import { type Block, blockHash } from './block.ts';
import { certificateOf } from './cut-file.ts';
import { type CutBody, fingerprintOf, parseCut } from './cut.ts';
import { beginningOf, type LogStart } from './log-start.ts';
import { checkOwnCopy } from './offline.ts';
import { readAnew, type Rebuilt, type WitnessFile } from './own-copy.ts';
import type { LogSnapshot, SealedLog, Witness, WitnessWriter } from './ports.ts';
import { WINDOW } from './range.ts';
import type { Work } from './service.ts';
import { rootAt, type Tile, tilesFrom, TileMissingError } from './tiles.ts';
import { sourceOf } from './witness.ts';

/** Where a copy that does not begin at the first entry begins. */
export type WitnessBeginning = {
  readonly size: number;
  readonly tiles: readonly Tile[];
  /** The block that ends before it. */
  readonly block: { readonly number: number; readonly hash: Hash };
};

/** Beginning this machine's copy behind a removal, by an officer's decision on its certificate. */
export interface StartingPoints {
  /** What would be trusted, and why; null where no removal has a certificate that holds. @throws Fault `database-…` */
  proposal(): Promise<StartingPoint | null>;
  /**
   * Keeps the old copy beside, records the decision, begins behind the certificate and takes over what follows.
   *
   * @param digest - of the certificate that the officer saw
   * @throws Fault `rebuild-refused` when it is not that certificate any more or contradicts what was witnessed,
   * `database-…`, `cancelled`
   */
  begin(digest: string, reason: string, work: Work): Promise<Rebuilt>;
}

type Found = { readonly point: StartingPoint; readonly start: LogStart; readonly fingerprint: string };

/** See {@link StartingPoints}. */
export function startingPoints(parts: {
  readonly log: () => Promise<SealedLog>;
  readonly witness: (fingerprint: string) => Witness & WitnessWriter;
  readonly file: WitnessFile;
  /** Certificates (DER) that an officer accepted before. */
  readonly accepted: (fingerprint: string) => Promise<readonly Uint8Array[]>;
  readonly trust: () => Promise<SignerTrust>;
  readonly clock: Clock;
  readonly officer: () => string;
}): StartingPoints {
  const find = async (signal: AbortSignal): Promise<Found | null> => {
    const log = await parts.log();
    const { fingerprint } = await sourceOf(log, parts.witness);
    const witness = parts.witness(fingerprint);
    const snapshot = await log.snapshot(signal);
    try {
      // Whose key it is, and whether it fits what was witnessed, is shown to the officer instead of being decided here.
      const unseen = { ...witness, size: () => Promise.resolve(0) };
      const { start } = await beginningOf(snapshot, {
        fingerprint: () => Promise.resolve(fingerprint),
        witness: unseen,
        known: [],
      });
      if (start === null) return null;
      const note = (await snapshot.cuts?.())?.find((cut) => isOf(cut.note, start.certificate))?.note ?? '';
      const certificate = certificateOf(note);
      if (certificate === null) return null;
      const known = [...(await witness.certificates()), ...(await parts.accepted(fingerprint))];
      const signer = new X509Certificate(start.certificate.signer);
      const witnessed = await witness.size();
      const point: StartingPoint = {
        certificate,
        digest: createHash('sha256').update(note).digest('hex'),
        subject: oneLine(signer.subject),
        issuer: oneLine(signer.issuer),
        authority: (await parts.trust())(start.certificate.signer),
        knownKey: known.some((one) => fingerprintOf(one) === certificate.signer),
        witnessed,
        follows: await followsOn(snapshot, witness, start.certificate),
        needed: witnessed < start.size,
        behind: Math.max(snapshot.sealed - start.size, 0),
      };
      return { point, start, fingerprint };
    } finally {
      await snapshot.close();
    }
  };
  return {
    proposal: async () => (await find(new AbortController().signal))?.point ?? null,
    begin: async (digest, reason, work) => {
      const found = await find(work.signal);
      if (found?.point.digest !== digest)
        throw refused('The certificate in the clinic’s database is not the one that was shown.');
      const { point, start, fingerprint } = found;
      if (point.follows === 'contradicts')
        throw refused('The certificate contradicts what this computer has witnessed: it states another log.');
      const decision: Omit<Rebuild, 'kept'> = {
        at: instantOf(parts.clock),
        by: parts.officer(),
        reason,
        behind: point.certificate,
      };
      await parts.file.startOver(fingerprint, decision, {
        size: start.size,
        tiles: tilesFrom(start.size, start.frontier),
        block: start.certificate.block,
      });
      return readAnew(await parts.log(), parts.witness(fingerprint), work);
    },
  };
}

/** Certificates (DER) of the keys whose removals an officer took as a starting point. */
export const begunBehind = (rebuilds: readonly Rebuild[]): readonly Uint8Array[] =>
  rebuilds.flatMap(({ behind }) => (behind === null ? [] : (parseCut(behind.note)?.body.signer ?? [])));

/**
 * Whether the certificate leads back to what this machine has witnessed: by the tree where it has seen that much, else by
 * the blocks, each of which names the one before by its hash.
 */
async function followsOn(
  snapshot: LogSnapshot,
  witness: Witness,
  { size, root, block }: CutBody,
): Promise<StartingPoint['follows']> {
  const seen = await witness.size();
  if (seen === 0) return 'nothing-witnessed';
  try {
    if (seen >= size && size >= (await witness.first()))
      if ((await rootAt(size, witness.tile.bind(witness))) === root) return 'follows';
  } catch (error) {
    if (!(error instanceof TileMissingError)) throw error;
    return 'own-copy-damaged';
  }
  if (seen >= size) {
    const { damagedTiles, foreignCheckpoints } = await checkOwnCopy(witness);
    return damagedTiles.length + foreignCheckpoints.length > 0 ? 'own-copy-damaged' : 'contradicts';
  }
  const last = await witness.lastBlock();
  return last !== null && (await leadsTo(snapshot, block, last, seen)) ? 'follows' : 'contradicts';
}

type Link = CutBody['block'];

/** Whether a block's chain of predecessors reaches another one, which ends at `from`. */
async function leadsTo(snapshot: LogSnapshot, block: Link, earlier: Link, from: number): Promise<boolean> {
  let known = earlier;
  for (let at = Math.floor(from / WINDOW) * WINDOW; at < snapshot.sealed; at += WINDOW)
    for (const next of await snapshot.blocksBetween(Math.max(at, from), at + WINDOW)) {
      if (!follows(next, known)) return false;
      known = next;
      if (known.number === block.number) return known.hash === block.hash;
    }
  return false;
}

const follows = (next: Block, before: Link): boolean =>
  next.number === before.number + 1 && next.previousHash === before.hash && blockHash(next) === next.hash;

const isOf = (note: string, certificate: CutBody): boolean => {
  const body = parseCut(note)?.body;
  return body?.size === certificate.size && body.root === certificate.root;
};

const oneLine = (name: string): string => name.replaceAll('\n', ', ').slice(0, 300);

const refused = (message: string): Fault =>
  new Fault(
    'rebuild-refused',
    message,
    'Nothing was changed. Verify the log at the level "block chain" and ask who removed entries.',
  );
