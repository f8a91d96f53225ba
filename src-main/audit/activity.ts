import type {
  ActivityEvent,
  ActivityFilter,
  ActivityRow,
  ActivityVerification,
} from '../../src-shared/audit/activity.ts';
import { type Clock, instantOf } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import type { Signer } from '../token/index.ts';
import { activityFrom, activityOrigin } from './activity-entry.ts';
import { searchActivity } from './activity-search.ts';
import { readActivity, type SignerTrust, verifyActivity } from './activity-verify.ts';
import { checkCheckpoint, signCheckpoint } from './checkpoint.ts';
import type { ActivityStore, StoredCheckpoint } from './ports.ts';

/** What the caller says of an operation; who and when is known here. */
export type ActivityDraft = Pick<ActivityEvent, 'operation' | 'objectType' | 'objectId'> &
  Partial<Pick<ActivityEvent, 'version' | 'purpose' | 'outcome' | 'code'>>;

/** The record of what was done with this installation. */
export interface ActivityLog {
  /** The event now, to be stored in one transaction with what it records. */
  event(draft: ActivityDraft): ActivityEvent;
  /** Records an operation that has no store of its own. @throws Fault `cache-unreadable`, `disk-full` */
  record(draft: ActivityDraft): Promise<void>;
  /** Runs an operation and records what came of it; one that cannot be recorded fails. */
  around<T>(draft: ActivityDraft, work: () => Promise<T>): Promise<T>;
  /** Newest first. */
  list(
    offset: number,
    limit: number,
  ): Promise<{ readonly total: number; readonly rows: readonly ActivityRow[] }>;
  /**
   * Newest first, before a position. Looks through so many entries at most and says where to go on.
   */
  search(
    before: number | null,
    limit: number,
    filter: ActivityFilter,
  ): Promise<{
    readonly total: number;
    readonly rows: readonly ActivityRow[];
    readonly next: number | null;
  }>;
  /** The newest signed checkpoint, a signed note; null while none is signed. */
  checkpoint(): Promise<{ readonly name: string; readonly text: string } | null>;
  /** @throws Fault `cancelled`, `cache-unreadable` */
  verify(signal?: AbortSignal): Promise<ActivityVerification>;
  /**
   * Signs a checkpoint over everything recorded, when somebody is signed in and there is something new. A log that does
   * not verify is never signed.
   * @param asked - whether somebody is at the desk who asked for it, and can be asked for a PIN
   * @returns whether one was signed
   * @throws Fault `activity-tampered`, `signature-check-failed`, and those of the token
   */
  sign(asked?: boolean): Promise<boolean>;
  /** Entries recorded, and the newest signed checkpoint over them. */
  standing(): Promise<{ readonly size: number; readonly newest: StoredCheckpoint | null }>;
}

/** PostgreSQL's text cannot hold NUL, and neither can ours; a cut name is still a name. */
const cut = (value: string, most: number): string =>
  Buffer.from(value.replaceAll('\0', ''))
    .subarray(0, most)
    .toString('utf8')
    // A character cut through at the end.
    .replace(/\uFFFD+$/u, '');

export function activityLog(parts: {
  readonly store: ActivityStore;
  readonly clock: Clock;
  /** Who acts now. */
  readonly who: () => { readonly name: string; readonly role: string };
  readonly signer: (asked: boolean) => Signer | null;
  readonly trust: () => Promise<SignerTrust>;
}): ActivityLog {
  const { store, clock } = parts;
  const event = (draft: ActivityDraft): ActivityEvent => {
    const { name, role } = parts.who();
    return {
      at: instantOf(clock),
      who: cut(name, 300),
      role,
      operation: draft.operation,
      objectType: draft.objectType,
      objectId: cut(draft.objectId, 200),
      version: draft.version ?? null,
      purpose: cut(draft.purpose ?? '', 300),
      outcome: draft.outcome ?? 'done',
      code: draft.code ?? null,
    };
  };
  const record = (draft: ActivityDraft): Promise<void> => store.record(event(draft));
  const verify = async (signal?: AbortSignal): Promise<ActivityVerification> =>
    verifyActivity(store, await parts.trust(), signal);
  let signing: Promise<boolean> = Promise.resolve(false);

  const newestCheckpoint = async (): Promise<StoredCheckpoint | null> =>
    (await store.checkpoints()).toSorted((a, b) => b.size - a.size)[0] ?? null;

  const signNow = async (asked: boolean): Promise<boolean> => {
    const signer = parts.signer(asked);
    if (signer === null) return false;
    const { logId, size: recorded } = await store.head();
    if (((await newestCheckpoint())?.size ?? 0) >= recorded) return false;
    const { verification, root } = await readActivity(store, await parts.trust());
    if (verification.problems.length > 0) throw tampered();
    const size = verification.entries;
    const body = { origin: activityOrigin(logId), size, root, block: null, time: instantOf(clock) };
    const note = await signCheckpoint(body, signer);
    const { certificate } = signer.identity;
    if (checkCheckpoint(note, certificate) !== 'ok') throw notSigned();
    await store.addCheckpoint({ size, root, note, certificate });
    return true;
  };

  return {
    event,
    record,
    around: async (draft, work) => {
      let value: Awaited<ReturnType<typeof work>>;
      try {
        value = await work();
      } catch (error) {
        const code = error instanceof Fault ? error.code : 'internal';
        await record({ ...draft, outcome: 'failed', code });
        throw error;
      }
      await record(draft);
      return value;
    },
    list: async (offset, limit) => {
      const { size } = await store.head();
      const to = Math.max(0, size - offset);
      const stored = await store.entries(Math.max(0, to - limit), to);
      return { total: size, rows: stored.map(({ entry }) => activityFrom(Buffer.from(entry))).reverse() };
    },
    search: (before, limit, filter) => searchActivity(store, before, limit, filter),
    checkpoint: async () => {
      const newest = await newestCheckpoint();
      return newest === null ? null : { name: `activity-checkpoint-${newest.size}.txt`, text: newest.note };
    },
    verify,
    sign: (asked = false) => {
      const next = (): Promise<boolean> => signNow(asked);
      return (signing = signing.then(next, next));
    },
    standing: async () => ({ size: (await store.head()).size, newest: await newestCheckpoint() }),
  };
}

const tampered = (): Fault =>
  new Fault(
    'activity-tampered',
    "This installation's own record of what was done was changed, so no checkpoint was signed over it.",
    'Keep the profile folder as it is, it is evidence, and run `attestry activity verify` to see where.',
  );

const notSigned = (): Fault =>
  new Fault(
    'signature-check-failed',
    'The checkpoint of the activity log was not stored: the signature that the token gave does not verify.',
    'Check the clock of this machine and the certificate of the key, then sign in again.',
  );
