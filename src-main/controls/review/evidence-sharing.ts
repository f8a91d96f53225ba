import type { EvidenceReaders } from '../../../src-shared/controls/colleagues.ts';
import type { ActivityLog, Work } from '../../audit/index.ts';
import { Fault, throwIfCancelled } from '../../base/fault.ts';
import type { ColleagueKey, Colleagues } from './colleagues.ts';
import type { EvidenceCopies } from './evidence-copies.ts';
import type { EvidenceStore, EvidenceVault } from './ports.ts';
import type { EvidenceRecord } from './records.ts';

/** What opening the library up came to. */
export type Shared = {
  readonly done: number;
  /** Encrypted on another token: its owner opens them up. */
  readonly ofOthers: number;
  /** Gone or damaged. */
  readonly left: number;
};

/** Encrypted evidence that colleagues open with their own tokens. */
export interface EvidenceSharing extends Omit<Colleagues, 'inUse'> {
  /** Who can open a piece. @throws Fault `evidence-unknown`, `file-unreadable` */
  readers(id: string): Promise<EvidenceReaders>;
  /** Encrypted pieces of the token in use that a colleague in use cannot open yet. */
  waiting(): Promise<number>;
  /** Opens a piece that was just encrypted up to everybody in use. @throws Fault, those of the token */
  opened(copy: Pick<EvidenceRecord, 'sha256' | 'bytes'>): Promise<void>;
  /**
   * Opens every piece of the token in use up to everybody in use: nothing is encrypted anew. Stopped at any moment, it goes on
   * from there.
   * @throws Fault `not-signed-in`, `key-forbidden`, `cancelled`, those of the token
   */
  share(work: Work): Promise<Shared>;
  /** A certificate by which colleagues name whoever is signed in. @returns PEM, and SHA-256 of the public key */
  certificate(): Promise<{ readonly pem: string; readonly publicKeySha256: string }>;
}

/** Faults that concern one copy alone. */
const OF_ONE: readonly string[] = [
  ...['envelope-damaged', 'envelope-context', 'file-unreadable', 'key-missing'],
];

export function evidenceSharing(parts: {
  readonly store: Pick<EvidenceStore, 'all'>;
  readonly copies: Pick<EvidenceCopies, 'sealedFile'>;
  readonly vault: EvidenceVault;
  readonly colleagues: Colleagues;
  readonly activity: Pick<ActivityLog, 'record'>;
  readonly find: (id: string) => Promise<EvidenceRecord>;
  readonly changed: () => void;
}): EvidenceSharing {
  const { store, copies, vault, colleagues } = parts;
  /** Encrypted copies, each once: several pieces can have one. */
  const sealed = async (): Promise<readonly { readonly sha256: string; readonly file: string }[]> => {
    const found = new Map<string, string>();
    for (const record of await store.all()) {
      if (found.has(record.sha256)) continue;
      const file = await copies.sealedFile(record);
      if (file !== null) found.set(record.sha256, file);
    }
    return [...found].map(([sha256, file]) => ({ sha256, file }));
  };
  /** Who cannot open a file yet; null for one of another token. */
  const missing = async (
    file: string,
    wanted: readonly ColleagueKey[],
  ): Promise<readonly ColleagueKey[] | null> => {
    const { here, shares } = await vault.readers(file);
    return here ? wanted.filter(({ publicKeySha256 }) => !shares.includes(publicKeySha256)) : null;
  };
  const give = (sha256: string, file: string, to: readonly ColleagueKey[]): Promise<void> =>
    vault.share(
      sha256,
      file,
      to.map(({ publicKey }) => publicKey),
    );
  return {
    list: () => colleagues.list(),
    name: async (certificate, compared) => {
      await colleagues.name(certificate, compared);
      parts.changed();
    },
    drop: async (publicKeySha256) => {
      await colleagues.drop(publicKeySha256);
      for (const { file } of await sealed()) {
        const readers = await vault.readers(file).catch(skipped);
        if (readers?.here === true) await vault.unshare(file, publicKeySha256);
      }
      parts.changed();
    },
    readers: async (id) => {
      const file = await copies.sealedFile(await parts.find(id));
      if (file === null) return { serial: null, here: true, colleagues: [], recovery: 0 };
      const { shares, ...rest } = await vault.readers(file);
      const named = await colleagues.list();
      return {
        ...rest,
        colleagues: shares.map((publicKeySha256) => ({
          name: named.find((one) => one.publicKeySha256 === publicKeySha256)?.subject ?? null,
          publicKeySha256,
        })),
      };
    },
    waiting: async () => {
      const wanted = await colleagues.inUse();
      if (wanted.length === 0) return 0;
      let count = 0;
      for (const { file } of await sealed())
        if (((await missing(file, wanted).catch(skipped)) ?? []).length > 0) count++;
      return count;
    },
    opened: async (copy) => {
      const wanted = await colleagues.inUse();
      const file = wanted.length === 0 ? null : await copies.sealedFile(copy);
      const without = file === null ? null : await missing(file, wanted);
      if (file !== null && without !== null && without.length > 0) await give(copy.sha256, file, without);
    },
    share: async (work) => {
      const [wanted, all] = await Promise.all([colleagues.inUse(), sealed()]);
      let [done, ofOthers, left] = [0, 0, 0];
      for (const { sha256, file } of all) {
        throwIfCancelled(work.signal);
        try {
          const without = await missing(file, wanted);
          if (without === null) ofOthers++;
          else if (without.length > 0) {
            await give(sha256, file, without);
            done++;
          }
        } catch (error) {
          skipped(error);
          left++;
        }
        const seen = done + ofOthers + left;
        work.progress({ phase: 'Opening up to colleagues', done: seen, total: all.length, unit: 'files' });
      }
      await parts.activity.record({
        ...{ operation: 'evidence.share', objectType: 'evidence', objectId: '' },
        purpose: `${done} opened up to ${wanted.length}, ${ofOthers} of others, ${left} left`,
      });
      parts.changed();
      return { done, ofOthers, left };
    },
    certificate: () => vault.certificate(),
  };
}

/** Lets a fault pass that concerns one copy alone; the others go on. @throws what concerns all of them */
function skipped(error: unknown): null {
  if (error instanceof Fault && OF_ONE.includes(error.code)) return null;
  throw error;
}
