import type { Hash } from '../base/hash.ts';
import { checkCheckpoint, parseCheckpoint, type SignatureCheck } from './checkpoint.ts';
import { everyCheckpoint } from './checkpoints.ts';
import type { StoredCheckpoint, Witness } from './ports.ts';

/** What is kept of a checkpoint once it was checked: there can be a hundred thousand. */
export type AnchorPoint = {
  readonly size: number;
  readonly root: Hash;
  /** Newest block that it names, or null. */
  readonly block: { readonly number: number; readonly hash: Hash } | null;
};

/** A checkpoint whose signature, certificate or statement does not hold. */
export type BadCheckpoint = {
  readonly size: number;
  readonly block: number | null;
  /** `ok`: the signature verifies, but over something else than was recorded of it. */
  readonly check: SignatureCheck;
};

/** What this machine brings to the verification. */
export type Anchor = {
  readonly size: number;
  /** See {@link Witness.first}. */
  readonly first: number;
  /** By size. */
  readonly checkpoints: readonly AnchorPoint[];
  /** Those that do not hold; empty where signatures were not to be checked. */
  readonly bad: readonly BadCheckpoint[];
  readonly newest: StoredCheckpoint | null;
  /** Entries that the newest checkpoint covers. */
  readonly covered: number;
};

/**
 * Reads it. A signature is verified each time, over the bytes that were read: no earlier verdict stands for it.
 *
 * @param signatures - whether signatures are verified too
 */
export async function readAnchor(
  witness: Pick<Witness, 'size' | 'first' | 'newestCheckpoint' | 'checkpoints'>,
  signatures: boolean,
): Promise<Anchor> {
  // The size first: a checkpoint that is signed meanwhile covers no more than what is looked at.
  const newest = await witness.newestCheckpoint();
  const size = await witness.size();
  const first = await witness.first();
  const points: AnchorPoint[] = [];
  const bad: BadCheckpoint[] = [];
  for await (const { size: covers, root, note, certificate } of everyCheckpoint(witness)) {
    if (covers > (newest?.size ?? 0)) break;
    const body = parseCheckpoint(note)?.body;
    points.push({ size: covers, root, block: body?.block ?? null });
    if (!signatures) continue;
    const check = checkCheckpoint(note, certificate);
    if (check !== 'ok' || body?.size !== covers || body.root !== root)
      bad.push({ size: covers, block: body?.block?.number ?? null, check });
  }
  return { size, first, checkpoints: points, bad, newest, covered: newest?.size ?? 0 };
}
