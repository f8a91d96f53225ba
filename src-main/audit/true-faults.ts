import { rootOfLeaves } from './merkle.ts';
import type { LogSnapshot } from './ports.ts';
import type { Stitched } from './stitch.ts';

/**
 * A reader notices the end of a block at its last seal. Where that seal is gone, the first seal behind it is counted to
 * the wrong block, and the next block seems not to fit: it is looked at again by itself.
 */
export async function withTrueFaults(stitched: Stitched, snapshot: LogSnapshot): Promise<Stitched> {
  const missing = new Set(stitched.missingSeals);
  const fits = new Set<number>();
  for (const { block, fault } of stitched.blockFaults) {
    if (fault !== 'root' || !missing.has(block.first - 1)) continue;
    const seals = await snapshot.sealsBetween(block.first, block.last + 1);
    if (seals.length === block.entries && rootOfLeaves(seals.map((seal) => seal.leaf)) === block.root)
      fits.add(block.number);
  }
  if (fits.size === 0) return stitched;
  return {
    ...stitched,
    blockFaults: stitched.blockFaults.filter(
      ({ block, fault }) => fault !== 'root' || !fits.has(block.number),
    ),
  };
}
