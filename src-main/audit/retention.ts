import { z } from 'zod';
import type {
  CutCertificate,
  CutCheck,
  CutMade,
  CutPlan,
  CutWish,
} from '../../src-shared/audit/retention.ts';
import type { VerificationRun } from '../../src-shared/audit/types.ts';
import { instantOf, type Clock } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { hexOf } from '../base/hash.ts';
import type { Signer } from '../token/ports.ts';
import { type Block, blockHash } from './block.ts';
import {
  checkCut,
  type CutBody,
  cutOriginOf,
  fingerprintOf,
  lineOf,
  parseCut,
  POLICY_LENGTH,
  signCut,
} from './cut.ts';
import { certificateOf, cutFile, noteIn } from './cut-file.ts';
import { borderBelow, firstSince, periodOf } from './cut-plan.ts';
import { beginningOf } from './log-start.ts';
import type { LogSnapshot, SealedLog, Witness } from './ports.ts';
import { recordsOf, type RecordStore } from './records.ts';
import type { RunStore, Work } from './service.ts';
import { rootAt } from './tiles.ts';
import { notBefore } from './time-order.ts';
import { sourceOf } from './witness.ts';

/** Legitimate removal of the oldest entries. Attestry signs for it and removes nothing. */
export interface Retention {
  /** @throws Fault `cut-refused` when nothing can be removed, `database-…` */
  plan(wish: CutWish): Promise<CutPlan>;
  /**
   * Verifies the whole log at the level "block chain"; signs and keeps the certificate if it is intact.
   * @param size - of a plan
   * @throws Fault `cut-refused`, `not-signed-in`, `clock-behind`, of the token, `database-…`, `cancelled`
   */
  sign(size: number, policy: string, work: Work): Promise<CutCertificate>;
  list(): Promise<readonly CutMade[]>;
  /** The certificate with the SQL for the database administrator. @throws Fault `cut-refused` */
  file(size: number): Promise<string>;
  /** Verifies a certificate, alone or in the file that {@link Retention.file} made. */
  verify(file: string): Promise<CutCheck>;
}

const recordSchema = z.object({ note: z.string() });

/** See {@link Retention}. */
export function retention(parts: {
  readonly log: () => Promise<SealedLog>;
  readonly witness: (fingerprint: string) => Witness;
  readonly records: RecordStore;
  readonly runs: Pick<RunStore, 'lastLog'>;
  readonly accepted: (fingerprint: string) => Promise<readonly Uint8Array[]>;
  /** Verifies at the level "block chain" and keeps the run. */
  readonly verify: (work: Work) => Promise<VerificationRun>;
  readonly signer: () => Signer | null;
  readonly clock: Clock;
  readonly officer: () => string;
  /** For how many years entries are kept at least; 0 where nothing is held back. */
  readonly keepYears: () => Promise<number>;
}): Retention {
  const knownKeys = async (fingerprint: string): Promise<readonly Uint8Array[]> => [
    ...(await parts.witness(fingerprint).certificates()),
    ...(await parts.accepted(fingerprint)),
  ];
  const onLog = async <T>(
    work: (snapshot: LogSnapshot, fingerprint: string, from: number) => Promise<T>,
    signal = new AbortController().signal,
  ): Promise<T> => {
    const log = await parts.log();
    const { fingerprint } = await sourceOf(log, parts.witness);
    const witness = parts.witness(fingerprint);
    const snapshot = await log.snapshot(signal);
    try {
      const known = await knownKeys(fingerprint);
      const { start } = await beginningOf(snapshot, {
        fingerprint: () => Promise.resolve(fingerprint),
        witness,
        known,
      });
      return await work(snapshot, fingerprint, start?.size ?? 0);
    } finally {
      await snapshot.close();
    }
  };

  const planOf = async (
    snapshot: LogSnapshot,
    witness: Witness,
    from: number,
    wished: number,
  ): Promise<{ readonly plan: CutPlan; readonly border: Block }> => {
    const years = await parts.keepYears();
    const old = years === 0 ? wished : await firstSince(witness, from, yearsBefore(parts.clock, years));
    const border = await borderBelow(snapshot, Math.min(wished, old, await coveredBy(witness)), from);
    if (border === null && old < wished)
      throw refused(
        `Nothing can be removed: entries of the log are kept for ${years} years, and these are younger.`,
        'Wait until they are old enough. The time is a setting of this installation (logYears in its profile).',
      );
    if (border === null)
      throw refused(
        'Nothing can be removed: a removal ends with a whole block, covers what a signed checkpoint covers, and leaves the newest block.',
        'Choose a later moment or more entries, or sign a checkpoint first.',
      );
    const size = border.last + 1;
    const root = await rootAt(size, witness.tile.bind(witness));
    if (blockHash(border) !== border.hash || border.treeRoot !== root)
      throw refused(
        'The block at which the removal would end is not what this machine witnessed.',
        'Verify the log at the level "block chain" first.',
      );
    const period = await periodOf(witness, from, size);
    const counted = { size, from, entries: size - from, kept: snapshot.sealed - size };
    return { plan: { ...counted, period, block: border.number, root: hexOf(root) }, border };
  };

  const found = async (fingerprint: string): Promise<readonly string[]> =>
    (await recordsOf(parts.records, fingerprint, 'cut', recordSchema)).map(({ note }) => note);
  const known = async (): Promise<string | null> => parts.runs.lastLog();

  return {
    plan: (wish) =>
      onLog(async (snapshot, fingerprint, from) => {
        const witness = parts.witness(fingerprint);
        const wished = 'entries' in wish ? from + wish.entries : await firstSince(witness, from, wish.before);
        return (await planOf(snapshot, witness, from, wished)).plan;
      }),
    sign: async (size, policy, work) => {
      const signer = parts.signer();
      if (signer === null)
        throw new Fault('not-signed-in', 'Nobody is signed in to the token.', 'Sign in and try again.');
      const rule = lineOf(policy, POLICY_LENGTH);
      const by = lineOf(parts.officer(), 200) ?? 'officer';
      if (rule === null)
        throw new Fault(
          'usage',
          `The rule must be one line of at most ${POLICY_LENGTH} characters.`,
          'Write it without line breaks.',
        );
      const run = await parts.verify(work);
      if (run.result !== 'intact')
        throw refused(
          'Nothing was signed: the log was just verified and is not intact.',
          'Look at the findings of that run; what may be evidence must not be removed.',
        );
      return onLog(async (snapshot, fingerprint, from) => {
        const witness = parts.witness(fingerprint);
        const { plan, border } = await planOf(snapshot, witness, from, size);
        if (plan.size !== size)
          throw refused('A removal must end with a whole block.', 'Make a new plan and sign that.');
        const [last] = await snapshot.sealsBetween(size - 1, size);
        if (last === undefined) throw refused('The last seal to be removed is missing.', 'Verify the log.');
        const time = await notBefore(instantOf(parts.clock), witness, 'No certificate was signed');
        const body: CutBody = {
          origin: cutOriginOf(fingerprint),
          size,
          root: border.treeRoot,
          block: { number: border.number, hash: border.hash },
          chain: last.chain,
          from,
          period: plan.period,
          policy: rule,
          by,
          time,
          signer: signer.identity.certificate,
        };
        const note = await signCut(body, signer, work.signal);
        if (checkCut(note) !== 'ok')
          throw new Fault(
            'signature-check-failed',
            'The certificate was not kept: the signature that the token gave does not verify now.',
            'Check the clock of this machine and the certificate of the key, then sign again.',
          );
        await parts.records.add(fingerprint, 'cut', JSON.stringify({ note }));
        return certificateOf(note) ?? fail();
      }, work.signal);
    },
    list: async () => {
      const own = await known();
      const here = own === null ? [] : await found(own);
      const stored = await onLog(async (snapshot) =>
        ((await snapshot.cuts?.()) ?? []).map(({ note }) => note),
      ).catch(() => null);
      return [...new Set([...here, ...(stored ?? [])])]
        .flatMap((note): CutMade[] => {
          const certificate = certificateOf(note);
          if (certificate === null) return [];
          return [{ certificate, signedHere: here.includes(note), stored: stored?.includes(note) ?? null }];
        })
        .sort((a, b) => b.certificate.size - a.certificate.size);
    },
    file: async (size) => {
      const own = await known();
      const notes = own === null ? [] : await found(own);
      const note = notes.findLast((one) => parseCut(one)?.body.size === size);
      if (note === undefined)
        throw refused('This machine holds no certificate for that removal.', 'Sign one first.');
      return cutFile(note);
    },
    verify: async (file) => {
      const note = noteIn(file);
      const certificate = note === null ? null : certificateOf(note);
      const check = note === null ? 'malformed' : checkCut(note);
      if (note === null || certificate === null || check !== 'ok')
        return {
          problem: CHECK_WORDS[check === 'ok' ? 'malformed' : check],
          knownKey: null,
          agrees: null,
          certificate,
        };
      const own = await known();
      if (own === null) return { problem: null, knownKey: null, agrees: null, certificate };
      const body = parseCut(note)?.body;
      if (body?.origin !== cutOriginOf(own))
        return { problem: 'is for another log', knownKey: null, agrees: null, certificate };
      const witness = parts.witness(own);
      const keys = await knownKeys(own);
      const agrees =
        (await witness.size()) < body.size || body.size < (await witness.first())
          ? null
          : (await rootAt(body.size, witness.tile.bind(witness))) === body.root;
      return {
        problem: agrees === false ? 'states another tree than the one this machine witnessed' : null,
        knownKey: keys.length === 0 ? null : keys.some((key) => fingerprintOf(key) === certificate.signer),
        agrees,
        certificate,
      };
    },
  };
}

const CHECK_WORDS = {
  malformed: 'is no certificate of a removal, or was damaged',
  'no-such-key': 'is not signed by the key it carries',
  'does-not-verify': 'has a signature that does not verify: it was changed after it was signed',
  'outside-validity': 'was signed outside the validity of its key’s certificate',
} as const;

/** The moment that many years ago, in UTC. */
function yearsBefore(clock: Clock, years: number): string {
  const moment = new Date(clock.now());
  moment.setUTCFullYear(moment.getUTCFullYear() - years);
  return moment.toISOString();
}

const refused = (message: string, remedy: string): Fault => new Fault('cut-refused', message, remedy);
const fail = (): never => {
  throw new Fault('internal', 'The certificate cannot be read back.', 'Try again.');
};

/** Entries that the newest checkpoint covers. */
const coveredBy = async (witness: Witness): Promise<number> => (await witness.newestCheckpoint())?.size ?? 0;
