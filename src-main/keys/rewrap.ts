import type { Work } from '../audit/index.ts';
import { instantOf } from '../base/clock.ts';
import { Fault, throwIfCancelled } from '../base/fault.ts';
import type { EnvelopeContext } from '../token/index.ts';
import type { SealedObject, VersionRecord } from './ports.ts';
import { activeOf, allow, keyDraft, type KeyParts, mustBeHere, readKey } from './ring.ts';
import { versionInUse } from './rotate.ts';
import { headOf, whole } from './vault-files.ts';
import { CONTENT, howOf, keyOfHead } from './vault.ts';

const PAGE = 100;

/** What came of bringing things under the version in use. */
export type Rewrapped = {
  readonly done: number;
  /** Files that are not where they were, or cannot be read: their objects stay under the old version. */
  readonly missing: number;
};

/**
 * Brings everything under older versions of a key under the one in use, one thing after the other. Stopped at any moment, it
 * goes on from there when it is started again: each thing is under its old version or its new one.
 */
export async function rewrapAll(parts: KeyParts, keyIdOrName: string, work: Work): Promise<Rewrapped> {
  await allow(parts, 'make');
  const key = await readKey(parts.store, keyIdOrName);
  mustBeHere(parts, key);
  await versionInUse(parts, key);
  const now = await readKey(parts.store, key.keyId);
  const target = activeOf(now);
  if (target === null)
    throw new Fault('key-state', 'No version of this key is in use.', 'Rotate the key first.');
  const old = now.versions.filter((v) => v.version !== target.version && v.objects > 0);
  const total = old.reduce((sum, { objects }) => sum + objects, 0);
  let [done, missing] = [0, 0];
  for (const { version } of old) {
    for (let after = ''; ;) {
      const page = await parts.store.objects(key.keyId, version, after, PAGE);
      for (const object of page) {
        throwIfCancelled(work.signal);
        if (await rewrapOne(parts, object, target)) done += 1;
        else missing += 1;
        work.progress({
          phase: 'Bringing data under the new version',
          done: done + missing,
          total,
          unit: 'things',
        });
      }
      const last = page.at(-1);
      if (last === undefined) break;
      after = last.objectId;
    }
  }
  await parts.activity.record(keyDraft('rewrap', target, `${done} done, ${missing} missing`));
  return { done, missing };
}

async function rewrapOne(parts: KeyParts, object: SealedObject, target: VersionRecord): Promise<boolean> {
  const value = await openUnder(parts, object.context, object.envelope);
  if (object.kind === 'file') {
    const { file, context } = JSON.parse(Buffer.from(value).toString('utf8')) as {
      file: string;
      context: EnvelopeContext;
    };
    if (!(await rewrapFile(parts, file, context, target))) return false;
  }
  const envelope = await parts.ledger.use(
    { ...target, operation: 'encrypt', kind: 'protect', act: 'make', purpose: 're-wrap' },
    () => parts.token.sealData(howOf(target, object.context, CONTENT), value),
  );
  value.fill(0);
  try {
    await parts.store.putObject(
      { ...object, version: target.version, envelope, updatedAt: instantOf(parts.clock) },
      object,
    );
  } catch (error) {
    // It was written anew or erased meanwhile: that stands. The next re-wrap meets it if it is under an old version.
    const now = await parts.store.object(object.objectId);
    if (now !== null && Buffer.compare(now.envelope, object.envelope) === 0) throw error;
  }
  return true;
}

async function openUnder(
  parts: KeyParts,
  context: EnvelopeContext,
  envelope: Uint8Array,
): Promise<Uint8Array> {
  const { version } = await keyOfHead(parts, envelope);
  return parts.ledger.use(
    { ...version, operation: 'decrypt', kind: 'process', act: 'make', purpose: 're-wrap' },
    () => parts.token.openData(context, envelope),
  );
}

/** @returns false when the file is not there any more */
async function rewrapFile(
  parts: KeyParts,
  file: string,
  context: EnvelopeContext,
  target: VersionRecord,
): Promise<boolean> {
  const head = await headOf(file).catch(() => null);
  if (head === null) return false;
  const { version, content } = await keyOfHead(parts, head);
  // An earlier attempt came as far as the file itself.
  if (version.tokenKeyId === target.tokenKeyId) return true;
  await parts.ledger.use(
    { ...version, operation: 'decrypt', kind: 'process', act: 'make', purpose: 're-wrap' },
    () =>
      parts.ledger.use(
        { ...target, operation: 'encrypt', kind: 'protect', act: 'make', purpose: 're-wrap' },
        () => whole(file, (part) => parts.token.rewrapFile(howOf(target, context, content), file, part)),
      ),
  );
  return true;
}
