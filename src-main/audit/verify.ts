import type {
  Checkpoint,
  Finding,
  Verdict,
  VerificationLevel,
  VerificationStep,
} from '../../src-shared/audit/types.ts';
import { LEVELS } from '../../src-shared/audit/types.ts';
import { checkpointOf, parseCheckpoint } from './checkpoint.ts';
import { classify, type Moment } from './classify.ts';
import { planReads, readInOrder } from './plan.ts';
import type { LogSnapshot, SealedLog, Witness } from './ports.ts';
import { type Stitched, Stitcher } from './stitch.ts';
import { structuralFindings } from './structure.ts';
import { suspect } from './suspects.ts';
import { stepsOf } from './steps.ts';
import { agree, type Anchor, readAnchor, signatureFindings } from './anchor.ts';

/** What a verification works on. It reads and never writes. */
export type Subject = { readonly log: SealedLog; readonly witness: Witness };

export type VerifyOptions = {
  readonly level: VerificationLevel;
  readonly signal: AbortSignal;
  /** RFC 3339. */
  readonly now: () => string;
  readonly onProgress: (done: number, total: number) => void;
};

/** The outcome; a broken log is a value, an exception means "could not tell". */
export type Verification = {
  readonly result: Verdict;
  readonly reason: string | null;
  readonly entries: number;
  readonly pending: number;
  readonly steps: readonly VerificationStep[];
  readonly findings: readonly Finding[];
  readonly checkpoint: Checkpoint | null;
};

/** True if `level` includes the checks of `other`. */
export const includes = (level: VerificationLevel, other: VerificationLevel): boolean =>
  LEVELS.indexOf(level) >= LEVELS.indexOf(other);

/**
 * Verifies the log at a level, step by step: rows against seals, links of the chain, tree and blocks, signatures of the
 * checkpoints, agreement with what this machine witnessed.
 *
 * @throws Fault `cancelled`, `database-…`: then nothing is known
 */
export async function verify(subject: Subject, options: VerifyOptions): Promise<Verification> {
  const { level, signal } = options;
  const snapshot = await subject.log.snapshot(signal);
  try {
    const anchor = await readAnchor(subject.witness);
    const stitched = await readLog(snapshot, anchor, options);
    const moment = momentOf(await subject.witness.lastIntact(), options.now());
    const above = includes(level, 'chain')
      ? await snapshot.above(100_000)
      : { waiting: (await subject.log.figures()).pending, passedBy: [] };

    const signatures = includes(level, 'signature') ? signatureFindings(anchor, moment) : [];
    const agreement = includes(level, 'blockchain')
      ? await agree(stitched, snapshot, subject.witness, anchor)
      : null;
    const suspicion = await suspect(
      { stitched, level, above: above.passedBy, differs: agreement?.differs ?? false },
      snapshot,
      subject.witness,
    );
    const byContent = classify(suspicion, moment);
    const structural = structuralFindings(stitched, level, agreement, suspicion, byContent, moment);
    const findings = inOrder([...byContent, ...structural, ...signatures]);

    const covered = includes(level, 'signature')
      ? Math.min(anchor.covered, snapshot.sealed)
      : snapshot.sealed;
    const unanchored = includes(level, 'signature') && anchor.newest === null;
    const reason = agreement?.damage ?? (unanchored ? NO_ANCHOR : null);
    return {
      result: findings.length > 0 ? 'tampered' : reason !== null ? 'could-not-tell' : 'intact',
      reason: findings.length > 0 ? null : reason,
      entries: unanchored ? snapshot.sealed : covered,
      pending: above.waiting + (unanchored ? 0 : snapshot.sealed - covered),
      steps: stepsOf(level, stitched, snapshot, anchor, findings, reason),
      findings,
      checkpoint: anchor.newest === null ? null : checkpointOf(anchor.newest),
    };
  } finally {
    await snapshot.close();
  }
}

const NO_ANCHOR =
  'This machine holds no signed checkpoint of this log, so nothing outside the database vouches for it. Seal the log and sign a checkpoint first.';

async function readLog(snapshot: LogSnapshot, anchor: Anchor, options: VerifyOptions): Promise<Stitched> {
  const { level, signal, onProgress } = options;
  const tree = includes(level, 'merkle');
  const wanted = anchor.checkpoints.flatMap((c) => parseCheckpoint(c.note)?.body.block?.number ?? []);
  const stitcher = new Stitcher(new Set(wanted));
  const tasks = await planReads(snapshot, {
    from: 0,
    to: snapshot.sealed,
    before: [],
    links: includes(level, 'chain'),
    tree,
    collect: false,
    cut: anchor.size,
    wholeLog: true,
  });
  onProgress(0, snapshot.sealed);
  for await (const report of readInOrder(snapshot, tasks, signal)) {
    stitcher.add(report, tree);
    onProgress(report.to, snapshot.sealed);
  }
  return stitcher.finish(snapshot.sealed, tree);
}

const momentOf = (intact: { readonly at: string; readonly size: number } | null, now: string): Moment => ({
  earliest: (position) =>
    intact !== null && (position === null || position < intact.size) ? intact.at : null,
  latest: now,
});

const inOrder = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted(
    (a, b) =>
      (a.position ?? Number.MAX_SAFE_INTEGER) - (b.position ?? Number.MAX_SAFE_INTEGER) ||
      (a.entryId ?? 0) - (b.entryId ?? 0),
  );
