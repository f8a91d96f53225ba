import { X509Certificate } from 'node:crypto';
import type { ActivityAuthority, ActivityVerification } from '../../src-shared/audit/activity.ts';
import { throwIfCancelled } from '../base/fault.ts';
import { activityFrom, activityOrigin, EMPTY_ACTIVITY, type ActivityHead } from './activity-entry.ts';
import type { Hash } from '../base/hash.ts';
import { linkOf } from './chain.ts';
import { checkCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { leafOf } from './entry.ts';
import { append, emptyFrontier, type Frontier, rootOf } from './merkle.ts';
import type { ActivityReader, StoredActivity, StoredCheckpoint } from './ports.ts';

const PAGE = 4096;
const MOST_PROBLEMS = 100;

/** Whether somebody whom this installation trusts stands behind a certificate. */
export type SignerTrust = (certificate: Uint8Array) => 'trusted' | 'untrusted' | 'no-anchor';

/**
 * Reads the whole activity log again: every entry's bytes, leaf and link, the head, and at each checkpoint the tree and
 * the signature. Writes nothing.
 *
 * @throws Fault `cancelled`, `cache-unreadable`
 */
export async function verifyActivity(
  log: ActivityReader,
  trust: SignerTrust,
  signal?: AbortSignal,
): Promise<ActivityVerification> {
  return (await readActivity(log, trust, signal)).verification;
}

/** As {@link verifyActivity}, with the root over the entries that were read. */
export async function readActivity(
  log: ActivityReader,
  trust: SignerTrust,
  signal?: AbortSignal,
): Promise<{ readonly verification: ActivityVerification; readonly root: Hash }> {
  const problems: { position: number | null; what: string }[] = [];
  const found = (position: number | null, what: string): void => {
    if (problems.length < MOST_PROBLEMS) problems.push({ position, what });
  };
  // In this order: the log may grow meanwhile, and a checkpoint never covers more than the head.
  const checkpoints = (await log.checkpoints()).toSorted((a, b) => a.size - b.size);
  const { logId, size, chain } = await log.head();
  const signers = new Set<string>();
  let trusted = 0;
  let untrusted = 0;
  let authority: ActivityAuthority = 'unsigned';

  const judge = (checkpoint: StoredCheckpoint, tree: Frontier): void => {
    const at = checkpoint.size - 1;
    const body = parseCheckpoint(checkpoint.note)?.body;
    const check = checkCheckpoint(checkpoint.note, checkpoint.certificate);
    if (body === undefined || check === 'malformed') {
      found(at, 'The checkpoint here is no signed note.');
      return;
    }
    if (check !== 'ok') found(at, `The signature of the checkpoint here is not right (${check}).`);
    if (body.origin !== activityOrigin(logId)) found(at, 'The checkpoint here belongs to another log.');
    if (body.size !== checkpoint.size || body.root !== checkpoint.root || body.root !== rootOf(tree))
      found(at, 'The entries up to here are not those that were signed.');
    signers.add(subjectOf(checkpoint.certificate));
    // The newest checkpoint that counts says who vouches; an untrusted one says so only while none counts.
    const standing = trust(checkpoint.certificate);
    if (check === 'ok' && standing !== 'untrusted') {
      trusted = checkpoint.size;
      authority = standing;
    } else {
      untrusted = checkpoint.size;
      if (trusted === 0) authority = 'untrusted';
    }
  };

  const tree = emptyFrontier();
  let head = EMPTY_ACTIVITY;
  let next = 0;
  for (let from = 0; from < size; from += PAGE) {
    throwIfCancelled(signal);
    const page = await log.entries(from, Math.min(from + PAGE, size));
    for (const stored of page) {
      head = step(stored, head, found);
      append(tree, leafOf(Buffer.from(stored.entry)));
      for (let due = checkpoints[next]; due?.size === tree.size; due = checkpoints[++next]) judge(due, tree);
    }
  }
  if ((await log.entries(size, size + 1)).length > 0 && (await log.head()).size === size)
    found(size, 'Entries were added behind the end of the log.');
  for (const missed of checkpoints.slice(next))
    found(missed.size - 1, 'A signed checkpoint covers entries up to here, and they are gone.');
  if (head.size !== size || head.chain !== chain)
    found(null, `The log ends at ${head.size} entries, but ${size} were recorded.`);

  const reason = reasonFor(problems.length, { trusted, untrusted, entries: head.size });
  const verification: ActivityVerification = {
    result: problems.length > 0 ? 'tampered' : reason === null ? 'intact' : 'could-not-tell',
    reason,
    authority,
    entries: head.size,
    signedUpTo: trusted,
    checkpoints: checkpoints.length,
    signers: [...signers].slice(0, MOST_PROBLEMS),
    problems,
  };
  return { verification, root: rootOf(tree) };
}

function step(
  stored: StoredActivity,
  head: ActivityHead,
  found: (position: number, what: string) => void,
): ActivityHead {
  const entry = Buffer.from(stored.entry);
  const leaf = leafOf(entry);
  const chain = linkOf(head.chain, leaf);
  if (stored.position !== head.size)
    found(head.size, `Entries ${head.size} to ${stored.position - 1} are missing.`);
  if (leaf !== stored.leaf) found(stored.position, 'The entry was changed after it was recorded.');
  else if (chain !== stored.chain) found(stored.position, 'The chain breaks here.');
  try {
    if (activityFrom(entry).position !== stored.position)
      found(stored.position, 'The entry stands at another place than it was recorded at.');
  } catch {
    found(stored.position, 'The bytes here are no recorded operation.');
  }
  // Going on from what is stored tells this break from the next one.
  return { size: stored.position + 1, chain: stored.chain };
}

function reasonFor(
  problems: number,
  { trusted, untrusted, entries }: { trusted: number; untrusted: number; entries: number },
): string | null {
  if (problems > 0) return 'The record of what was done with Attestry was changed.';
  if (trusted > 0) return null;
  if (untrusted > 0)
    return 'The checkpoints were signed by a certificate that no trusted authority stands behind.';
  return entries === 0
    ? 'Nothing was recorded yet.'
    : 'No checkpoint was signed yet, so anybody who can write to the profile could have rewritten it.';
}

function subjectOf(certificate: Uint8Array): string {
  try {
    return new X509Certificate(certificate).subject.replaceAll('\n', ', ');
  } catch {
    return 'an unreadable certificate';
  }
}
