import type { ReviewConclusion, ReviewStage, ScopeState } from '../../src-shared/controls/cycles.ts';
import type { Coverage } from '../../src-shared/controls/frameworks.ts';
import type { TestOutcome } from '../../src-shared/controls/tests.ts';
import type { FrameworkNode, Relation } from '../../src-shared/controls/types.ts';

type Tone = 'good' | 'bad' | 'unsure' | 'none';

/** How a requirement is looked after. */
export const COVERAGE_WORDS: Readonly<Record<Coverage, string>> = {
  test: 'Tested',
  review: 'Reviewed',
  'left-out': 'Left out',
  person: 'Not reviewed yet',
};

/** Why, as a sentence. */
export const COVERAGE_REASONS: Readonly<Record<Coverage, string>> = {
  test: 'Automatic tests speak to it. A person concludes on it in a review.',
  review:
    'No automatic test can show it: a person looked at it in the newest review, and a second one approved.',
  'left-out': 'The newest review leaves it out, for a reason that is stated there.',
  person:
    'No automatic test can show it, and no review has come to an approved conclusion on it. Conclude it in the review that is open, or open one for this framework.',
};

/** What one requirement is to another of another framework. */
export const RELATION_WORDS: Readonly<Record<Relation, string>> = {
  equal: 'Asks for the same as',
  subset: 'Asks for a part of',
  superset: 'Asks for more than',
  intersects: 'Overlaps with',
};

type Obligation = NonNullable<FrameworkNode['obligation']>;

export const OBLIGATION_NAMES: Readonly<Record<Obligation, string>> = {
  required: 'Required',
  addressable: 'Addressable',
};

/** Where the word comes from; a framework of one's own may use it, too, but nothing of the rule follows for it. */
const HIPAA_SECURITY = 'hipaa-security';

/** What an obligation means, with the rule where it is one of the rule. */
export function obligationMeaning(framework: string, obligation: Obligation): string {
  const isRule = framework === HIPAA_SECURITY;
  return obligation === 'required'
    ? `It must be done as it is written${isRule ? ' (45 CFR 164.306(d)(2))' : ''}.`
    : `Decide with reasons: implement it, take an equal alternative, or state why it is not reasonable${isRule ? ' (45 CFR 164.306(d)(3))' : ''}. It is never simply left out.`;
}

export const OUTCOME_WORDS: Readonly<Record<TestOutcome | 'not-run', { name: string; tone: Tone }>> = {
  pass: { name: 'Passed', tone: 'good' },
  fail: { name: 'Failed', tone: 'bad' },
  'could-not-tell': { name: 'Could not tell', tone: 'unsure' },
  'not-run': { name: 'Not run yet', tone: 'none' },
};

export const CONCLUSION_WORDS: Readonly<Record<ReviewConclusion, { name: string; tone: Tone }>> = {
  effective: { name: 'Effective', tone: 'good' },
  exception: { name: 'Effective with exceptions', tone: 'unsure' },
  'not-effective': { name: 'Not effective', tone: 'bad' },
  'not-tested': { name: 'Not tested', tone: 'none' },
};

export const SCOPE_WORDS: Readonly<Record<ScopeState, string>> = {
  in: 'In scope',
  out: 'Out of scope',
  'not-applicable': 'Not applicable',
};

export const STAGE_WORDS: Readonly<Record<ReviewStage, string>> = {
  'to-conclude': 'To conclude',
  'to-approve': 'To approve',
  voided: 'Changed since approval',
  approved: 'Approved',
};
