import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleDot, IconInfoCircle } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Status } from '../../src-shared/settings/contract.ts';
import { formatCount } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { useSession } from '../state/session.ts';
import { useUi } from '../state/ui.ts';
import { useRunning } from '../jobs/running.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { useNow } from '../ui/now.ts';
import { Section } from '../ui/page.tsx';
import { nextSteps, type NextStep, type StepAction } from './next-steps.ts';
import { useWaitingCheckpoints } from './waiting-checkpoints.tsx';

const WEIGHTS = {
  urgent: { Icon: IconAlertTriangle, tone: 'bad', word: 'Now' },
  todo: { Icon: IconCircleDot, tone: 'unsure', word: 'To do' },
  hint: { Icon: IconInfoCircle, tone: 'none', word: 'When you need it' },
} as const satisfies Record<NextStep['weight'], unknown>;

/** What to do next, most pressing first, each with the button that does it. */
export function NextSteps({ status }: { readonly status: Status }): ReactNode {
  const now = useNow();
  const navigate = useNavigate();
  const openSignIn = useSession((state) => state.openSignIn);
  const level = useUi((state) => state.level);
  const pace = useUi((state) => state.pace);
  const seal = useAsk('audit.seal');
  const verify = useAsk('audit.verify');
  const explore = useAsk('sample.explore');
  const running = useRunning(['seal', 'verify', 'sample']);
  const jobs = useAnswer('jobs.list', {}).data?.jobs ?? [];
  const plans = useAnswer('schedule.list', {}).data?.plans ?? [];
  const waiting = useWaitingCheckpoints();
  const steps = nextSteps(status, now, formatCount, { jobs, plans, waiting: waiting.rows.length });
  const failure = seal.failure ?? verify.failure ?? explore.failure;

  const act = (action: StepAction): void => {
    switch (action.kind) {
      case 'go':
        void navigate({ to: action.to });
        return;
      case 'run':
        void navigate({ to: '/integrity/runs/$runId', params: { runId: action.runId } });
        return;
      case 'sign-waiting':
        waiting.open();
        return;
      case 'seal':
        void seal.ask({});
        return;
      case 'verify':
        void verify.ask({ level, pace });
        return;
      case 'start-sample':
        void explore.ask({});
        return;
      case 'sign-in':
        openSignIn();
    }
  };

  return (
    <Section title="What to do next">
      {waiting.sheet}
      {running === undefined ? null : <JobProgress job={running} />}
      {failure === null ? null : <FailurePanel failure={failure} />}
      {steps.length === 0 && running === undefined ? (
        <p className="row">
          <IconCircleCheck size={20} className="ink-good" aria-hidden />
          Nothing is waiting for you.
        </p>
      ) : null}
      <ul className="next-steps">
        {steps.map((step, at) => {
          const { Icon, tone, word } = WEIGHTS[step.weight];
          return (
            <li key={step.id} data-step={step.id}>
              <Icon size={20} className={`ink-${tone}`} aria-label={word} />
              <div className="grow">
                <p className="strong">{step.title}</p>
                <p className="soft" dir="auto">
                  {step.detail}
                </p>
                <Button
                  size="xs"
                  variant={at === 0 && step.weight !== 'hint' ? 'filled' : 'default'}
                  disabled={
                    running !== undefined && ['seal', 'verify', 'start-sample'].includes(step.action.kind)
                  }
                  onClick={() => {
                    act(step.action);
                  }}
                >
                  {step.label}
                </Button>
              </div>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
