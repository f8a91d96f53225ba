import { basename, resolve } from 'node:path';
import type { ReportVerification } from '../../src-shared/reports/types.ts';
import type { Decision, SignedDecision, SignedFile, SignOffCheck } from '../../src-shared/signing/types.ts';
import type { Clock } from '../base/clock.ts';
import { writeDurably } from '../base/durable-file.ts';
import { Fault } from '../base/fault.ts';
import type { Signer } from '../token/ports.ts';
import { readSignature, signFile, verifyDetached } from './detached.ts';
import type { Reading } from './file-digest.ts';
import type { SignOffStore, TimeStamper, Trust, WaitingSignatures } from './ports.ts';
import { checkDecision, mustBeAbout, signDecision } from './sign-off.ts';
import { signerName } from './signer-name.ts';
import { stampCms } from './time-stamp.ts';
import { stampWaitingSignatures, waitingSignature } from './waiting.ts';

/** A sign-off as it was kept, and what checking it just now said. */
export type CheckedSignOff = { readonly signed: SignedDecision; readonly check: SignOffCheck };

/** Decisions that count because an officer signed them. */
export interface SignOffs {
  /**
   * Signs a decision with the token of whoever is signed in and keeps it; it is on the disk when this returns.
   *
   * @throws Fault `not-signed-in`, `usage`, `certificate-expired`, `signature-check-failed`, those of the token, `disk-full`
   */
  signOff(decision: Decision, signal?: AbortSignal): Promise<SignedDecision>;
  /** Checks a sign-off, kept here or not. @throws Fault `trust-unreadable` */
  checkSignOff(signed: SignedDecision): Promise<SignOffCheck>;
  /** One that was kept, checked on reading. @throws Fault `sign-off-unknown` */
  read(signOffId: string): Promise<CheckedSignOff>;
  /** All of them, newest first, each checked on reading. */
  all(): Promise<readonly CheckedSignOff[]>;
  /** Those about a thing, oldest first, each checked on reading; one that is kept there but says something else is tampered. */
  about(kind: string, subject: string): Promise<readonly CheckedSignOff[]>;
}

/** Signatures over anything, and their checking. */
export interface SigningService {
  /**
   * Signs a file beside itself (CAdES).
   *
   * @param out - the signature's file; null for the file's name with `.p7s`
   * @param reading - `expected`: SHA-256 that the file must have, as it was shown to the officer
   * @throws Fault `not-signed-in`, `file-unreadable`, `file-unwritable`, `disk-full`, those of the token
   */
  signFile(
    path: string,
    out: string | null,
    reading: Reading & { readonly expected?: string },
  ): Promise<SignedFile & { readonly path: string }>;
  /**
   * Checks the signature that lies beside a file.
   *
   * @param signature - its file; null for the file's name with `.p7s`
   * @param trust - null for whom the profile trusts
   * @throws Fault `file-unreadable`, `trust-unreadable`
   */
  verifyFile(
    path: string,
    signature: string | null,
    trust: Trust | null,
    reading: Reading,
  ): Promise<ReportVerification>;
  /**
   * Adds a time-stamp to a detached signature; the file is replaced durably.
   *
   * @throws Fault `time-stamp-unavailable`, `time-stamp-refused`, `file-unreadable`
   */
  stampFile(signature: string, signal?: AbortSignal): Promise<void>;
  /** How many signatures of files wait for their time-stamp. */
  waiting(): Promise<number>;
  /**
   * Adds the time-stamps that signatures of files wait for.
   *
   * @returns how many were added
   * @throws Fault `time-stamp-unavailable`, `time-stamp-refused`, `cancelled`
   */
  stampWaiting(signal?: AbortSignal): Promise<number>;
  /** The authority that was configured; null when there is none. */
  stamper(): Promise<TimeStamper | null>;
  /** As {@link SigningService.stamper}. @throws Fault `time-stamp-unavailable` when none is configured */
  mustStamp(): Promise<TimeStamper>;
  readonly signOffs: SignOffs;
}

/** Builds the service from what it needs. */
export function signingService(parts: {
  readonly signer: () => Signer | null;
  readonly trust: () => Promise<Trust>;
  readonly stamper: () => Promise<TimeStamper | null>;
  readonly store: SignOffStore;
  readonly waiting: WaitingSignatures;
  readonly clock: Clock;
}): SigningService {
  const now = (): Date => new Date(parts.clock.now());
  const mustSign = (): Signer => {
    const signer = parts.signer();
    if (signer !== null) return signer;
    throw new Fault('not-signed-in', 'Nobody is signed in to the token.', 'Sign in, then sign again.');
  };
  const mustStamp = async (): Promise<TimeStamper> => {
    const stamper = await parts.stamper();
    if (stamper !== null) return stamper;
    throw new Fault(
      'time-stamp-unavailable',
      'No time-stamp authority is configured.',
      'Enter its address in the settings; your IT department knows it.',
    );
  };
  const checkSignOff = async (signed: SignedDecision): Promise<SignOffCheck> =>
    checkDecision(signed, await parts.trust(), now());
  const checked = async (signed: SignedDecision): Promise<CheckedSignOff> => ({
    signed,
    check: await checkSignOff(signed),
  });

  return {
    signFile: async (path, out, reading) => {
      const signer = mustSign();
      const file = out ?? `${path}.p7s`;
      const stamper = await parts.stamper();
      const at = now();
      const { cms, ...made } = await signFile(path, file, signer, { ...reading, now: at, stamper });
      if (made.timeStamp === 'waiting') await parts.waiting.add(waitingSignature(resolve(file), cms, at));
      return { ...made, path: file, file: basename(file), signer: signerName(signer.identity.certificate) };
    },
    verifyFile: async (path, signature, trust, reading) =>
      verifyDetached(
        path,
        await readSignature(signature ?? `${path}.p7s`),
        trust ?? (await parts.trust()),
        now(),
        reading,
      ),
    stampFile: async (signature, signal) => {
      const stamper = await mustStamp();
      const stamped = await stampCms(await readSignature(signature), stamper, signal);
      await writeDurably(signature, stamped, { mode: 0o644 });
      await parts.waiting.remove(resolve(signature));
    },
    waiting: async () => (await parts.waiting.list()).length,
    stampWaiting: (signal) => stampWaitingSignatures(parts.waiting, mustStamp, signal),
    stamper: parts.stamper,
    mustStamp,
    signOffs: {
      signOff: async (decision, signal) => {
        const signer = mustSign();
        const stamper = await parts.stamper();
        const signed = await signDecision(decision, signer, { now: now(), stamper, signal });
        await parts.store.append(signed, { kind: decision.kind, subject: decision.subject });
        return signed;
      },
      checkSignOff,
      read: async (signOffId) => {
        const signed = await parts.store.read(signOffId);
        if (signed === null)
          throw new Fault(
            'sign-off-unknown',
            'There is no such sign-off.',
            'Open what was decided and look at its sign-offs.',
          );
        return checked(signed);
      },
      all: async () => Promise.all((await parts.store.all()).map(checked)),
      about: async (kind, subject) => {
        const all = await Promise.all((await parts.store.about(kind, subject)).map(checked));
        return all.map(({ signed, check }) => ({ signed, check: mustBeAbout(check, kind, subject) }));
      },
    },
  };
}
