import type { Hash } from '../base/hash.ts';
import { checkCut, type CutBody, cutOriginOf, fingerprintOf, parseCut } from './cut.ts';
import { type Draft, draft } from './draft.ts';
import { foldRoot, subtreesOf } from './merkle.ts';
import type { LogSnapshot, Seal, StoredCut, Witness } from './ports.ts';
import { checkOwnCopy } from './offline.ts';
import { frontierAt, rootAt, TileMissingError } from './tiles.ts';

/** Where the log begins after a legitimate cut. */
export type LogStart = {
  /** First position that is expected. */
  readonly size: number;
  /** Chain value before it. */
  readonly chain: Hash;
  /** Complete subtrees of what was removed, largest first. */
  readonly frontier: readonly Hash[];
  readonly certificate: CutBody;
};

/** Where verification begins, and what is wrong with the certificates that say so. */
export type Beginning = {
  readonly start: LogStart | null;
  readonly findings: readonly Draft[];
  /** Why our own copy cannot serve to judge a certificate, or null. */
  readonly damage: string | null;
};

/** Whose certificates count, and what they are compared with. */
export type CutGrounds = {
  readonly fingerprint: () => Promise<string>;
  readonly witness: Witness;
  /** X.509 certificates (DER) whose keys this machine knows. None: whatever signed itself is taken for good. */
  readonly known: readonly Uint8Array[];
};

const CHECK_WORDS = {
  malformed: 'is damaged and cannot be read',
  'no-such-key': 'is not signed by the key it carries',
  'does-not-verify': 'has a signature that does not verify',
  'outside-validity': 'was signed outside the validity of its key’s certificate',
} as const;

/**
 * Finds the newest cut whose certificate holds. One that does not hold is a finding, and nothing is removed in its name:
 * what is absent is then told entry by entry.
 *
 * @throws Fault `database-…`
 */
export async function beginningOf(snapshot: LogSnapshot, grounds: CutGrounds): Promise<Beginning> {
  const cuts = [...((await snapshot.cuts?.()) ?? [])].sort((a, b) => b.size - a.size);
  if (cuts.length === 0) return { start: null, findings: [], damage: null };
  const origin = cutOriginOf(await grounds.fingerprint());
  const findings: Draft[] = [];
  for (const cut of cuts) {
    try {
      const start = await startOf(cut, origin, snapshot, grounds);
      if (typeof start === 'object') return { start, findings, damage: null };
      findings.push(invalid(cut, start));
    } catch (error) {
      if (!(error instanceof TileMissingError)) throw error;
      return { start: null, findings, damage: error.message };
    }
  }
  return { start: null, findings, damage: null };
}

/** @returns where the log begins, or what is wrong with the certificate */
async function startOf(
  cut: StoredCut,
  origin: string,
  snapshot: LogSnapshot,
  { witness, known }: CutGrounds,
): Promise<LogStart | string> {
  const check = checkCut(cut.note);
  const certificate = parseCut(cut.note)?.body;
  if (check !== 'ok' || certificate === undefined) return CHECK_WORDS[check === 'ok' ? 'malformed' : check];
  if (certificate.size !== cut.size) return 'is not for the number of entries it is kept for';
  if (certificate.origin !== origin) return 'is for another log';
  const print = fingerprintOf(certificate.signer);
  if (known.length > 0 && !known.some((one) => fingerprintOf(one) === print))
    return `is signed by a key that this machine does not know (SHA-256 of its certificate: ${print})`;
  if (certificate.size > snapshot.sealed) return 'covers more entries than were ever sealed';
  const { size, root, chain } = certificate;
  const frontiers: (readonly Hash[])[] = [cut.frontier];
  if ((await witness.size()) >= size && size >= (await witness.first())) {
    const read = witness.tile.bind(witness);
    if ((await rootAt(size, read)) !== root) {
      const own = await checkOwnCopy(witness);
      if (own.damagedTiles.length > 0 || own.foreignCheckpoints.length > 0)
        throw new TileMissingError('its tiles contradict each other');
      return 'states another tree than the one this machine witnessed';
    }
    frontiers.unshift((await frontierAt(size, read)).hashes);
  }
  const frontier = frontiers.find(
    (hashes) => hashes.length === subtreesOf(size) && foldRoot(hashes) === root,
  );
  return frontier === undefined
    ? 'does not fit the block that it names'
    : { size, chain, frontier, certificate };
}

const invalid = (cut: StoredCut, words: string): Draft =>
  draft('signature-invalid', cut.size > 0 ? cut.size - 1 : null, null, {
    reference: 'checkpoint',
    summary: `The certificate for the removal of the first ${cut.size} entries ${words}. Nothing may be missing in its name.`,
  });

/** A snapshot of a log of which the beginning may have been removed. */
export type CutSnapshot = LogSnapshot & {
  readonly start: LogStart | null;
  /**
   * Which of the ids are entries before the start that are still there as they were: their removal has not come to its
   * end. Put back altered, they are none of them.
   */
  leftOver(ids: readonly number[]): Promise<ReadonlySet<number>>;
};

/** Ids asked for at a time. */
const BATCH = 1000;

/**
 * The log behind a cut: seals before it do not exist, the chain goes on from the certificate, and what is left of the
 * removed entries is no stranger as long as it is what was sealed there.
 */
export function behindCut(snapshot: LogSnapshot, start: LogStart | null, witness: Witness): CutSnapshot {
  if (start === null) return { ...snapshot, start, leftOver: () => Promise.resolve(new Set()) };
  const { size, chain } = start;
  const leftOver = async (ids: readonly number[]): Promise<ReadonlySet<number>> => {
    const same = new Set<number>();
    for (let at = 0; at < ids.length; at += BATCH) {
      const part = ids.slice(at, at + BATCH);
      const seals = (await snapshot.sealsOf(part)).filter(({ position }) => position < size);
      if (seals.length === 0) continue;
      const rows = new Map((await snapshot.rows(part)).map((row) => [row.entryId, row.leaf]));
      const seen = await leavesOf(seals, witness);
      for (const { position, entryId, leaf } of seals)
        if (rows.get(entryId) === leaf && (seen.get(position) ?? leaf) === leaf) same.add(entryId);
    }
    return same;
  };
  return {
    ...snapshot,
    start,
    leftOver,
    readRange: (task) => snapshot.readRange(task.from === size ? { ...task, chainBefore: chain } : task),
    sealsOf: async (ids) => (await snapshot.sealsOf(ids)).filter(({ position }) => position >= size),
    sealsBetween: (from, to) =>
      to <= size ? Promise.resolve([]) : snapshot.sealsBetween(Math.max(from, size), to),
    unsealed: async (ids) => {
      const unsealed = await snapshot.unsealed(ids);
      const same = await leftOver(unsealed.flatMap((row) => (row.passedBy ? [row.entryId] : [])));
      return unsealed.map((row) => (same.has(row.entryId) ? { ...row, passedBy: false } : row));
    },
  };
}

/** Witnessed leaves at the places of seals, as far as this machine was there. */
async function leavesOf(seals: readonly Seal[], witness: Witness): Promise<ReadonlyMap<number, Hash>> {
  const leaves = new Map<number, Hash>();
  const seen = await witness.size();
  for (const chunk of new Set(seals.map(({ position }) => Math.floor(position / 256) * 256))) {
    if (chunk >= seen) continue;
    for (const { position, leaf } of await witness.entries(chunk, Math.min(chunk + 256, seen)))
      leaves.set(position, leaf);
  }
  return leaves;
}
