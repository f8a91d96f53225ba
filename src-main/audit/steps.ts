import {
  LEVELS,
  type Finding,
  type Verdict,
  type VerificationLevel,
  type VerificationStep,
} from '../../src-shared/audit/types.ts';
import type { Anchor } from './anchor.ts';
import type { LogSnapshot } from './ports.ts';
import type { Stitched } from './stitch.ts';

const includes = (level: VerificationLevel, other: VerificationLevel): boolean =>
  LEVELS.indexOf(level) >= LEVELS.indexOf(other);

/** What each step did and saw, for the officer. */
export function stepsOf(
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
