import { Fault } from '../base/fault.ts';
import type { Hash } from '../base/hash.ts';
import { holds, proveLeaf, type ProvingWitness, witnessedLeaf } from './entry-check.ts';
import { unknownEntry, witnessedEntry } from './entry-view.ts';
import { certificatePemOf, publicKeyPemOf, verifierKeyOf } from './note-key.ts';
import type { EntryIndex, RowNow, SealedLog, StoredCheckpoint, Witness } from './ports.ts';
import { TileMissingError } from './tiles.ts';
import { tlogProofText } from './tlog-proof.ts';
import { sourceOf } from './witness.ts';

/** The forms in which a public key can leave. */
export const KEY_FORMATS = ['vkey', 'pem', 'certificate'] as const;
export type KeyFormat = (typeof KEY_FORMATS)[number];

/** A text that is to become a file. */
export type ProofText = { readonly name: string; readonly text: string };

/** What an auditor is given to check the log, or an entry, without the clinic. */
export interface Proofs {
  /**
   * Proof file of an entry, from what this machine has witnessed and the token has signed.
   *
   * @param withContent - puts the entry's bytes in, patient and details included; asks the database for them
   * @throws Fault `entry-unknown`, `proof-impossible`; with content also `database-…`
   */
  proof(entryId: number, withContent: boolean): Promise<ProofText>;
  /** The newest checkpoint, a signed note. @throws Fault `proof-impossible` when there is none, or it does not hold */
  checkpoint(): Promise<ProofText>;
  /** Public key that signed the newest checkpoint. @throws Fault `proof-impossible` */
  key(format: KeyFormat): Promise<ProofText>;
}

/** See {@link Proofs}. */
export function proofs(parts: {
  readonly log: () => Promise<SealedLog>;
  readonly witness: (fingerprint: string) => Witness & EntryIndex;
  /** Fingerprint of the log seen last. */
  readonly lastLog: () => Promise<string | null>;
}): Proofs {
  const lastWitness = async (): Promise<Witness & EntryIndex> => {
    const fingerprint = await parts.lastLog();
    if (fingerprint === null) throw noCheckpoint();
    return parts.witness(fingerprint);
  };
  const newest = async (): Promise<StoredCheckpoint> => {
    const checkpoint = await (await lastWitness()).newestCheckpoint();
    if (checkpoint === null) throw noCheckpoint();
    if (!holds(checkpoint)) throw damaged();
    return checkpoint;
  };
  return {
    proof: async (entryId, withContent) => {
      const row = withContent ? await readRow(parts, entryId) : null;
      const witness = row === null ? await lastWitness() : row.witness;
      const kept = await witnessedEntry(witness, entryId, row?.position ?? null);
      if (kept === null) throw unknownEntry();
      return {
        name: `entry-${entryId}.tlog-proof`,
        text: await proofOf(witness, kept.position, row?.now ?? null),
      };
    },
    checkpoint: async () => {
      const { note, size } = await newest();
      return { name: `checkpoint-${size}.txt`, text: note };
    },
    key: async (format) => {
      const { certificate } = await newest();
      switch (format) {
        case 'vkey':
          return { name: 'attestry-key.vkey', text: `${verifierKeyOf(certificate)}\n` };
        case 'pem':
          return { name: 'attestry-key.pem', text: publicKeyPemOf(certificate) };
        case 'certificate':
          return { name: 'attestry-certificate.pem', text: certificatePemOf(certificate) };
      }
    },
  };
}

/**
 * Proof of what was witnessed at a position, of the guard's log or of a mapped table.
 *
 * @param now - put in as it is, if it is what was witnessed; null: hashes alone
 * @throws Fault `proof-impossible`
 */
export async function proofOf(
  witness: ProvingWitness,
  index: number,
  now: Pick<RowNow, 'leaf' | 'bytes'> | null,
): Promise<string> {
  const leaf = await leafAt(witness, index);
  const { check, checkpoint, path } = await proveLeaf(witness, index, leaf);
  if (check === 'no-checkpoint') throw notCovered();
  if (check !== 'intact' || checkpoint === null || path === null) throw damaged();
  if (now !== null && now.leaf !== leaf) throw changed();
  return tlogProofText({ extra: now?.bytes ?? null, index, path, note: checkpoint.note });
}

type Read = {
  readonly now: RowNow;
  readonly position: number | null;
  readonly witness: Witness & EntryIndex;
};

async function readRow(
  parts: {
    readonly log: () => Promise<SealedLog>;
    readonly witness: (fingerprint: string) => Witness & EntryIndex;
  },
  entryId: number,
): Promise<Read> {
  const log = await parts.log();
  const witness = parts.witness((await sourceOf(log, parts.witness)).fingerprint);
  const snapshot = await log.snapshot(new AbortController().signal);
  try {
    const rows = await snapshot.rows([entryId]);
    const [now] = rows;
    if (now === undefined) throw unknownEntry();
    if (rows.length > 1) throw changed();
    const [seal] = await snapshot.sealsOf([entryId]);
    return { now, position: seal?.position ?? null, witness };
  } finally {
    await snapshot.close();
  }
}

async function leafAt(witness: ProvingWitness, position: number): Promise<Hash> {
  try {
    return await witnessedLeaf(witness, position);
  } catch (error) {
    if (error instanceof TileMissingError) throw damaged();
    throw error;
  }
}

const noCheckpoint = (): Fault =>
  new Fault(
    'proof-impossible',
    'This computer holds no signed checkpoint yet, and a proof rests on one.',
    'Sign in with the token and seal the log; then save it again.',
  );
const notCovered = (): Fault =>
  new Fault(
    'proof-impossible',
    'No signed checkpoint covers this entry yet, and a proof rests on one.',
    'Sign in with the token and seal the log; then save the proof again.',
  );
const changed = (): Fault =>
  new Fault(
    'proof-impossible',
    'The row in the database is not the entry that was sealed, so its content cannot be proven.',
    'Verify the log. The proof without the content can still be saved: it is for the entry as it was sealed.',
  );
const damaged = (): Fault =>
  new Fault(
    'proof-impossible',
    "This computer's own copy of the log, or its newest checkpoint, does not hold, so nothing can be proven with it.",
    'Verify the log at the level "block chain": it tells what is wrong.',
  );
