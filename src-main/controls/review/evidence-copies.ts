import { readFile, rm, mkdir } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import type { EvidenceState } from '../../../src-shared/controls/evidence.ts';
import { syncFolder } from '../../base/durable-file.ts';
import { Fault } from '../../base/fault.ts';
import type { Reading } from '../../signing/index.ts';
import {
  changedMeanwhile,
  type Content,
  contentOf,
  copyOf,
  hashOf,
  keepFile,
  notAsAdded,
  placeOf,
  sizeOf,
} from './evidence-file.ts';
import type { EvidenceVault } from './ports.ts';

/** What a look at a copy said, and whether it is encrypted. */
export type CopyLook = { readonly state: EvidenceState; readonly sealed: boolean };

/**
 * The copies of evidence in the profile, each under the SHA-256 of its content: in clear, or encrypted under a key of a token as
 * `<hash>.sealed`. Where both are there the encrypting was broken off, and the one in clear counts.
 */
export interface EvidenceCopies {
  /** Keeps a copy. @param sealed - encrypted; no copy in clear is made then */
  keep(path: string, sealed: boolean, reading?: Reading): Promise<Content>;
  /**
   * @param content - read again from end to end. An encrypted copy that nobody here can open stays `not-checked`: that it is
   *   there says nothing of what is in it.
   */
  look(copy: Content, content: boolean): Promise<CopyLook>;
  /** Encrypts a copy that lies in clear; false when there is none, or when it is not what was added. */
  seal(copy: Content, signal?: AbortSignal): Promise<boolean>;
  /** Where the encrypted copy lies, when it is the one that counts; null otherwise. @throws Fault `file-unreadable` */
  sealedFile(copy: Pick<Content, 'sha256'>): Promise<string | null>;
  /** Writes the content elsewhere. @throws Fault `file-unreadable` when it is not what was added, those of the token */
  writeTo(copy: Content, to: string): Promise<void>;
  /** The content of a small copy. @throws Fault as {@link EvidenceCopies.writeTo} */
  read(copy: Content): Promise<Uint8Array>;
}

/** Faults that say that an encrypted copy is not as it was made; all others, that nobody could tell. */
const DAMAGED: readonly string[] = ['envelope-damaged', 'envelope-context'];

export function evidenceCopies(folder: string, vault: EvidenceVault): EvidenceCopies {
  const clearOf = ({ sha256 }: Pick<Content, 'sha256'>): string => placeOf(folder, sha256);
  const sealedOf = (copy: Pick<Content, 'sha256'>): string => `${clearOf(copy)}.sealed`;
  const holds = async (copy: Content): Promise<'intact' | 'changed' | 'not-checked'> => {
    if (!vault.reads()) return 'not-checked';
    try {
      return (await vault.digest(copy.sha256, sealedOf(copy))).sha256 === copy.sha256 ? 'intact' : 'changed';
    } catch (error) {
      return error instanceof Fault && DAMAGED.includes(error.code) ? 'changed' : 'not-checked';
    }
  };
  /** Encrypts a file under its hash; it is whole and read again when this returns. */
  const sealAs = async (copy: Content, from: string, signal?: AbortSignal): Promise<void> => {
    const to = sealedOf(copy);
    if ((await sizeOf(to)) !== null && (await holds(copy)) === 'intact') return;
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    await vault.seal(copy.sha256, from, to, signal);
    if ((await vault.digest(copy.sha256, to, signal)).sha256 === copy.sha256) return;
    await rm(to, { force: true });
    throw changedMeanwhile();
  };
  return {
    keep: async (path, sealed, reading) => {
      if (!sealed) return keepFile(folder, path, reading);
      const content = await contentOf(path, reading);
      // The same content in clear, from before: it is encrypted too, and both pieces have one copy.
      await sealAs(content, path, reading?.signal);
      await rm(clearOf(content), { force: true });
      return content;
    },
    look: async (copy, content) => {
      const clear = await sizeOf(clearOf(copy));
      if (clear !== null) {
        const state =
          clear !== copy.bytes
            ? 'changed'
            : !content
              ? 'not-checked'
              : (await hashOf(clearOf(copy))) === copy.sha256
                ? 'intact'
                : 'changed';
        return { state, sealed: false };
      }
      const sealed = await sizeOf(sealedOf(copy));
      if (sealed === null) return { state: 'missing', sealed: false };
      // An envelope is longer than what is in it.
      const state = sealed <= copy.bytes ? 'changed' : content ? await holds(copy) : 'not-checked';
      return { state, sealed: true };
    },
    seal: async (copy, signal) => {
      const clear = clearOf(copy);
      if ((await sizeOf(clear)) !== copy.bytes || (await hashOf(clear)) !== copy.sha256) return false;
      await sealAs(copy, clear, signal);
      await rm(clear, { force: true });
      await syncFolder(dirname(clear));
      return true;
    },
    sealedFile: async (copy) =>
      (await sizeOf(clearOf(copy))) === null && (await sizeOf(sealedOf(copy))) !== null
        ? sealedOf(copy)
        : null,
    writeTo: async (copy, to) => {
      if ((await sizeOf(clearOf(copy))) !== null) {
        await copyOf(clearOf(copy), copy.sha256, to);
        return;
      }
      // Asked before anything is written: what is not the evidence any more is not handed out.
      if ((await vault.digest(copy.sha256, sealedOf(copy))).sha256 !== copy.sha256) throw notAsAdded();
      await vault.open(copy.sha256, sealedOf(copy), to);
    },
    read: async (copy) => {
      const bytes =
        (await sizeOf(clearOf(copy))) === null
          ? await vault.read(copy.sha256, sealedOf(copy))
          : await readFile(clearOf(copy));
      if (createHash('sha256').update(bytes).digest('hex') !== copy.sha256) throw notAsAdded();
      return bytes;
    },
  };
}
