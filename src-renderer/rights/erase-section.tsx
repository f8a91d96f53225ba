import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { DisposalState } from '../../src-shared/phi/disposal.ts';
import type { CaseView } from '../../src-shared/rights/contract.ts';
import type { Administrator } from '../clinic/administrator.tsx';
import { useNewest, useRunning } from '../jobs/running.ts';
import { formatOf } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { Planned } from '../phi/deletion.tsx';
import { ConfirmSign } from '../ui/confirm-sign.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { Notice } from '../ui/notice.tsx';
import { Loading, Section } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';
import { Done } from './case-erasure.tsx';
import { CaseLink } from './case-link.tsx';
import { SignedIn } from './signed-in.tsx';
import { STATE_WORDS } from './words.ts';

type Props = {
  readonly caseId: string;
  readonly retention: DisposalState;
  readonly administrator: Administrator;
};

/** Erasing what a request was granted: whose rows they are comes from the case, and what came of it goes back there. */
export function EraseSection({ caseId, retention, administrator }: Props): ReactNode {
  const view = useAnswer('rights.get', { caseId });
  return (
    <Section
      title={`Erase for request ${caseId}`}
      aside={
        <Link to="/rights/$caseId" params={{ caseId }} className="link">
          Back to the request
        </Link>
      }
    >
      {view.isPending ? <Loading lines={2} /> : null}
      {view.isError ? <FailurePanel failure={view.error} onRetry={() => void view.refetch()} /> : null}
      {view.data === undefined ? null : (
        <Erase view={view.data} retention={retention} administrator={administrator} />
      )}
    </Section>
  );
}

function Erase({
  view,
  retention,
  administrator,
}: Omit<Props, 'caseId'> & { readonly view: CaseView }): ReactNode {
  const { caseId, state } = view.row;
  const allow = useAsk('disposal.set-erasure');
  const running = useRunning(['dispose']);
  const newest = useNewest('dispose');
  const { erasure } = view;
  const isBegun = erasure !== null && erasure.pending.length > 0;
  const failed = newest?.state === 'failed' && newest.title.includes(caseId) ? newest.error : null;
  const offered = view.offered.find(({ step }) => step === 'start-erasure');
  return (
    <>
      {erasure?.done.map((erased) => (
        <Done key={erased.disposal} erased={erased} />
      ))}
      {running === undefined ? null : <JobProgress job={running} />}
      {failed === null ? null : <FailurePanel failure={failed} />}
      {offered === undefined ? (
        <p className="soft">
          <CaseLink caseId={caseId} /> is “{STATE_WORDS[state]}”: nothing is to be erased for it
          {erasure === null ? '' : ' any more'}.
        </p>
      ) : !retention.erasure ? (
        <>
          <p>
            Erasing single persons is switched off for this clinic. HIPAA gives no right to it; the GDPR does,
            but not for records that the law asks to keep.
          </p>
          <div className="row">
            <Button loading={allow.busy} onClick={() => void allow.ask({ on: true })}>
              The GDPR applies here: allow it
            </Button>
          </div>
          {allow.failure === null ? null : <FailurePanel failure={allow.failure} />}
        </>
      ) : offered.missing.length > 0 ? (
        <Notice tone="unsure">{offered.missing.join(' ')}</Notice>
      ) : running !== undefined ? null : (
        <SignedIn>
          <CountAndErase
            caseId={caseId}
            isBegun={isBegun}
            isDone={erasure !== null && !isBegun}
            hasRules={retention.rules.some(({ rule }) => rule.active)}
            administrator={administrator}
          />
        </SignedIn>
      )}
    </>
  );
}

function CountAndErase({
  caseId,
  isBegun,
  isDone,
  hasRules,
  administrator,
}: {
  readonly caseId: string;
  readonly isBegun: boolean;
  readonly isDone: boolean;
  /** Whether any rule of retention is active. */
  readonly hasRules: boolean;
  readonly administrator: Administrator;
}): ReactNode {
  const plan = useAsk('rights.plan-erasure');
  const run = useAsk('rights.erase');
  const [signing, setSigning] = useState(false);
  const erase = (): void => {
    administrator.need((handle) => {
      void run.ask({ handle, caseId }).then((begun) => {
        if (begun === null) return;
        setSigning(false);
        plan.clear();
      });
    });
  };
  if (isBegun)
    return (
      <>
        <p>
          The erasure was stopped before its end. Nothing is lost: going on deletes what is left, verifies,
          signs and records it in the request.
        </p>
        <div className="row">
          <Button loading={run.busy} onClick={erase}>
            Go on with the erasure
          </Button>
        </div>
        {run.failure === null ? null : <FailurePanel failure={run.failure} />}
      </>
    );
  const made = plan.answer;
  const sum = (of: 'deletable' | 'held' | 'referenced' | 'retained'): number =>
    made?.steps.reduce((total, step) => total + step[of], 0) ?? 0;
  const rows = (count: number): string => formatOf(count, 'row', 'rows');
  return (
    <>
      <div className="row">
        <Button
          variant={made === null && !isDone ? 'filled' : 'default'}
          loading={plan.busy}
          onClick={() => {
            administrator.need((handle) => void plan.ask({ handle, caseId }));
          }}
        >
          {isDone ? 'Count again what is left' : 'Count the patient’s rows'}
        </Button>
        <span className="soft small">
          Counting changes nothing. Whose rows they are is known from the request.
        </span>
      </div>
      {hasRules || (isDone && made === null) ? null : (
        <Notice tone="unsure">
          No rule of retention is active, so nothing of the record would be kept for its age, also not what a
          law asks you to keep (GDPR, Art. 17(3)(b)). Set the rules below first.
        </Notice>
      )}
      {plan.failure === null ? null : <FailurePanel failure={plan.failure} />}
      {made === null ? null : (
        <>
          <Planned plan={made} />
          <div className="row deletion-go">
            <Button
              color="#a8221b"
              onClick={() => {
                setSigning(true);
              }}
            >
              Erase and sign…
            </Button>
            <span className="soft small">
              {rows(sum('deletable'))} would go first; what they point at may follow.
            </span>
          </div>
          <ConfirmSign
            opened={signing}
            onClose={() => {
              setSigning(false);
            }}
            title="Erase, verify and sign"
            sentence={`${rows(sum('deletable'))} of the patient and what only they point at are deleted in batches; then it is verified that they are gone, and you sign the certificate. A deletion cannot be undone.`}
            facts={[
              [
                'Request',
                <span key="case" className="mono">
                  {caseId}
                </span>,
              ],
              ['Counted at', <When key="at" at={made.at} />],
              [
                'Kept',
                `${rows(sum('held'))} by a legal hold, ${rows(sum('referenced'))} that other rows point at, ${rows(sum('retained'))} that a rule asks to keep`,
              ],
              ['Stopped', 'It may be stopped at any moment and gone on with later.'],
            ]}
            busy={run.busy}
            failure={run.failure}
            onSign={erase}
          />
        </>
      )}
    </>
  );
}
