import type {
  Checkpoint,
  Finding,
  Pace,
  Verdict,
  VerificationLevel,
  VerificationStep,
} from '../../src-shared/audit/types.ts';
import { type Anchor, readAnchor } from './anchor-points.ts';
import { type Agreement, agree, OWN_COPY, signatureFindings, statementFindings } from './anchor.ts';
import { checkpointOf, parseCheckpoint } from './checkpoint.ts';
import { classify } from './classify.ts';
import { SUSPECT_LIMIT } from './compare.ts';
import type { Draft } from './draft.ts';
import { instantFromPostgres } from './entry.ts';
import { hiddenFindings } from './hidden-rows.ts';
import { atLevel } from './levels.ts';
import { withMoments } from './moments.ts';
import { dutyOf } from './pace.ts';
import { beginningOf, behindCut, type CutSnapshot } from './log-start.ts';
import { subtreesOf } from './merkle.ts';
import { planReads, readInOrder } from './plan.ts';
import type { LogSnapshot, SealedLog, StoredCheckpoint, Witness } from './ports.ts';
import { WINDOW } from './range.ts';
import { splitFindings } from './split-view.ts';
import { type Stitched, Stitcher } from './stitch.ts';
import { structuralFindings } from './structure.ts';
import { type Gathered, suspect } from './suspects.ts';
import { TileMissingError } from './tiles.ts';
import { clockRemark } from './time-order.ts';
import { stepsOf } from './steps.ts';

/** What a verification works on. It reads and never writes. */
export type Subject = {
  readonly log: SealedLog;
  readonly witness: Witness;
  /** The name by which this machine knows the log, where that is not the log's own: it was restored elsewhere. */
  readonly fingerprint?: string;
  /** Certificates (DER) whose keys may sign for this log beside those of the checkpoints: colleagues'. */
  readonly accepted?: () => Promise<readonly Uint8Array[]>;
  /** Checkpoints of colleagues' machines, verified with accepted certificates. */
  readonly others?: () => Promise<readonly StoredCheckpoint[]>;
  /** Sentence on this machine's copy that stands in every run, as that it was rebuilt; or null. */
  readonly remark?: () => Promise<string | null>;
};

export type VerifyOptions = {
  readonly level: VerificationLevel;
  /** At full speed unless said. */
  readonly pace?: Pace;
  readonly signal: AbortSignal;
  /** RFC 3339. */
  readonly now: () => string;
  readonly onProgress: (done: number, total: number) => void;
};

/** The outcome; a broken log is a value, an exception means "could not tell". */
export type Verification = {
  readonly result: Verdict;
  readonly reason: string | null;
  /** First position that was expected: 0, or behind a cut. */
  readonly first: number;
  readonly entries: number;
  readonly pending: number;
  readonly steps: readonly VerificationStep[];
  readonly findings: readonly Finding[];
  readonly checkpoint: Checkpoint | null;
};

/**
 * Verifies the log at a level, step by step: rows against seals, links of the chain, tree and blocks, signatures of the
 * checkpoints, agreement with what this machine witnessed.
 *
 * @throws Fault `cancelled`, `database-…`: then nothing is known
 */
export async function verify(subject: Subject, options: VerifyOptions): Promise<Verification> {
  const { level, signal } = options;
  // What this machine knows first, and no more of it later on: what is sealed and taken over meanwhile is not in the
  // snapshot, and would look as if it were gone.
  const anchor = await readAnchor(subject.witness, atLevel(level, 'signature'));
  const witness = { ...subject.witness, size: () => Promise.resolve(anchor.size) };
  const others = atLevel(level, 'blockchain') ? ((await subject.others?.()) ?? []) : [];
  const opened = await subject.log.snapshot(signal);
  try {
    const beginning = await beginningOf(opened, {
      fingerprint: async () => subject.fingerprint ?? (await subject.log.source()).fingerprint,
      witness,
      known: [...(await witness.certificates()), ...((await subject.accepted?.()) ?? [])],
    });
    const snapshot = behindCut(opened, beginning.start, witness);
    const first = beginning.start?.size ?? 0;
    const read = await readLog(snapshot, anchor, options);
    const { stitched } = read;
    const above = atLevel(level, 'chain')
      ? await snapshot.above(SUSPECT_LIMIT)
      : { waiting: (await subject.log.figures()).pending, passedBy: [] };

    const signatures = atLevel(level, 'signature') ? signatureFindings(anchor) : [];
    const leads = { stitched, level, above: above.passedBy, differs: false };
    const unseen =
      atLevel(level, 'signature') && (level === 'signature' ? anchor.covered : anchor.size) < first;
    const { agreement, gathered } =
      atLevel(level, 'blockchain') && !unseen
        ? await againstWitness(leads, snapshot, witness, anchor)
        : { agreement: null, gathered: await suspect(leads, snapshot, witness) };
    const byContent = classify(gathered);
    const structural = structuralFindings(
      stitched,
      level,
      atLevel(level, 'merkle') ? await snapshot.blockCount() : null,
      agreement,
      gathered,
      byContent,
    );
    const split = await splitFindings(others, snapshot, witness);
    const hidden =
      atLevel(level, 'blockchain') && above.passedBy.length < SUSPECT_LIMIT
        ? await hiddenFindings(
            snapshot,
            stitched.rows + above.waiting + above.passedBy.length,
            dutyOf(options.pace ?? 'full'),
          )
        : [];
    const statement =
      level === 'signature' && !unseen ? statementFindings(anchor, stitched, snapshot.sealed) : [];
    // What is told entry by entry is not told once more as a whole.
    const drafts = [...byContent, ...structural, ...signatures, ...beginning.findings, ...split, ...hidden];
    if (drafts.length === 0) drafts.push(...statement);
    const intact = await witness.lastIntact(level);
    const now = options.now();
    const findings = await withMoments(inOrder(drafts), intact, now, snapshot);
    const clock = clockRemark(now, [intact?.at ?? null, signedAt(anchor), lastSealedAt(snapshot)]);

    const covered = atLevel(level, 'signature') ? Math.min(anchor.covered, snapshot.sealed) : snapshot.sealed;
    const unanchored =
      atLevel(level, 'signature') && (anchor.newest === null || anchor.covered < anchor.first);
    const reason =
      beginning.damage ?? agreement?.damage ?? (unanchored ? NO_ANCHOR : unseen ? unseenBefore(first) : null);
    return {
      result: findings.length > 0 ? 'tampered' : reason !== null ? 'could-not-tell' : 'intact',
      reason: findings.length > 0 ? null : reason,
      first,
      entries: Math.max((unanchored ? snapshot.sealed : covered) - first, 0),
      pending: above.waiting + gathered.waiting + (unanchored ? 0 : snapshot.sealed - covered),
      steps: stepsOf({
        level,
        stitched,
        sealed: snapshot.sealed,
        anchor,
        gathered,
        findings,
        reason,
        start: beginning.start,
        leftOver: read.leftOver,
        standby: snapshot.standby === true,
        remark: (await subject.remark?.()) ?? null,
        clock,
      }),
      findings,
      checkpoint: anchor.newest === null ? null : checkpointOf(anchor.newest),
    };
  } finally {
    await opened.close();
  }
}

const signedAt = ({ newest }: Anchor): string | null =>
  newest === null ? null : (parseCheckpoint(newest.note)?.body.time ?? null);
const lastSealedAt = ({ lastBlock }: LogSnapshot): string | null => {
  const at = lastBlock === null ? '' : instantFromPostgres(BigInt(lastBlock.sealedAt));
  return at.endsWith('Z') ? at : null;
};

const NO_ANCHOR =
  'This machine holds no signed checkpoint of this log, so nothing outside the database vouches for it. Seal the log and sign a checkpoint first.';

/** @param first - of the positions that are expected */
const unseenBefore = (first: number): string =>
  `The first ${first} entries were removed under a certificate before this machine had witnessed them all, so it cannot compare what follows with what it saw. An officer can decide, under "Retention and witnesses", to begin behind that certificate.`;

/** What reading came to, and how many entries before the start are still there. */
type Read = { readonly stitched: Stitched; readonly leftOver: number };

async function readLog(snapshot: CutSnapshot, anchor: Anchor, options: VerifyOptions): Promise<Read> {
  const { level, signal, onProgress } = options;
  const tree = atLevel(level, 'merkle');
  const wanted = anchor.checkpoints.flatMap(({ block }) => block?.number ?? []);
  const { start } = snapshot;
  const stitcher = new Stitcher(new Set(wanted), start);
  if (tree && start !== null)
    for (let from = 0; from < start.size; from += WINDOW)
      stitcher.addRemoved(await snapshot.blocksBetween(from, Math.min(from + WINDOW, start.size)));
  const tasks = await planReads(snapshot, {
    from: start?.size ?? 0,
    to: snapshot.sealed,
    before: start?.frontier.slice(subtreesOf(Math.floor(start.size / WINDOW))) ?? [],
    links: atLevel(level, 'chain'),
    tree,
    collect: false,
    cut: level === 'signature' ? anchor.covered : anchor.size,
    wholeLog: true,
    duty: dutyOf(options.pace ?? 'full'),
  });
  onProgress(0, snapshot.sealed);
  for await (const report of readInOrder(snapshot, tasks, signal)) {
    stitcher.add(report, tree);
    onProgress(report.to, snapshot.sealed);
  }
  const stitched = stitcher.finish(snapshot.sealed, tree);
  const left = await snapshot.leftOver(stitched.rowsWithoutSeal);
  return {
    stitched: { ...stitched, rowsWithoutSeal: stitched.rowsWithoutSeal.filter((id) => !left.has(id)) },
    leftOver: left.size,
  };
}

/** Compares with this machine's own copy, unless that turns out to be damaged: then it is no evidence. */
async function againstWitness(
  leads: Parameters<typeof suspect>[0],
  snapshot: LogSnapshot,
  witness: Witness,
  anchor: Anchor,
): Promise<{ readonly agreement: Agreement; readonly gathered: Gathered }> {
  const agreement = await agree(leads.stitched, snapshot, witness, anchor);
  try {
    const gathered = await suspect({ ...leads, differs: agreement.differs }, snapshot, witness);
    return { agreement, gathered };
  } catch (error) {
    if (!(error instanceof TileMissingError)) throw error;
    return {
      agreement: { ...agreement, differs: false, damage: `${OWN_COPY} (its parts contradict each other).` },
      gathered: await suspect(leads, snapshot, witness),
    };
  }
}

const inOrder = (findings: readonly Draft[]): readonly Draft[] =>
  findings.toSorted(
    (a, b) =>
      (a.position ?? Number.MAX_SAFE_INTEGER) - (b.position ?? Number.MAX_SAFE_INTEGER) ||
      (a.entryId ?? 0) - (b.entryId ?? 0),
  );
