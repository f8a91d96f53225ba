import type { Finding, Verdict, VerificationLevel, VerificationStep } from '../../src-shared/audit/types.ts';
import type { Anchor } from './anchor-points.ts';
import { SUSPECT_LIMIT } from './compare.ts';
import { atLevel } from './levels.ts';
import type { LogStart } from './log-start.ts';
import type { Stitched } from './stitch.ts';
import type { Gathered } from './suspects.ts';

/** What each step did and saw, for the officer. */
export function stepsOf(seen: {
  readonly level: VerificationLevel;
  readonly stitched: Stitched;
  readonly sealed: number;
  readonly anchor: Anchor;
  readonly gathered: Gathered;
  readonly findings: readonly Finding[];
  readonly reason: string | null;
  readonly start: LogStart | null;
  readonly leftOver: number;
  readonly standby: boolean;
  readonly remark: string | null;
  /** Sentence on a clock that was set back, or null. */
  readonly clock: string | null;
}): readonly VerificationStep[] {
  const { level, stitched, anchor, gathered, findings, reason, start } = seen;
  const number = (value: number): string => value.toLocaleString('en-US');
  const verdict = (bad: boolean): Verdict => (bad ? 'tampered' : 'intact');
  const rowsBad = gathered.expected.some((e) => gathered.rows.get(e.entryId)?.leaf !== e.leaf);
  const first = gathered.cut ? ` Only the first ${number(SUSPECT_LIMIT)} differences were looked into.` : '';
  const linksBad =
    stitched.missingSeals.length > 0 ||
    stitched.brokenLinks.length > 0 ||
    findings.some((f) => f.type === 'insertion' || f.type === 'deletion' || f.type === 'reordering');
  const signaturesBad = findings.some((f) => f.evidence.reference === 'checkpoint');
  const anchored = anchor.newest !== null;
  const restored = gathered.restored === null ? '' : ` ${gathered.restored}`;
  const removed = start === null ? '' : ` ${removedWords(start, seen.leftOver)}`;
  const followed = seen.standby ? ` ${STANDBY}` : '';
  const steps: VerificationStep[] = [
    {
      step: 'rows',
      verdict: verdict(rowsBad),
      detail: `${number(stitched.rows)} rows were read and compared with ${number(stitched.seals)} seals.${first}${followed}${removed}${seen.clock === null ? '' : ` ${seen.clock}`}`,
    },
  ];
  if (atLevel(level, 'chain'))
    steps.push({
      step: 'links',
      verdict: verdict(linksBad),
      detail: `The chain was followed over ${number(seen.sealed)} positions; gaps and rows without a seal were looked for.`,
    });
  if (atLevel(level, 'merkle'))
    steps.push({
      step: 'tree',
      verdict: verdict(
        stitched.blockFaults.length > 0 || stitched.missingSeals.length > 0 || stitched.uncovered !== null,
      ),
      detail: `The tree was rebuilt from the seals and compared with every block.`,
    });
  if (atLevel(level, 'signature'))
    steps.push({
      step: 'signatures',
      verdict: signaturesBad ? 'tampered' : anchored ? 'intact' : 'could-not-tell',
      detail: anchored
        ? `${number(anchor.checkpoints.length)} signed ${anchor.checkpoints.length === 1 ? 'checkpoint was' : 'checkpoints were'} verified with ${anchor.checkpoints.length === 1 ? 'its certificate' : 'their certificates'}, and the tree with the newest.`
        : 'There is no signed checkpoint to verify.',
    });
  if (atLevel(level, 'blockchain'))
    steps.push({
      step: 'witness',
      verdict: findings.some((f) => f.evidence.reference === 'witness' || f.evidence.reference === 'block')
        ? 'tampered'
        : reason === null
          ? 'intact'
          : 'could-not-tell',
      detail: `Log, blocks and checkpoints were compared with the ${number(anchor.size)} entries this machine has witnessed.${restored}${seen.remark === null ? '' : ` ${seen.remark}`}`,
    });
  return steps;
}

const STANDBY =
  'They were read from a standby, a copy that follows another server: what is in that one, and how far the copy is behind it, was not looked at.';

/** What was removed and in whose name, and whether that has come to its end. */
export function removedWords({ size, certificate }: LogStart, leftOver: number): string {
  const number = (value: number): string => value.toLocaleString('en-US');
  const left =
    leftOver === 0
      ? ''
      : ` ${number(leftOver)} of them ${leftOver === 1 ? 'is' : 'are'} still there: the removal was not finished; run it again.`;
  return `The first ${number(size)} entries were removed under a certificate signed by ${certificate.by} on ${certificate.time}: verification begins behind them.${left}`;
}
