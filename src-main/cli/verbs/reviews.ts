import type { LintFinding } from '../../../src-shared/controls/cycles.ts';
import { newCycleSchema } from '../../../src-shared/controls/reviews.ts';
import { Fault } from '../../base/fault.ts';
import { type Context, mustSignIn, type Outcome, signIn } from '../context.ts';
import { EXIT, exitOf } from '../exit.ts';
import { table } from '../output.ts';

export type OpenOptions = {
  readonly name: string;
  readonly framework: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly due: string;
  readonly owner?: string;
};
export type ApproveOptions = { readonly control?: readonly string[] };

const findingLine = ({ level, requirement, text }: LintFinding): readonly [string, string] => [
  requirement?.id ?? 'cycle',
  `${level}: ${text}`,
];

/** The cycles, newest first. Exit code 2 when a locked one is not what was locked. */
export async function reviewsListVerb({ services }: Context): Promise<Outcome> {
  const cycles = await services.controlReviews.cycles();
  return {
    answer: {
      json: { cycles },
      lines:
        cycles.length === 0
          ? ['No review cycle was opened yet.']
          : table(
              cycles.map(({ cycle, stages, controls, errors, lock }) => [
                `${cycle.id}  ${cycle.name}`,
                `${cycle.frameworks.join(', ')}, ${cycle.from} to ${cycle.to}, ${stages.approved} of ${controls} approved, ${
                  lock === null ? `open, ${errors} things missing` : `locked: ${lock.result}`
                }`,
              ]),
            ),
    },
    exit: exitOf(
      (['tampered', 'could-not-tell'] as const).find((result) =>
        cycles.some(({ lock }) => lock?.result === result),
      ) ?? 'intact',
    ),
  };
}

/** Opens a cycle. @throws Fault `usage`, `framework-unknown` */
export async function reviewsOpenVerb({ services }: Context, options: OpenOptions): Promise<Outcome> {
  const wanted = newCycleSchema.safeParse({
    ...{ name: options.name, frameworks: options.framework, owner: options.owner ?? '' },
    ...{ from: options.from, to: options.to, dueOn: options.due },
  });
  if (!wanted.success)
    throw new Fault(
      'usage',
      `The cycle is not understood: ${wanted.error.issues.map(({ path }) => path.join('.')).join(', ')}.`,
      'Give --name, --framework ID, and --from, --to and --due as days such as 2026-12-31.',
    );
  const { cycleId } = await services.controlReviews.open(wanted.data);
  return { answer: { json: { cycleId }, lines: [`Opened as ${cycleId}.`] }, exit: EXIT.fine };
}

/** One cycle with every control. */
export async function reviewsShowVerb({ services }: Context, cycleId: string): Promise<Outcome> {
  const snapshot = await services.controlReviews.snapshot(cycleId);
  const { cycle, controls } = snapshot;
  return {
    answer: {
      json: snapshot,
      lines: [
        `${cycle.name}: ${cycle.frameworks.join(', ')}, ${cycle.from} to ${cycle.to}, ${cycle.state}`,
        ...table(
          controls.map(({ requirement, scope, conclusion, stage, approvedBy }) => [
            requirement.id,
            `${stage}; ${scope.state === 'in' ? (conclusion ?? 'no conclusion') : scope.state}${approvedBy === null ? '' : `; approved by ${approvedBy}`}`,
          ]),
        ),
      ],
    },
    exit: EXIT.fine,
  };
}

/** What is missing in a cycle or contradicts itself. Exit code 2 while something keeps it from being locked. */
export async function reviewsLintVerb({ services }: Context, cycleId: string): Promise<Outcome> {
  const { lint } = await services.controlReviews.snapshot(cycleId);
  return {
    answer: {
      json: { findings: lint },
      lines: lint.length === 0 ? ['Nothing is missing.'] : table(lint.map(findingLine)),
    },
    exit: lint.some(({ level }) => level === 'error') ? EXIT.tampered : EXIT.fine,
  };
}

/** Approves controls with the token; without names all that wait for it. */
export async function reviewsApproveVerb(
  context: Context,
  cycleId: string,
  { control = [] }: ApproveOptions,
): Promise<Outcome> {
  const { controlReviews } = context.services;
  const { controls } = await controlReviews.snapshot(cycleId);
  const wanted = controls.filter(({ requirement, stage }) =>
    control.length === 0 ? stage === 'to-approve' || stage === 'voided' : control.includes(requirement.id),
  );
  if (wanted.length === 0)
    throw new Fault(
      'usage',
      'No control waits for an approval.',
      'Look at `reviews lint` for what is missing.',
    );
  await mustSignIn(context);
  await controlReviews.approve(
    cycleId,
    wanted.map(({ requirement, revision }) => ({ requirement, revision })),
  );
  const approved = wanted.map(({ requirement }) => requirement.id);
  return {
    answer: { json: { approved }, lines: [`Approved: ${approved.join(', ')}.`] },
    exit: EXIT.fine,
  };
}

/** Locks a cycle with the token. @throws Fault `review-refused` with what is missing */
export async function reviewsLockVerb(context: Context, cycleId: string): Promise<Outcome> {
  await mustSignIn(context);
  await context.services.controlReviews.lock(cycleId);
  return { answer: { json: { cycleId }, lines: ['Locked.'] }, exit: EXIT.fine };
}

/** Checks every signature, result and file of a cycle anew; with the token where evidence is encrypted. */
export async function reviewsVerifyVerb(context: Context, cycleId: string): Promise<Outcome> {
  const { services } = context;
  if ((await services.evidence.list()).some(({ sealed }) => sealed)) await signIn(context);
  const verification = await services.controlReviews.verify(cycleId);
  const { result, problems } = verification;
  return {
    answer: {
      json: verification,
      lines: [
        result,
        ...(problems.length === 0
          ? []
          : table(problems.map(({ requirement, text }) => [requirement?.id ?? 'cycle', text]))),
      ],
    },
    exit: exitOf(result),
  };
}
