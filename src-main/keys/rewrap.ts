import type { Work } from '../audit/index.ts';
import { instantOf } from '../base/clock.ts';
import { Fault, throwIfCancelled } from '../base/fault.ts';
import { type EnvelopeContext, type OpenBy, recipientsOf } from '../token/index.ts';
import type { RecipientRule, SealedObject, VersionRecord } from './ports.ts';
import { isOutdated, recipientRule, recipientsInUse } from './recovery.ts';
import { activeOf, allow, keyDraft, type KeyParts, mustBeHere, readKey } from './ring.ts';
import { versionInUse } from './rotate.ts';
import { headOf } from './head-of-file.ts';
import { whole } from './vault-files.ts';
import { CONTENT, howOf, keyOfHead } from './vault.ts';

const PAGE = 100;

/** What came of bringing things under another key or version. */
export type Moved = {
  readonly done: number;
  /** Files that are not where they were, or cannot be read: their objects stay as they were. */
  readonly missing: number;
};

/** With which key things are opened on their way, and how that is counted. */
export type Opening = {
  readonly by: OpenBy;
  /** @param envelope - at least its head */
  readonly counted: <T>(envelope: Uint8Array, work: () => Promise<T>) => Promise<T>;
};

/** The key that each thing was encrypted under. */
const byOwnKey = (parts: KeyParts): Opening => ({
  by: 'own-key',
  counted: async (envelope, work) => {
    const { version } = await keyOfHead(parts, envelope);
    return parts.ledger.use(
      { ...version, operation: 'decrypt', kind: 'process', act: 'make', purpose: 're-wrap' },
      work,
    );
  },
});

/**
 * Brings everything under older versions of a key under the one in use, and what recovery keys want encrypted anew, one thing
 * after the other. Stopped at any moment, it goes on from there when it is started again: each thing is as it was or as it
 * shall be.
 */
export async function rewrapAll(parts: KeyParts, keyIdOrName: string, work: Work): Promise<Moved> {
  await allow(parts, 'make');
  const key = await readKey(parts.store, keyIdOrName);
  mustBeHere(parts, key);
  await versionInUse(parts, key);
  const now = await readKey(parts.store, key.keyId);
  const target = activeOf(now);
  if (target === null)
    throw new Fault('key-state', 'No version of this key is in use.', 'Rotate the key first.');
  const from = now.versions.filter(({ objects }) => objects > 0);
  const moved = await moveAll(parts, from, target, work, {
    opening: byOwnKey(parts),
    phase: 'Bringing data under the new version',
    closed: () => false,
  });
  await parts.activity.record(keyDraft('rewrap', target, `${moved.done} done, ${moved.missing} missing`));
  return moved;
}

type Move = {
  readonly opening: Opening;
  readonly phase: string;
  /** Takes note of a thing that cannot be opened this way, and says whether to go on with the others. */
  readonly closed: (error: unknown) => boolean;
};

/** Things under versions, brought under the target; of those under the target itself what a recovery key wants anew. */
export async function moveAll(
  parts: KeyParts,
  from: readonly VersionRecord[],
  target: VersionRecord,
  work: Work,
  move: Move,
): Promise<Moved> {
  const rule = await recipientRule(parts);
  const isTarget = ({ keyId, version }: VersionRecord): boolean =>
    keyId === target.keyId && version === target.version;
  const outdated = (await parts.store.recovery.outdated(rule)).find(
    ({ keyId, version }) => keyId === target.keyId && version === target.version,
  );
  const total = from.reduce((sum, v) => sum + (isTarget(v) ? (outdated?.objects ?? 0) : v.objects), 0);
  let [done, missing] = [0, 0];
  for (const version of from) {
    const only = isTarget(version) ? rule : null;
    for (let after = ''; ;) {
      const page = await parts.store.objects(version.keyId, version.version, after, PAGE, only);
      for (const object of page) {
        throwIfCancelled(work.signal);
        try {
          if (await moveOne(parts, object, target, rule, move.opening)) done += 1;
          else missing += 1;
        } catch (error) {
          if (!move.closed(error)) throw error;
        }
        work.progress({ phase: move.phase, done: done + missing, total, unit: 'things' });
      }
      const last = page.at(-1);
      if (last === undefined) break;
      after = last.objectId;
    }
  }
  return { done, missing };
}

async function moveOne(
  parts: KeyParts,
  object: SealedObject,
  target: VersionRecord,
  rule: RecipientRule,
  opening: Opening,
): Promise<boolean> {
  const { by, counted } = opening;
  const value = await counted(object.envelope, () =>
    parts.token.openData(object.context, object.envelope, by),
  );
  try {
    if (object.kind === 'file') {
      const { file, context } = JSON.parse(Buffer.from(value).toString('utf8')) as {
        file: string;
        context: EnvelopeContext;
      };
      if (!(await moveFile(parts, { file, context }, target, rule, opening))) return false;
    }
    const how = howOf(target, object.context, CONTENT, await recipientsInUse(parts));
    const envelope = await parts.ledger.use(
      { ...target, operation: 'encrypt', kind: 'protect', act: 'make', purpose: 're-wrap' },
      () => parts.token.sealData(how, value),
    );
    const { keyId, version } = target;
    await replace(parts, object, {
      ...{ ...object, keyId, version, envelope },
      ...{ updatedAt: instantOf(parts.clock), recipients: recipientsOf(envelope) },
    });
    return true;
  } finally {
    value.fill(0);
  }
}

async function replace(parts: KeyParts, before: SealedObject, after: SealedObject): Promise<void> {
  try {
    await parts.store.putObject(after, before);
  } catch (error) {
    // It was written anew or erased meanwhile: that stands. The next re-wrap meets it if it is under an old version.
    const now = await parts.store.object(before.objectId);
    if (now !== null && Buffer.compare(now.envelope, before.envelope) === 0) throw error;
  }
}

/** @returns false when the file is not there any more */
async function moveFile(
  parts: KeyParts,
  { file, context }: { readonly file: string; readonly context: EnvelopeContext },
  target: VersionRecord,
  rule: RecipientRule,
  { by, counted }: Opening,
): Promise<boolean> {
  const head = await headOf(file).catch(() => null);
  if (head === null) return false;
  const { version, content } = await keyOfHead(parts, head);
  // An earlier attempt came as far as the file itself.
  if (version.tokenKeyId === target.tokenKeyId && !isOutdated(recipientsOf(head), rule)) return true;
  const how = howOf(target, context, content, await recipientsInUse(parts));
  await counted(head, () =>
    parts.ledger.use(
      { ...target, operation: 'encrypt', kind: 'protect', act: 'make', purpose: 're-wrap' },
      () => whole(file, (part) => parts.token.rewrapFile(how, file, part, by)),
    ),
  );
  return true;
}
