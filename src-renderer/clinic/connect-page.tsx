import { Button } from '@mantine/core';
import { IconCheck, IconCircleCheck } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useAnswer } from '../lib/query.ts';
import { useUi } from '../state/ui.ts';
import { TokenChoice } from '../token/token-choice.tsx';
import { Notice } from '../ui/notice.tsx';
import { Loading, Page, Section } from '../ui/page.tsx';
import { DatabaseStep } from './database-step.tsx';

const STEPS = [
  { id: 'database', name: 'Database' },
  { id: 'token', name: 'Token' },
  { id: 'done', name: 'Done' },
] as const;
type StepId = (typeof STEPS)[number]['id'];

/** The guided way to a connected clinic. Where it goes on after leaving, or a crash, follows from what is already saved. */
export function ConnectPage(): ReactNode {
  const status = useAnswer('app.status', {});
  if (status.isPending) return <Loading />;
  const resumed = status.data?.profile === 'clinic' && status.data.token.state === 'not-configured';
  return (
    <Rail
      first={resumed ? 'token' : 'database'}
      noLog={status.data?.clinic.guarded === false}
      backTo={status.data?.profile === 'none' ? '/welcome' : '/settings'}
    />
  );
}

function Rail({
  first,
  noLog,
  backTo,
}: {
  readonly first: StepId;
  /** The database that was connected has no guard schema. */
  readonly noLog: boolean;
  readonly backTo: '/welcome' | '/settings';
}): ReactNode {
  const navigate = useNavigate();
  const clearDraft = useUi((state) => state.clearDraft);
  const [step, setStep] = useState<StepId>(first);
  const at = STEPS.findIndex(({ id }) => id === step);
  return (
    <Page
      title="Connect to your clinic"
      lead={
        <Link to={backTo} className="link">
          {backTo === '/welcome' ? 'Back to the choice' : 'Back to Settings'}
        </Link>
      }
    >
      <div className="guide">
        <ol className="rail" aria-label="Steps">
          {STEPS.map(({ id, name }, index) => (
            <li key={id} data-state={index < at ? 'done' : index === at ? 'now' : 'later'}>
              <button
                type="button"
                disabled={index >= at || step === 'done'}
                aria-current={index === at ? 'step' : undefined}
                onClick={() => {
                  setStep(id);
                }}
              >
                <span className="step-number" aria-hidden>
                  {index < at ? <IconCheck size={14} /> : index + 1}
                </span>
                {name}
                <span className="small soft">{index < at ? 'Done' : index === at ? 'Now' : ''}</span>
              </button>
            </li>
          ))}
        </ol>
        {/* Kept alive while stepping back and forth: nothing typed is lost. */}
        <div hidden={step !== 'database'}>
          <DatabaseStep
            onSaved={() => {
              setStep('token');
            }}
          />
        </div>
        {step === 'token' ? (
          <Section title="The token that signs for you">
            {noLog ? <NoGuardNote /> : null}
            <p className="soft">
              Choose the module of your token’s vendor, then the token. Attestry looks at it without a PIN.
            </p>
            <TokenChoice
              onReady={() => {
                setStep('done');
              }}
            />
            <div className="row">
              <Button
                variant="subtle"
                onClick={() => {
                  setStep('done');
                }}
              >
                Do this later
              </Button>
              <p className="soft small">Without a token you can look and verify, but not sign.</p>
            </div>
          </Section>
        ) : null}
        {step === 'done' ? (
          <Section title="Done">
            <p className="row">
              <IconCircleCheck size={20} className="ink-good" aria-hidden />
              {noLog
                ? 'The clinic is connected. Next: choose an audit table to watch.'
                : 'The clinic is connected. Next: seal the log, then verify it.'}
            </p>
            {noLog ? <NoGuardNote /> : null}
            <div className="row">
              {noLog ? (
                <Button
                  onClick={() => {
                    clearDraft();
                    void navigate({ to: '/integrity/tables' });
                  }}
                >
                  Choose an audit table
                </Button>
              ) : null}
              <Button
                variant={noLog ? 'default' : 'filled'}
                onClick={() => {
                  clearDraft();
                  void navigate({ to: '/' });
                }}
              >
                Go to the overview
              </Button>
            </div>
          </Section>
        ) : null}
      </div>
    </Page>
  );
}

const NoGuardNote = (): ReactNode => (
  <Notice tone="unsure">
    There is no guard schema; Attestry can watch audit tables the clinic already has. Choose them under
    Integrity, Other audit tables.
  </Notice>
);
