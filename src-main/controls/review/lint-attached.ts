import type { ControlReview, LintFinding } from '../../../src-shared/controls/cycles.ts';
import type { Evidence } from '../../../src-shared/controls/evidence.ts';
import type { Sample } from '../../../src-shared/controls/samples.ts';
import type { LintInput } from './lint.ts';
import { type Broken, broken, doubtful, when } from './lint-rule.ts';

function ofEvidence(evidence: Evidence, { cycle, today }: LintInput): readonly Broken[] {
  const { title, state, expiresOn, from, to } = evidence;
  const expired = expiresOn !== null && expiresOn < today;
  // What counted to the end of the period still shows what was then.
  const tooEarly = expired && expiresOn < cycle.to;
  const sentence = `“${title}” counts to ${expiresOn ?? ''} only: add a newer one.`;
  return [
    ...when(
      state === 'missing',
      broken(
        'evidence-missing-file',
        `The file of “${title}” is not there any more: restore the profile from a backup, or add it anew.`,
      ),
    ),
    ...when(
      state === 'changed',
      broken(
        'evidence-changed',
        `The file of “${title}” is not the one that was added: restore it from a backup.`,
      ),
    ),
    ...when(tooEarly, broken('evidence-expired', sentence)),
    ...when(expired && !tooEarly, doubtful('evidence-expired', sentence)),
    ...when(
      to < cycle.from || from > cycle.to,
      broken(
        'evidence-outside-period',
        `“${title}” speaks of ${from} to ${to}, which is outside of the period.`,
      ),
    ),
  ];
}

function ofSample(sample: Sample, control: ControlReview): readonly Broken[] {
  const { title, items, tested, exceptions, completeness, population } = sample;
  return [
    ...when(
      tested < items.length,
      broken(
        'sample-unfinished',
        `${items.length - tested} of ${items.length} items of the sample “${title}” were not looked at.`,
      ),
    ),
    ...when(
      exceptions > 0 && control.conclusion === 'effective',
      broken(
        'effective-though-exceptions',
        `It is said to be effective, and the sample “${title}” has ${exceptions === 1 ? 'one exception' : `${exceptions} exceptions`}.`,
      ),
    ),
    ...when(
      completeness === null,
      doubtful('sample-incomplete', `The population of “${title}” was not compared with a second source.`),
    ),
    ...when(
      completeness?.agrees === false,
      broken(
        'sample-incomplete',
        `The population of “${title}” is not the one of the second source: ${population.count} and ${completeness?.count ?? 0} items.`,
      ),
    ),
  ];
}

/** What does not fit in the evidence that a control names. */
export const evidenceFindings = (control: ControlReview, input: LintInput): readonly LintFinding[] =>
  control.evidence
    .flatMap((id) => {
      const found = input.attached.evidence.get(id);
      return found === undefined
        ? [broken('evidence-missing-file', 'A piece of evidence that it names is not kept here any more.')]
        : ofEvidence(found, input);
    })
    .map((one) => ({ ...one, requirement: control.requirement }));

/** What does not fit in the samples that a control names. */
export const sampleFindings = (control: ControlReview, input: LintInput): readonly LintFinding[] =>
  control.samples
    .flatMap((id) => {
      const sample = input.attached.samples.get(id);
      return sample === undefined
        ? [broken('sample-unfinished', 'A sample that it names is not kept here any more.')]
        : ofSample(sample, control);
    })
    .map((one) => ({ ...one, requirement: control.requirement }));
