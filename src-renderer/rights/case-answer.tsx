import { Button } from '@mantine/core';
import { IconDownload, IconKey, IconTag } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { CaseView } from '../../src-shared/rights/contract.ts';
import type { ResponsePackage } from '../../src-shared/rights/delivery.ts';
import { formatBytes, formatOf } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Copy, Hash } from '../ui/hash.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { Facts, Section } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';
import { Deliveries } from './deliveries.tsx';
import { RightsFailure } from './letters-wait.tsx';
import { letterWords } from './step-options.ts';

/** The answer that was prepared: what is in it, how it opens, and on which ways it went. */
export function CaseAnswer({
  view,
  signedIn,
}: {
  readonly view: CaseView;
  readonly signedIn: boolean;
}): ReactNode {
  const { caseId } = view.row;
  const answer = useAnswer('rights.deliveries', { caseId }, view.package !== null);
  const jobs = useAnswer('jobs.list', {});
  const last = jobs.data?.jobs.find(({ kind, title }) => kind === 'respond' && title.includes(caseId));
  const isUnderWay = last?.state === 'running';
  const failed = last?.state === 'failed' && view.row.state !== 'prepared' ? last.error : null;
  if (view.package === null && !isUnderWay && failed === null) return null;
  const made = answer.data?.package ?? null;
  return (
    <Section title="Answer">
      {isUnderWay ? <JobProgress job={last} /> : null}
      {failed === null ? null : <RightsFailure failure={failed} />}
      {answer.isError ? <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {made === null ? null : <PackageFacts made={made} signedIn={signedIn} />}
      {answer.data === undefined || answer.data.deliveries.length === 0 ? null : (
        <Deliveries deliveries={answer.data.deliveries} signedIn={signedIn} />
      )}
    </Section>
  );
}

function PackageFacts({
  made,
  signedIn,
}: {
  readonly made: ResponsePackage;
  readonly signedIn: boolean;
}): ReactNode {
  const { caseId } = made;
  const save = useAsk('rights.save-package');
  const label = useAsk('rights.save-label');
  return (
    <>
      <Facts
        rows={[
          ['Prepared', <When key="at" at={made.madeAt} />],
          [
            'Holds',
            [
              ...(made.items === 0 ? [] : [formatOf(made.items, 'item', 'items')]),
              ...(made.resources === 0 ? [] : [formatOf(made.resources, 'FHIR resource', 'FHIR resources')]),
              formatOf(made.files, 'file', 'files'),
              ...made.letters.map(({ kind }) => `letter: ${letterWords(kind)}`),
            ].join(' · '),
          ],
          ['Size', `${formatBytes(made.bytes)}, encrypted with AES-256`],
          ['SHA-256', <Hash key="hash" value={made.sha256} what="SHA-256 of the answer" />],
        ]}
      />
      <div className="row wrap">
        <Button
          variant="default"
          leftSection={<IconDownload size={16} />}
          loading={save.busy}
          onClick={() => {
            void save.ask({ caseId });
          }}
        >
          Save the file…
        </Button>
        <Button
          variant="default"
          leftSection={<IconTag size={16} />}
          loading={label.busy}
          disabled={!signedIn}
          onClick={() => {
            void label.ask({ caseId });
          }}
        >
          Save the address label…
        </Button>
        {/* Another answer has another password: nothing of the old one stays on the screen. */}
        <Password key={made.packageId} caseId={caseId} signedIn={signedIn} />
      </div>
      {signedIn ? null : <p className="soft small">Sign in to print the label or to see the password.</p>}
      {[save.failure, label.failure].map((failure, at) =>
        failure === null ? null : <FailurePanel key={at} failure={failure} />,
      )}
    </>
  );
}

function Password({ caseId, signedIn }: { readonly caseId: string; readonly signedIn: boolean }): ReactNode {
  const show = useAsk('rights.package-password');
  const [shown, setShown] = useState(false);
  const password = shown && signedIn ? (show.answer?.password ?? null) : null;
  if (password !== null)
    return (
      <>
        <span className="row">
          <span className="mono" aria-label="Password of the answer">
            {password}
          </span>
          <Copy value={password} what="password" />
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => {
              setShown(false);
              show.clear();
            }}
          >
            Hide
          </Button>
        </span>
        <p className="soft small">
          Give it to the person another way than the file: by telephone, or in a second letter.
        </p>
      </>
    );
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconKey size={16} />}
        loading={show.busy}
        disabled={!signedIn}
        title="That somebody looked is recorded"
        onClick={() => {
          setShown(true);
          void show.ask({ caseId });
        }}
      >
        Show the password
      </Button>
      {show.failure === null ? null : <FailurePanel failure={show.failure} />}
    </>
  );
}
