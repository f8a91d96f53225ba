import { Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { useAnswer, useAsk } from '../lib/query.ts';
import { useSession } from '../state/session.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page, Section } from '../ui/page.tsx';
import { type IntakeDraft, intakeMissing, useIntake } from './intake.ts';
import { IntakePeople } from './intake-people.tsx';
import { IntakeRequest } from './intake-request.tsx';
import { IntakeRight } from './intake-right.tsx';
import { IntakeSummary } from './intake-summary.tsx';
import { useToday } from './requests.ts';

const STEPS = [
  'The right and the day',
  'Who asks, for whom',
  'What is asked for',
  'Check and record',
] as const;

/** The guided way from a request that came in to a case with a running clock. */
export function NewRequestPage(): ReactNode {
  const navigate = useNavigate();
  const today = useToday();
  const { draft: kept, keep, clear } = useIntake();
  const open = useAsk('rights.open');
  const status = useAnswer('app.status', {});
  const openSignIn = useSession((state) => state.openSignIn);
  const signedIn = status.data?.token.state === 'signed-in';
  const [done, setDone] = useState<{
    readonly caseId: string;
    readonly duplicates: readonly string[];
  } | null>(null);
  const draft: IntakeDraft =
    kept.opening.receivedOn === '' ? { ...kept, opening: { ...kept.opening, receivedOn: today } } : kept;
  const missing = intakeMissing(draft, today);
  const last = STEPS.length - 1;
  const go = (step: number): void => {
    keep({ step });
  };
  const record = (): void => {
    const { opening, words, scan } = draft;
    void open.ask({ opening, words, scan: scan?.handle ?? null }).then((answer) => {
      if (answer === null) return;
      clear();
      if (answer.duplicates.length > 0) setDone(answer);
      else void navigate({ to: '/rights/$caseId', params: { caseId: answer.caseId }, replace: true });
    });
  };
  if (done !== null) return <Recorded {...done} />;
  return (
    <Page
      title="New request"
      lead={
        <>
          <Link to="/rights" className="link">
            All requests
          </Link>{' '}
          · What you type stays here until you record it, close the window, or start over.
        </>
      }
      actions={
        <Button variant="subtle" onClick={clear} className="no-shrink">
          Start over
        </Button>
      }
    >
      <div className="guide">
        <ol className="rail" aria-label="Steps">
          {STEPS.map((name, index) => {
            const state = index < draft.step ? 'done' : index === draft.step ? 'now' : 'later';
            return (
              <li key={name} data-state={state}>
                <button
                  type="button"
                  aria-current={state === 'now' ? 'step' : undefined}
                  onClick={() => {
                    go(index);
                  }}
                >
                  <span className="step-number" aria-hidden>
                    {state === 'done' ? <IconCheck size={14} /> : index + 1}
                  </span>
                  {name}
                </button>
              </li>
            );
          })}
        </ol>
        <form
          className="stack intake"
          onSubmit={(event) => {
            event.preventDefault();
            if (draft.step < last) go(draft.step + 1);
            else if (missing.length === 0 && signedIn) record();
          }}
        >
          {draft.step === 0 ? <IntakeRight draft={draft} today={today} onChange={keep} /> : null}
          {draft.step === 1 ? <IntakePeople draft={draft} onChange={keep} /> : null}
          {draft.step === 2 ? <IntakeRequest draft={draft} onChange={keep} /> : null}
          {draft.step === last ? <IntakeSummary draft={draft} missing={missing} /> : null}
          {draft.step === last && !signedIn ? (
            <Notice tone="none">
              <p>Names are sealed under the token’s key, so recording needs you to be signed in.</p>
              <Button size="compact-sm" variant="default" onClick={openSignIn}>
                Sign in
              </Button>
            </Notice>
          ) : null}
          {open.failure === null ? null : <FailurePanel failure={open.failure} />}
          <div className="row row-end">
            {draft.step === 0 ? null : (
              <Button
                variant="default"
                onClick={() => {
                  go(draft.step - 1);
                }}
              >
                Back
              </Button>
            )}
            {draft.step < last ? (
              <Button type="submit">Continue</Button>
            ) : (
              <Button type="submit" loading={open.busy} disabled={missing.length > 0 || !signedIn}>
                Record the request
              </Button>
            )}
          </div>
        </form>
      </div>
    </Page>
  );
}

function Recorded({
  caseId,
  duplicates,
}: {
  readonly caseId: string;
  readonly duplicates: readonly string[];
}): ReactNode {
  return (
    <Page title={`${caseId} is recorded`} lead="The clock runs from the day of receipt.">
      <Section title="It may be about the same as">
        <p>
          These requests are about the same person and the same right. They are linked; each keeps its own
          clock and its own check of identity.
        </p>
        <ul className="row wrap">
          {duplicates.map((other) => (
            <li key={other}>
              <Link to="/rights/$caseId" params={{ caseId: other }} className="link mono">
                {other}
              </Link>
            </li>
          ))}
        </ul>
        <Link to="/rights/$caseId" params={{ caseId }} className="link">
          Go on with {caseId}
        </Link>
      </Section>
    </Page>
  );
}
