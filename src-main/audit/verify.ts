import type {
  Checkpoint,
  Finding,
  Verdict,
  VerificationLevel,
  VerificationStep,
} from '../../src-shared/audit/types.ts';
import { LEVELS } from '../../src-shared/audit/types.ts';
import { type Hash, hexOf } from '../base/hash.ts';
import { checkCheckpoint, noteKeyName, parseCheckpoint } from './checkpoint.ts';
import { classify, type Moment } from './classify.ts';
import { planReads, readInOrder } from './plan.ts';
import type { LogSnapshot, SealedLog, StoredCheckpoint, Witness } from './ports.ts';
import { type Stitched, Stitcher } from './stitch.ts';
import { structuralFindings } from './structure.ts';
import { suspect } from './suspects.ts';
import { rootAt, TileMissingError } from './tiles.ts';

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
    const agreement = includes(level, 'blockchain') ? await agree(stitched, snapshot, subject, anchor) : null;
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

/** What this machine brings to the verification. */
type Anchor = {
  readonly size: number;
  readonly checkpoints: readonly StoredCheckpoint[];
  readonly newest: StoredCheckpoint | null;
  /** Entries that the newest valid checkpoint covers. */
  readonly covered: number;
};

async function readAnchor(witness: Witness): Promise<Anchor> {
  const checkpoints = await witness.checkpoints();
  const newest = checkpoints.at(-1) ?? null;
  return { size: await witness.size(), checkpoints, newest, covered: newest?.size ?? 0 };
}

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

function signatureFindings(anchor: Anchor, moment: Moment): readonly Finding[] {
  const findings: Finding[] = [];
  for (const checkpoint of anchor.checkpoints) {
    const parsed = parseCheckpoint(checkpoint.note);
    const check = checkCheckpoint(checkpoint.note, checkpoint.certificate);
    const states =
      parsed !== null && parsed.body.size === checkpoint.size && parsed.body.root === checkpoint.root;
    if (check === 'ok' && states) continue;
    findings.push({
      type: 'signature-invalid',
      position: checkpoint.size > 0 ? checkpoint.size - 1 : null,
      entryId: null,
      earliest: moment.earliest(null),
      latest: moment.latest,
      evidence: {
        summary: `The checkpoint over ${checkpoint.size} entries ${SIGNATURE_WORDS[check]}.`,
        expectedLeaf: null,
        foundLeaf: null,
        reference: 'checkpoint',
        before: null,
        now: null,
        movedFrom: null,
        block: parsed?.body.block?.number ?? null,
      },
    });
  }
  return findings;
}

const SIGNATURE_WORDS = {
  ok: 'does not say what was recorded of it',
  malformed: 'is damaged and cannot be read',
  'no-such-key': 'is not signed by the key it names',
  'does-not-verify': 'has a signature that does not verify',
  'outside-validity': 'was signed outside the validity of its certificate',
} as const;

/** How the log agrees with this machine's copy. */
export type Agreement = {
  /** The seals up to the common size are not those that were witnessed, or fewer. */
  readonly differs: boolean;
  /** Blocks that a checkpoint names and that are not what they were. */
  readonly foreignBlocks: readonly number[];
  /** Why our own copy cannot serve, or null. */
  readonly damage: string | null;
};

async function agree(
  stitched: Stitched,
  snapshot: LogSnapshot,
  subject: Subject,
  anchor: Anchor,
): Promise<Agreement> {
  const read = subject.witness.tile.bind(subject.witness);
  const nothing = { differs: false, foreignBlocks: [] };
  try {
    for (const checkpoint of anchor.checkpoints)
      if (checkpoint.size > anchor.size || (await rootAt(checkpoint.size, read)) !== checkpoint.root)
        return {
          ...nothing,
          damage: `${OWN_COPY} (it does not give the root of the checkpoint over ${checkpoint.size} entries).`,
        };
    const foreignBlocks = anchor.checkpoints.flatMap((checkpoint) => {
      const block = parseCheckpoint(checkpoint.note)?.body.block;
      if (block === null || block === undefined) return [];
      return stitched.blockHashes.get(block.number) === block.hash ? [] : [block.number];
    });
    const root: Hash | null = anchor.size === 0 ? null : await rootAt(anchor.size, read);
    const differs = anchor.size > snapshot.sealed || (root !== null && stitched.cutRoot !== root);
    return { differs, foreignBlocks: [...new Set(foreignBlocks)], damage: null };
  } catch (error) {
    if (error instanceof TileMissingError)
      return { ...nothing, damage: `${OWN_COPY} (a part of it is missing).` };
    throw error;
  }
}

const OWN_COPY = "This machine's own copy of the log's hashes is damaged";

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

const checkpointOf = (checkpoint: StoredCheckpoint): Checkpoint | null => {
  const parsed = parseCheckpoint(checkpoint.note);
  return parsed === null
    ? null
    : {
        origin: parsed.body.origin,
        size: checkpoint.size,
        root: hexOf(checkpoint.root),
        signedAt: parsed.body.time,
        keyName: noteKeyName(checkpoint.certificate),
        note: checkpoint.note,
      };
};

function stepsOf(
  level: VerificationLevel,
  stitched: Stitched,
  snapshot: LogSnapshot,
  anchor: Anchor,
  findings: readonly Finding[],
  reason: string | null,
): readonly VerificationStep[] {
  const number = (value: number): string => value.toLocaleString('en-US');
  const verdict = (bad: boolean): Verdict => (bad ? 'tampered' : 'intact');
  const rowsBad = stitched.mismatches.length > 0 || stitched.sealsWithoutRow.length > 0;
  const linksBad =
    stitched.missingSeals.length > 0 ||
    stitched.brokenLinks.length > 0 ||
    findings.some((f) => f.type === 'insertion' || f.type === 'reordering');
  const signaturesBad = findings.some((f) => f.type === 'signature-invalid');
  const anchored = anchor.newest !== null;
  const steps: VerificationStep[] = [
    {
      step: 'rows',
      verdict: verdict(rowsBad),
      detail: `${number(stitched.rows)} rows were read and compared with ${number(stitched.seals)} seals.`,
    },
  ];
  if (includes(level, 'chain'))
    steps.push({
      step: 'links',
      verdict: verdict(linksBad),
      detail: `The chain was followed over ${number(snapshot.sealed)} positions; gaps and rows without a seal were looked for.`,
    });
  if (includes(level, 'merkle'))
    steps.push({
      step: 'tree',
      verdict: verdict(stitched.blockFaults.length > 0 || stitched.missingSeals.length > 0),
      detail: `The tree was rebuilt from the seals and compared with every block.`,
    });
  if (includes(level, 'signature'))
    steps.push({
      step: 'signatures',
      verdict: signaturesBad ? 'tampered' : anchored ? 'intact' : 'could-not-tell',
      detail: anchored
        ? `${number(anchor.checkpoints.length)} signed checkpoints were verified with their certificates.`
        : 'There is no signed checkpoint to verify.',
    });
  if (includes(level, 'blockchain'))
    steps.push({
      step: 'witness',
      verdict: findings.some((f) => f.evidence.reference === 'witness' || f.evidence.reference === 'block')
        ? 'tampered'
        : reason === null
          ? 'intact'
          : 'could-not-tell',
      detail: `Log, blocks and checkpoints were compared with the ${number(anchor.size)} entries this machine has witnessed.`,
    });
  return steps;
}
