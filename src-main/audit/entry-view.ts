import type { EntryLook, EntryView, ProofPath } from '../../src-shared/audit/entries.ts';
import { type Clock, instantOf } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { type Hash, hexOf } from '../base/hash.ts';
import { parseCheckpoint, noteKeyName } from './checkpoint.ts';
import { everyCheckpoint } from './checkpoints.ts';
import { headerOf, instantFromPostgres } from './entry.ts';
import { type EntryNow, holds, proveLeaf, proveRead, type ProvingWitness, readEntry } from './entry-check.ts';
import { beginningOf } from './log-start.ts';
import { MEANING } from './entry-meaning.ts';
import { nodeHash } from './merkle.ts';
import type {
  EntryIndex,
  LogSnapshot,
  SealedLog,
  StoredCheckpoint,
  Witness,
  WitnessedEntry,
} from './ports.ts';
import { siblingsOf } from './proof.ts';
import { WINDOW } from './range.ts';
import { sourceOf } from './witness.ts';

/** Looks at one entry. */
export type ViewEntry = (entryId: number, look: EntryLook) => Promise<EntryView>;

const FITS =
  'The row is what its seal records. Whether both were rewritten together, only the full check can tell.';

/** Looks at single entries: by itself as far as this machine knows them, with the database as far as it answers. */
export function entryViewer(parts: {
  /** @throws Fault `profile-missing` when no clinic is connected */
  readonly log: () => Promise<SealedLog>;
  readonly witness: (fingerprint: string) => Witness & EntryIndex;
  /** Fingerprint of the log seen last. */
  readonly lastLog: () => Promise<string | null>;
  /** Certificates (DER) of colleagues that an officer accepted. */
  readonly accepted: (fingerprint: string) => Promise<readonly Uint8Array[]>;
  readonly clock: Clock;
}): ViewEntry {
  return async (entryId, look) => {
    const last = await parts.lastLog();
    const begun = performance.now();
    if (look !== 'record') {
      try {
        const log = await parts.log();
        const { fingerprint } = await sourceOf(log, parts.witness);
        const snapshot = await log.snapshot(new AbortController().signal);
        try {
          const witness = parts.witness(fingerprint);
          const removed = async (): Promise<number> => {
            const known = [...(await witness.certificates()), ...(await parts.accepted(fingerprint))];
            const { start } = await beginningOf(snapshot, {
              fingerprint: () => Promise.resolve(fingerprint),
              witness,
              known,
            });
            return start?.size ?? 0;
          };
          const view = await withDatabase(snapshot, witness, entryId, look, removed);
          return { ...view, ...stamp(parts.clock, begun) };
        } finally {
          await snapshot.close();
        }
      } catch (error) {
        if (!(error instanceof Fault) || !isAway(error)) throw error;
        if (last === null) throw error;
        const view = await fromRecord(parts.witness(last), entryId).catch((unknown: unknown) => {
          // What this machine has not seen, the database may have: that it does not answer is what there is to say.
          throw unknown instanceof Fault && unknown.code === 'entry-unknown' ? error : unknown;
        });
        const problem = `${error.message} ${error.remedy}`;
        return { ...view, look, result: 'could-not-tell', problem, ...stamp(parts.clock, begun) };
      }
    }
    if (last === null) throw unknownEntry();
    return { ...(await fromRecord(parts.witness(last), entryId)), ...stamp(parts.clock, begun) };
  };
}

type Unstamped = Omit<EntryView, 'checkedAt' | 'elapsedMs'>;

const stamp = (clock: Clock, begun: number) => ({
  checkedAt: instantOf(clock),
  elapsedMs: performance.now() - begun,
});

/** The database does not answer, which is no reason to be silent on what this machine knows. */
const isAway = ({ code }: Fault): boolean => code.startsWith('database-') || code === 'sample-unavailable';

async function withDatabase(
  snapshot: LogSnapshot,
  witness: Witness & EntryIndex,
  entryId: number,
  look: 'basic' | 'full',
  removed: () => Promise<number>,
): Promise<Unstamped> {
  const now = await readEntry(snapshot, entryId);
  const kept = await witnessedEntry(witness, entryId, now.seal?.position ?? null);
  if (now.row === null && now.seal === null && kept === null) throw unknownEntry();
  // What this machine has seen sealed does not begin to wait again.
  const seen: EntryNow = now.check === 'waiting' && kept !== null ? { ...now, check: 'no-seal' } : now;
  const position = seen.seal?.position ?? kept?.position ?? null;
  const read: EntryNow =
    seen.check === 'no-row' && position !== null && position < (await removed())
      ? { ...seen, check: 'removed' }
      : seen;
  const proven = look === 'full' ? await proveRead(read, witness) : { check: read.check };
  const [result, detail] = MEANING[proven.check];
  return {
    ...(await known(witness, entryId, position, kept)),
    look,
    result,
    check: proven.check,
    detail: look === 'basic' && proven.check === 'intact' ? FITS : detail,
    problem: null,
    block: position === null ? null : await blockOf(snapshot, position),
    now: now.row === null ? null : { header: headerOf(now.row.bytes), leaf: hexOf(now.row.leaf) },
  };
}

async function fromRecord(witness: Witness & EntryIndex, entryId: number): Promise<Unstamped> {
  const kept = await witnessedEntry(witness, entryId, null);
  if (kept === null) throw unknownEntry();
  return {
    ...(await known(witness, entryId, kept.position, kept)),
    look: 'record',
    result: null,
    check: null,
    detail:
      'This is what this computer keeps of the entry. Whether its row is still so, only the database can tell.',
    problem: null,
    block: null,
    now: null,
  };
}

/** What this machine knows of a position by itself. */
async function known(
  witness: Witness,
  entryId: number,
  position: number | null,
  kept: WitnessedEntry | null,
): Promise<Pick<EntryView, 'entryId' | 'position' | 'witnessed' | 'checkpoint' | 'proof'>> {
  const covers = ({ size }: StoredCheckpoint): boolean => position !== null && size > position;
  const first = position === null ? null : await firstThatHolds(witness, position);
  const newest = await witness.newestCheckpoint();
  return {
    entryId,
    position,
    witnessed:
      kept === null
        ? null
        : {
            header: kept.header,
            leaf: hexOf(kept.leaf),
            before: first === null ? null : (parseCheckpoint(first.note)?.body.time ?? null),
          },
    checkpoint: newest === null || !covers(newest) ? null : checkpointFacts(newest),
    proof: kept === null ? null : await pathOf(witness, kept.position, kept.leaf),
  };
}

/** The first checkpoint that covers a position and holds. */
async function firstThatHolds(witness: Witness, position: number): Promise<StoredCheckpoint | null> {
  for await (const checkpoint of everyCheckpoint(witness, position)) if (holds(checkpoint)) return checkpoint;
  return null;
}

/** A checkpoint for the eye; null when its note cannot be read. */
export function checkpointFacts(checkpoint: StoredCheckpoint): EntryView['checkpoint'] {
  const body = parseCheckpoint(checkpoint.note)?.body;
  return body === undefined
    ? null
    : {
        size: checkpoint.size,
        root: hexOf(checkpoint.root),
        signedAt: body.time,
        keyName: noteKeyName(checkpoint.certificate),
        valid: holds(checkpoint),
      };
}

/** The way from a witnessed leaf to the newest checkpoint's root; null unless it leads there. */
export async function pathOf(witness: ProvingWitness, index: number, leaf: Hash): Promise<ProofPath | null> {
  const { check, checkpoint, path } = await proveLeaf(witness, index, leaf);
  if (check !== 'intact' || checkpoint === null || path === null) return null;
  let node = leaf;
  return {
    index,
    size: checkpoint.size,
    leaf: hexOf(leaf),
    root: hexOf(checkpoint.root),
    path: siblingsOf(index, checkpoint.size).flatMap(([from, to], at) => {
      const sibling = path[at];
      if (sibling === undefined) return [];
      const side = from < index ? 'left' : 'right';
      node = side === 'left' ? nodeHash(sibling, node) : nodeHash(node, sibling);
      return [{ side, hash: hexOf(sibling), from, to, node: hexOf(node) }];
    }),
  };
}

/** The entry in this machine's copy: at the position that its seal names, else where it was seen first. */
export async function witnessedEntry(
  witness: Witness & EntryIndex,
  entryId: number,
  sealed: number | null,
): Promise<WitnessedEntry | null> {
  const positions = await witness.positionsOf(entryId);
  const position = positions.find((each) => each === sealed) ?? positions[0];
  if (position === undefined) return null;
  return (await witness.entries(position, position + 1))[0] ?? null;
}

async function blockOf(snapshot: LogSnapshot, position: number): Promise<EntryView['block']> {
  // Blocks are as long as their run of the sealer: the nearest begin is looked for first.
  for (let reach = 256; ; reach *= 16) {
    const from = Math.max(0, position + 1 - reach);
    const block = (await snapshot.blocksBetween(from, position + 1)).at(-1);
    if (block !== undefined) {
      if (block.last < position) return null;
      const sealedAt = instantFromPostgres(BigInt(block.sealedAt));
      return {
        number: block.number,
        sealedAt: sealedAt.endsWith('infinity') ? null : sealedAt,
        entries: Math.max(0, block.entries),
      };
    }
    if (reach >= WINDOW || from === 0) return null;
  }
}

export const unknownEntry = (): Fault =>
  new Fault(
    'entry-unknown',
    'No entry has this number: neither this computer nor the database knows of one.',
    'Check the number. It is the entry’s own number (id), not its position in the log.',
  );
