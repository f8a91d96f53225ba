import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAnchor } from '../../src-main/audit/anchor-points.ts';
import { signCheckpoint } from '../../src-main/audit/checkpoint.ts';
import { rootsAt, tilesAfter } from '../../src-main/audit/tiles.ts';
import { concatHashes, type Hash, sha256 } from '../../src-main/base/hash.ts';
import { certify, signerOf } from '../fixtures/authority.ts';
import { openedCache } from '../fixtures/opened-cache.ts';

/** What a verification does about many checkpoints, each over three entries more; time and memory for as many as are given. */
const wanted = process.argv.slice(2).map(Number);
const EACH = 3;
const PART = 30_000;
const signer = await signerOf(await certify('Officer'));
const time = new Date().toISOString();
const root = (hash: Hash): { origin: string; root: Hash; block: null; time: string } => ({
  ...{ origin: 'attestry.log/bench', root: hash, block: null, time },
});

for (const count of wanted) {
  const folder = mkdtempSync(join(tmpdir(), 'checkpoints-'));
  const cache = openedCache(join(folder, 'cache.sqlite'));
  const witness = cache.witness('bench');
  const read = witness.tile.bind(witness);
  for (let from = 0; from < count * EACH; from += PART) {
    const leaves = Array.from({ length: Math.min(PART, count * EACH - from) }, (_, at) =>
      sha256(Buffer.from(`leaf ${from + at}`)),
    );
    const collected = {
      entryIds: Float64Array.from(leaves, (_, at) => from + at),
      leaves: concatHashes(leaves),
      bodies: concatHashes(leaves),
      headers: new Uint8Array(0),
      headerOffsets: new Uint32Array(leaves.length + 1),
    };
    const tiles = await tilesAfter(from, leaves, read);
    await witness.extend(from, collected, tiles, { number: 0, hash: root(sha256(Buffer.alloc(0))).root });
    const sizes: number[] = [];
    for (let size = from + EACH; size <= from + leaves.length; size += EACH) sizes.push(size);
    let at = 0;
    for await (const hash of rootsAt(sizes, read)) {
      const size = sizes[at++] ?? 0;
      const note = await signCheckpoint({ ...root(hash), size }, signer);
      await witness.addCheckpoint({ size, root: hash, note, certificate: signer.identity.certificate });
    }
  }
  const before = process.memoryUsage().rss;
  let begun = performance.now();
  await witness.newestCheckpoint();
  const newest = performance.now() - begun;
  begun = performance.now();
  const anchor = await readAnchor(witness, true);
  const signatures = performance.now() - begun;
  begun = performance.now();
  let equal = 0;
  for await (const hash of rootsAt(
    anchor.checkpoints.map(({ size }) => size),
    read,
  ))
    if (hash === anchor.checkpoints[equal]?.root) equal++;
  const roots = performance.now() - begun;
  const memory = (process.memoryUsage().rss - before) / 1e6;
  const ms = (value: number): string => value.toFixed(1);
  console.log(
    `${count} checkpoints (${equal} roots agree, ${anchor.bad.length} bad): newest ${ms(newest)} ms, signatures ${ms(signatures)} ms, roots ${ms(roots)} ms, memory +${ms(memory)} MB`,
  );
  await cache.close();
  rmSync(folder, { recursive: true });
}
