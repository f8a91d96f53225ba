import type { Work } from '../audit/index.ts';
import { instantOf } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { isDataKind } from '../../src-shared/keys/types.ts';
import { type EnvelopeContext, recipientsOf } from '../token/index.ts';
import { moveAll, type Moved, type Opening } from './rewrap.ts';
import { activeOf, allow, keyDraft, type KeyParts, mustBeHere, readKey, readKeys } from './ring.ts';
import { versionInUse } from './rotate.ts';
import { headOf } from './head-of-file.ts';
import { whole } from './vault-files.ts';

/** What came of bringing things over to this token with the recovery key on it. */
export type Recovered = Moved & {
  /** Things that name no recovery key of this token: only the token they were encrypted on opens them. */
  readonly closed: number;
};

/**
 * Opens with a recovery key on the token that somebody is signed in to. Each opening is counted before it is done and recorded
 * as an act of its own.
 */
async function byRecoveryKey(parts: KeyParts): Promise<Opening> {
  await allow(parts, 'decrypt');
  const here = await parts.token.recoveryKeys();
  if (here.length === 0) throw notHere();
  return {
    by: 'recovery-key',
    counted: async (envelope, work) => {
      // Whoever is signed in may have changed since.
      await allow(parts, 'decrypt');
      const recipients = recipientsOf(envelope);
      const hash = recipients.find((one) => here.includes(one));
      if (hash === undefined) throw recipients.length === 0 ? notShared() : notHere();
      const told = { operation: 'recovery.open', objectType: 'recovery-key', objectId: hash.slice(0, 16) };
      await parts.store.recovery.count(
        hash,
        instantOf(parts.clock),
        parts.activity.event({ ...told, outcome: 'begun' }),
      );
      try {
        const value = await work();
        await parts.activity.record({ ...told, outcome: 'done' });
        return value;
      } catch (error) {
        const code = error instanceof Fault ? error.code : 'internal';
        await parts.activity.record({ ...told, outcome: 'failed', code });
        throw error;
      }
    },
  };
}

/**
 * Brings everything that lies under keys of other tokens under a key of this one, opened with the recovery key on it. Stopped
 * at any moment it goes on from there, as a re-wrap does.
 *
 * @param keyIdOrName - a key on this token, made before
 * @throws Fault `key-missing` when the token has no recovery key, `usage` for a key that signs, `token-absent`, `key-forbidden`
 */
export async function recoverAll(parts: KeyParts, keyIdOrName: string, work: Work): Promise<Recovered> {
  const opening = await byRecoveryKey(parts);
  const key = await readKey(parts.store, keyIdOrName);
  mustBeHere(parts, key);
  if (!isDataKind(key.kind))
    throw new Fault(
      'usage',
      'This key signs and cannot protect data.',
      'Make a key of the kind aes-256 on this token, and give that one.',
    );
  await versionInUse(parts, key);
  const target = activeOf(await readKey(parts.store, key.keyId));
  if (target === null)
    throw new Fault('key-state', 'No version of this key is in use.', 'Rotate the key first.');
  const from = (await readKeys(parts.store))
    .filter(({ serial }) => serial !== key.serial)
    .flatMap(({ versions }) => versions.filter(({ objects }) => objects > 0));
  let closed = 0;
  const { done, missing } = await moveAll(parts, from, target, work, {
    opening,
    phase: 'Opening with the recovery key and encrypting anew',
    closed: (error) => {
      if (!(error instanceof Fault && error.code === 'key-missing')) return false;
      closed += 1;
      return true;
    },
  });
  const said = `${done} done, ${missing} missing, ${closed} closed`;
  await parts.activity.record({ ...keyDraft('recover', target, said) });
  return { done, missing, closed };
}

/** Decrypts a file with the recovery key on this token; the new one is there only when all of it was right. */
export async function recoverFile(
  parts: KeyParts,
  context: EnvelopeContext,
  files: { readonly from: string; readonly to: string },
  signal?: AbortSignal,
): Promise<{ readonly bytes: number }> {
  const { by, counted } = await byRecoveryKey(parts);
  return counted(await headOf(files.from), () =>
    whole(files.to, (to) => parts.token.openFile(context, { from: files.from, to }, by, signal)),
  );
}

const notHere = (): Fault =>
  new Fault(
    'key-missing',
    'The recovery key that this was encrypted for is not on this token.',
    'Sign in with the recovery token; the page Keys shows which key it is.',
  );

const notShared = (): Fault =>
  new Fault(
    'key-missing',
    'This was encrypted while no recovery key was in use.',
    'Only the token that it was encrypted on opens it.',
  );
