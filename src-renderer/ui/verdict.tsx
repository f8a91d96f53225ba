import {
  IconAlertTriangleFilled,
  IconCircleDashed,
  IconHelpCircleFilled,
  IconShieldCheckFilled,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Verdict } from '../../src-shared/audit/types.ts';
import { VERDICT_WORDS } from '../audit/words.ts';

/** A verdict, or null where nothing was checked yet. */
export type MaybeVerdict = Verdict | null;

const ICONS = {
  intact: IconShieldCheckFilled,
  tampered: IconAlertTriangleFilled,
  'could-not-tell': IconHelpCircleFilled,
  'not-checked': IconCircleDashed,
} as const;

/** The class that colours a verdict; the word always stands beside it. */
export function toneOf(verdict: MaybeVerdict): string {
  return { intact: 'good', tampered: 'bad', 'could-not-tell': 'unsure', 'not-checked': 'none' }[
    verdict ?? 'not-checked'
  ];
}

/** The icon of a verdict, for where the word is already said. */
export function VerdictIcon({
  verdict,
  size,
}: {
  readonly verdict: MaybeVerdict;
  readonly size: number;
}): ReactNode {
  const Icon = ICONS[verdict ?? 'not-checked'];
  return <Icon size={size} aria-hidden className={`ink-${toneOf(verdict)}`} />;
}

/** A verdict as icon and word: never colour alone. */
export function VerdictBadge({ verdict }: { readonly verdict: MaybeVerdict }): ReactNode {
  return (
    <span className={`badge badge-${toneOf(verdict)}`} data-verdict={verdict ?? 'not-checked'}>
      <VerdictIcon verdict={verdict} size={14} />
      {VERDICT_WORDS[verdict ?? 'not-checked']}
    </span>
  );
}
