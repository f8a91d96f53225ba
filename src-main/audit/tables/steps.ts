import type { Verdict, VerificationLevel, VerificationStep } from '../../../src-shared/audit/types.ts';
import type { Anchor } from '../anchor-points.ts';
import { SUSPECT_LIMIT } from '../compare.ts';
import { atLevel } from '../levels.ts';
import type { OwnCopy } from '../offline.ts';
import type { Comparison } from './compare.ts';

const number = (value: number): string => value.toLocaleString('en-US');

/** What each step did and saw, for the officer. */
export function tableSteps(seen: {
  readonly level: VerificationLevel;
  readonly compared: Comparison;
  readonly size: number;
  readonly anchor: Anchor;
  readonly own: OwnCopy | null;
  readonly damage: string | null;
  readonly restored: string | null;
  readonly added: readonly string[];
  /** How many checkpoints have a signature that does not hold. */
  readonly signatures: number;
}): readonly VerificationStep[] {
  const { level, compared, size, anchor, damage } = seen;
  const judged = (bad: boolean): Verdict =>
    damage !== null || size === 0 ? 'could-not-tell' : bad ? 'tampered' : 'intact';
  const missing = compared.absent.length > 0 || compared.behind.length > 0;
  const sentences = [
    `${number(compared.rows)} rows were read and compared with the ${number(size)} that this machine witnessed.`,
    ...(compared.cut ? [`Only the first ${number(SUSPECT_LIMIT)} differences were looked into.`] : []),
    ...(compared.keyless > 0
      ? [`${number(compared.keyless)} rows lack a part of their key; nothing can be said of them.`]
      : []),
    ...(seen.added.length > 0
      ? [
          `${seen.added.length === 1 ? 'A column that was' : `${number(seen.added.length)} columns that were`} added since the mapping ${seen.added.length === 1 ? 'is' : 'are'} not protected.`,
        ]
      : []),
  ];
  const steps: VerificationStep[] = [
    {
      step: 'rows',
      verdict: judged(compared.changed.length > 0 || (level === 'basic' && missing)),
      detail: sentences.join(' '),
    },
  ];
  if (atLevel(level, 'chain'))
    steps.push({
      step: 'links',
      verdict: judged(missing),
      detail: `Missing rows and rows put in behind were looked for. ${seen.restored ?? ''}`.trim(),
    });
  if (atLevel(level, 'merkle'))
    steps.push({
      step: 'tree',
      verdict: damage === null ? (size === 0 ? 'could-not-tell' : 'intact') : 'could-not-tell',
      detail: damage ?? "The tree was rebuilt from every leaf of this machine's own copy.",
    });
  if (atLevel(level, 'signature')) {
    const { length } = anchor.checkpoints;
    steps.push({
      step: 'signatures',
      verdict: seen.signatures > 0 ? 'tampered' : length === 0 ? 'could-not-tell' : 'intact',
      detail:
        length === 0
          ? 'There is no signed checkpoint to verify.'
          : `${number(length)} signed ${length === 1 ? 'checkpoint was' : 'checkpoints were'} verified with ${length === 1 ? 'its certificate' : 'their certificates'}.`,
    });
  }
  if (atLevel(level, 'blockchain'))
    steps.push({
      step: 'witness',
      verdict:
        damage !== null || anchor.newest === null || size === 0
          ? 'could-not-tell'
          : missing || compared.changed.length > 0
            ? 'tampered'
            : 'intact',
      detail: `Every checkpoint was compared with the tree over the ${number(size)} rows that this machine witnessed. The clinic keeps no seals of this table: nothing else vouches for it.`,
    });
  return steps;
}
