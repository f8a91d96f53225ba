import type { CaseView } from '../../src-shared/rights/contract.ts';
import type { Companion } from '../../src-shared/rights/dossier.ts';
import type { Step } from '../../src-shared/rights/steps.ts';

/** A text that will travel with records. */
export interface CompanionText {
  readonly kind: Companion['kind'];
  readonly label: string;
  readonly description: string;
  /** Whether nothing can be linked without it. */
  readonly needed: boolean;
}

/** The texts of a step that puts something with the record (45 CFR 164.526(c)(1), (d)(4)). */
export function companionTexts(
  step: 'record-amendment' | 'link-statements',
  { row }: CaseView,
): readonly CompanionText[] {
  if (step === 'record-amendment')
    return [
      {
        ...{ kind: 'amendment', label: 'The amendment', needed: true },
        description: 'What the record says from now on. Nothing is overwritten: it stands beside the entry.',
      },
    ];
  return [
    {
      ...{ kind: 'request', label: 'The request', needed: true },
      description: 'What the person asked to be changed, or an accurate summary of it',
    },
    {
      ...{ kind: 'denial', label: 'The denial', needed: true },
      description: 'Why it was refused, or an accurate summary of it',
    },
    {
      ...{
        kind: 'disagreement',
        label: 'The statement of disagreement',
        needed: row.state !== 'delivered' && row.state !== 'closed',
      },
      description: 'As the person filed it; empty if none was filed',
    },
    {
      ...{ kind: 'rebuttal', label: 'The rebuttal', needed: row.state === 'rebutted' },
      description: 'As the person has a copy of it; empty if there is none',
    },
  ];
}

/** The step that says it was done. */
export const companionStep = (
  step: 'record-amendment' | 'link-statements',
  records: number,
  sha256: string,
  notified: number,
): Step => (step === 'record-amendment' ? { step, records, sha256, notified } : { step, records, sha256 });
