import type { ControlReview, Cycle, LintFinding } from '../../../src-shared/controls/cycles.ts';
import type { RequirementRef } from '../../../src-shared/controls/types.ts';
import { controlFindings } from './lint-control.ts';
import { evidenceFindings, sampleFindings } from './lint-attached.ts';
import type { Attached } from './control-state.ts';

/** What the check of a cycle looks at. */
export type LintInput = {
  readonly cycle: Cycle;
  readonly controls: readonly ControlReview[];
  readonly attached: Attached;
  /** Tests that support a requirement and whose last known outcome is not a pass, by name. */
  readonly failing: (requirement: RequirementRef) => readonly {
    readonly title: string;
    readonly outcome: 'fail' | 'could-not-tell';
  }[];
  /** Whether somebody approved it who had prepared it. */
  readonly selfApproved: (control: ControlReview) => boolean;
  /** The day it is for the clinic. */
  readonly today: string;
};

/** Everything in a cycle that does not fit together, in the order of its controls; the worst of a control first. */
export function lintCycle(input: LintInput): readonly LintFinding[] {
  const { cycle, controls, today } = input;
  const findings = controls.flatMap((control) => {
    const own = [
      ...controlFindings(control, input),
      ...evidenceFindings(control, input),
      ...sampleFindings(control, input),
    ];
    return own.toSorted((a, b) => a.level.localeCompare(b.level));
  });
  const open = controls.filter(({ stage }) => stage !== 'approved').length;
  return cycle.state === 'open' && cycle.dueOn < today && open > 0
    ? [
        {
          ...{ rule: 'overdue', level: 'warning', requirement: null },
          text: `The cycle was due on ${cycle.dueOn} and ${open === 1 ? 'one control is' : `${open} controls are`} still open.`,
        },
        ...findings,
      ]
    : findings;
}
