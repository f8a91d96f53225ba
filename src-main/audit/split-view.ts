import type { Hash } from '../base/hash.ts';
import { type Draft, draft } from './draft.ts';
import { append, type Frontier, rootOf } from './merkle.ts';
import type { LogSnapshot, StoredCheckpoint, Witness } from './ports.ts';
import { WINDOW } from './range.ts';
import { frontierAt, rootAt, TileMissingError } from './tiles.ts';

/**
 * Checkpoints of colleagues' machines that contradict what this machine sees: somebody was shown another log. Up to what was
 * witnessed here they are compared with that; beyond it with the log as it is, which cannot be shorter either.
 */
export async function splitFindings(
  others: readonly StoredCheckpoint[],
  snapshot: Pick<LogSnapshot, 'sealed' | 'sealsBetween'>,
  witness: Pick<Witness, 'size' | 'first' | 'tile'>,
): Promise<readonly Draft[]> {
  const size = await witness.size();
  const first = await witness.first();
  const read = witness.tile.bind(witness);
  const findings: Draft[] = [];
  let beyond: Frontier | null = null;
  for (const { size: covers, root } of others.toSorted((a, b) => a.size - b.size)) {
    if (covers === 0 || covers < first) continue;
    if (covers > snapshot.sealed) {
      findings.push(shorter(covers, snapshot.sealed));
      continue;
    }
    const here = await orNull(async (): Promise<Hash> => {
      if (covers <= size) return rootAt(covers, read);
      beyond ??= await frontierAt(size, read);
      return grownTo(covers, beyond, snapshot);
    });
    // Our own copy that is damaged is told elsewhere.
    if (here !== null && here !== root) findings.push(another(covers, covers <= size));
  }
  return findings;
}

async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TileMissingError) return null;
    throw error;
  }
}

/** Root of the first `size` leaves: those of the tree, and the seals behind them. @throws TileMissingError for a missing seal */
async function grownTo(
  size: number,
  tree: Frontier,
  { sealsBetween }: Pick<LogSnapshot, 'sealsBetween'>,
): Promise<Hash> {
  while (tree.size < size) {
    const to = Math.min(tree.size + WINDOW, size);
    const seals = await sealsBetween(tree.size, to);
    if (seals.length !== to - tree.size) throw new TileMissingError(`seals before ${to}`);
    for (const { leaf } of seals) append(tree, leaf);
  }
  return rootOf(tree);
}

const another = (size: number, witnessed: boolean): Draft =>
  draft('modification', null, null, {
    reference: 'checkpoint',
    summary: `A colleague's machine signed a checkpoint over ${size} entries that states another tree than ${witnessed ? 'this machine witnessed' : 'the log has now'}: the two were shown different logs.`,
  });
const shorter = (size: number, sealed: number): Draft =>
  draft('deletion', sealed, null, {
    reference: 'checkpoint',
    summary: `A colleague's machine signed a checkpoint over ${size} entries; only ${sealed} are sealed in the log that this machine is shown.`,
  });
