import { setImmediate } from 'node:timers/promises';
import type { Checkpoint, SourceFingerprint } from '../../src-shared/audit/types.ts';
import { Fault } from '../base/fault.ts';
import { type Hash, hexOf, splitHashes } from '../base/hash.ts';
import type { Signer } from '../token/ports.ts';
import { checkCheckpoint, noteKeyName, signCheckpoint } from './checkpoint.ts';
import { blockHash } from './block.ts';
import { completed } from './completion.ts';
import { append, type Frontier, rootOf } from './merkle.ts';
import { planReads, readInOrder } from './plan.ts';
import type { SealedLog, Witness, WitnessWriter } from './ports.ts';
import { type RangeReport, WINDOW } from './range.ts';
import { frontierAt, rootAt, tilesAfter } from './tiles.ts';
import { notBefore } from './time-order.ts';

/** What came of taking over new seals. */
export type Witnessed = {
  /** Entries seen before and after. */
  readonly from: number;
  readonly to: number;
  /** Entries that are sealed and were not taken over. */
  readonly left: number;
  /** True when new rows did not agree with their seals: nothing from there on was taken over. */
  readonly stopped: boolean;
};

/**
 * Takes over what was sealed since the last time. Rows are read and compared with their seals first: this machine only
 * vouches for what it has seen itself. What does not agree is never taken over.
 *
 * @param enough - asked after each piece; true ends here, and the next time goes on. A piece is kept before the next is read.
 * @throws Fault `cancelled`, `database-…`, `checkpoint-inconsistent`
 */
export async function extendWitness(
  log: SealedLog,
  witness: Witness & WitnessWriter,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
  enough: () => boolean = () => false,
): Promise<Witnessed> {
  const snapshot = await log.snapshot(signal);
  try {
    const from = await witness.size();
    if (snapshot.sealed < from) return { from, to: from, left: 0, stopped: true };
    const read = witness.tile.bind(witness);
    const frontier = await frontierAt(from, read);
    const windowStart = Math.floor(from / WINDOW) * WINDOW;
    const before = await frontierAt(windowStart, read);
    const tasks = await planReads(snapshot, {
      from,
      to: snapshot.sealed,
      before: frontier.hashes.slice(before.hashes.length),
      links: true,
      tree: true,
      collect: true,
      cut: null,
      wholeLog: false,
    });
    let size = from;
    let block = await witness.lastBlock();
    let chain: Hash | null = null;
    for await (const report of readInOrder(snapshot, tasks, signal)) {
      const stopped = { from, to: size, left: snapshot.sealed - size, stopped: true };
      if (!agreesWithItself(report) || !followsOn(report, block)) return stopped;
      if (chain !== null && report.chainBefore !== chain) return stopped;
      chain = report.chainEnd;
      const collected = await completed(report, snapshot);
      const last = report.blocks.at(-1)?.block;
      if (collected === null || last?.last !== report.to - 1) return stopped;
      const leaves = splitHashes(collected.leaves);
      if (!(await grows(frontier, leaves, report))) return stopped;
      const tiles = await tilesAfter(size, leaves, read);
      block = { number: last.number, hash: last.hash };
      await witness.extend(size, collected, tiles, block);
      size = report.to;
      onProgress(size, snapshot.sealed);
      if (enough()) break;
    }
    return { from, to: size, left: snapshot.sealed - size, stopped: false };
  } finally {
    await snapshot.close();
  }
}

const agreesWithItself = (report: RangeReport): boolean =>
  report.mismatches.length === 0 &&
  report.missingSeals.length === 0 &&
  report.doubleSeals.length === 0 &&
  report.brokenLinks.length === 0 &&
  report.blocks.every(({ block, root }) => root === block.root);

/** Leaves that are hashed before others have their turn; a few milliseconds. */
const BREATH = 2048;

/** Appends the leaves and compares with the tree root that each block states. */
async function grows(frontier: Frontier, leaves: readonly Hash[], report: RangeReport): Promise<boolean> {
  const roots = new Map(report.blocks.map(({ block }) => [block.last, block.treeRoot]));
  for (const [index, leaf] of leaves.entries()) {
    if (index % BREATH === BREATH - 1) await setImmediate();
    append(frontier, leaf);
    const stated = roots.get(report.from + index);
    if (stated !== undefined && stated !== rootOf(frontier)) return false;
  }
  return true;
}

// A block that does not name the one we saw last belongs to another history.
function followsOn(
  report: RangeReport,
  known: { readonly number: number; readonly hash: string } | null,
): boolean {
  let previous = known;
  for (const { block } of report.blocks) {
    if (blockHash(block) !== block.hash) return false;
    if (
      previous === null
        ? block.number !== 0
        : block.previousHash !== previous.hash || block.number !== previous.number + 1
    )
      return false;
    previous = { number: block.number, hash: block.hash };
  }
  return true;
}

/**
 * Signs a checkpoint over everything witnessed and stores it. Inconsistent with an earlier one: never signed.
 *
 * @returns the checkpoint, or null when nothing was witnessed or the newest checkpoint already covers it
 * @throws Fault of the token, `signature-check-failed`, `checkpoint-inconsistent`
 */
export async function signWitnessed(
  origin: string,
  witness: Pick<Witness, 'size' | 'first' | 'newestCheckpoint' | 'checkpoints' | 'tile' | 'lastBlock'> &
    Pick<WitnessWriter, 'addCheckpoint'>,
  signer: Signer,
  now: () => string,
  signal: AbortSignal,
): Promise<Checkpoint | null> {
  const size = await witness.size();
  const newest = await witness.newestCheckpoint();
  if (size === 0 || newest?.size === size) return null;
  const read = witness.tile.bind(witness);
  // One that ends before this copy begins was set aside with the copy before, by a recorded decision.
  const comparable = newest !== null && newest.size >= (await witness.first());
  if (comparable && (newest.size > size || (await rootAt(newest.size, read)) !== newest.root))
    throw inconsistent();
  const root = await rootAt(size, read);
  const time = await notBefore(now(), witness, 'No checkpoint was signed');
  const note = await signCheckpoint(
    { origin, size, root, block: await witness.lastBlock(), time },
    signer,
    signal,
  );
  const { certificate } = signer.identity;
  const check = checkCheckpoint(note, certificate);
  if (check !== 'ok')
    throw new Fault(
      'signature-check-failed',
      check === 'outside-validity'
        ? "The checkpoint was not stored: the certificate of the token's key is not valid now."
        : 'The checkpoint was not stored: the signature that the token gave does not verify.',
      'Check the clock of this machine and the certificate of the key, then seal again.',
    );
  await witness.addCheckpoint({ size, root, note, certificate });
  return { origin, size, root: hexOf(root), signedAt: time, keyName: noteKeyName(certificate), note };
}

const inconsistent = (): Fault =>
  new Fault(
    'checkpoint-inconsistent',
    "No checkpoint was signed: this machine's copy does not agree with an earlier checkpoint.",
    'Verify the log at the level "block chain" and keep the profile folder as it is; it is evidence.',
  );

/** Origin line of a log's checkpoints: unique for a database and its log table. */
export const originOf = (fingerprint: string): string => `attestry.log/${fingerprint.slice(0, 32)}`;

/**
 * Which log this is. After a restore into another cluster it goes on under the fingerprint that this machine knows it by,
 * so that what was witnessed before still vouches for it.
 *
 * @throws Fault `database-…`
 */
export async function sourceOf(
  log: SealedLog,
  witness: (fingerprint: string) => Pick<Witness, 'size'>,
): Promise<SourceFingerprint> {
  const source = await log.source();
  if ((await witness(source.fingerprint).size()) > 0) return source;
  for (const fingerprint of (await log.earlier?.()) ?? [])
    if ((await witness(fingerprint).size()) > 0) return { ...source, fingerprint };
  return source;
}
