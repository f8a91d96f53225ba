import type { ControlReview, LintFinding } from '../../../src-shared/controls/cycles.ts';
import type { LintInput } from './lint.ts';
import { type Broken, broken, doubtful, when } from './lint-rule.ts';

/** What is missing on the way to an approval. */
function stageFindings(control: ControlReview): readonly Broken[] {
  const { stage, scope, conclusion, voided } = control;
  return [
    ...when(
      scope.state === 'in' && conclusion === null,
      broken('not-concluded', 'It has no conclusion yet: say what the review came to.'),
    ),
    ...when(
      stage === 'to-approve',
      broken('not-approved', 'No second person has approved it: ask one to sign in and approve.'),
    ),
    ...when(
      voided !== null,
      broken('approval-void', `Its approval does not hold. ${voided ?? ''} Have it approved again.`),
    ),
  ];
}

function scopeFindings({ scope, obligation, addressable }: ControlReview): readonly Broken[] {
  const left = scope.state !== 'in';
  const what = scope.state === 'out' ? 'out of scope' : 'not applicable';
  return [
    ...when(
      left && scope.reason === '',
      broken('left-out-without-reason', `It is ${what} without a reason: write down why.`),
    ),
    ...when(
      obligation === 'addressable' && scope.state === 'not-applicable',
      broken(
        'addressable-undecided',
        'It is addressable, which is never “not applicable”: implement it, take an alternative, or say why it is not reasonable.',
      ),
    ),
    ...when(
      obligation === 'addressable' && !left && addressable === null,
      broken(
        'addressable-undecided',
        'It is addressable: decide whether to implement it, to take an alternative, or why it is not reasonable.',
      ),
    ),
    ...when(
      addressable?.rationale === '',
      broken(
        'addressable-without-rationale',
        'The decision on this addressable specification has no reason.',
      ),
    ),
  ];
}

function conclusionFindings(control: ControlReview, input: LintInput): readonly Broken[] {
  const { scope, conclusion, narrative, testResults, evidence, samples } = control;
  if (scope.state !== 'in') return [];
  const results = testResults.map((id) => input.attached.results.get(id));
  const titled = (outcome: 'fail' | 'could-not-tell'): readonly string[] => [
    ...new Set([
      ...results.flatMap((result) => (result?.outcome === outcome ? [result.testId] : [])),
      ...(input.cycle.state === 'locked'
        ? []
        : input
            .failing(control.requirement)
            .filter((test) => test.outcome === outcome)
            .map(({ title }) => title)),
    ]),
  ];
  const effective = conclusion === 'effective';
  const [failed, unclear] = [titled('fail'), titled('could-not-tell')];
  return [
    ...when(
      conclusion === 'not-tested' && narrative === '',
      broken('not-tested-without-reason', 'It was not tested and nobody says why: write down the reason.'),
    ),
    ...when(
      (conclusion === 'exception' || conclusion === 'not-effective') && narrative === '',
      broken('conclusion-without-narrative', 'What was found is not written down: describe it.'),
    ),
    ...when(
      (effective || conclusion === 'exception') &&
        testResults.length + evidence.length + samples.length === 0,
      broken(
        'effective-without-evidence',
        'It is said to be effective, and nothing shows it: attach a test result, a document or a sample.',
      ),
    ),
    ...when(
      results.includes(undefined),
      broken('result-missing', 'A test result that is attached is not kept here any more, or was changed.'),
    ),
    ...when(
      effective && failed.length > 0,
      broken(
        'effective-though-test-failed',
        `It is said to be effective, and a test failed: ${failed.slice(0, 5).join('; ')}.`,
      ),
    ),
    ...when(
      effective && unclear.length > 0,
      doubtful(
        'effective-though-test-unclear',
        `It is said to be effective, and a test could not tell: ${unclear.slice(0, 5).join('; ')}.`,
      ),
    ),
  ];
}

/** What does not fit in a control by itself. */
export function controlFindings(control: ControlReview, input: LintInput): readonly LintFinding[] {
  const { cycle, today, selfApproved } = input;
  return [
    ...stageFindings(control),
    ...scopeFindings(control),
    ...conclusionFindings(control, input),
    ...when(
      selfApproved(control),
      broken('approver-is-preparer', 'Who approved it is who prepared it: another person must approve it.'),
    ),
    ...when(
      cycle.state === 'open' && control.stage !== 'approved' && control.dueOn < today,
      doubtful('overdue', `It was due on ${control.dueOn}.`),
    ),
  ].map((one) => ({ ...one, requirement: control.requirement }));
}
