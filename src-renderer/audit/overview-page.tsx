import { IconFileText } from '@tabler/icons-react';
import { Button, Modal } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { LEVEL_WORDS } from '../../src-shared/audit/level-words.ts';
import type { Checkpoint } from '../../src-shared/audit/types.ts';
import type { Status } from '../../src-shared/settings/contract.ts';
import { formatCount } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { ALGORITHM_WORDS, commonName } from '../token/words.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { PostureCard, TodayCard } from '../controls/posture-cards.tsx';
import { RightsCard } from '../rights/rights-card.tsx';
import { Copy, Hash } from '../ui/hash.tsx';
import { Facts, Loading, Page, Section } from '../ui/page.tsx';
import { toneOf, VerdictIcon } from '../ui/verdict.tsx';
import { Ago, When } from '../ui/when.tsx';
import { CheckpointFacts } from './checkpoint-facts.tsx';
import { NextSteps } from './next-steps-list.tsx';
import { NoSealedLogNote, TablesVerdict } from './tables-verdict.tsx';
import { TimelineSection } from './timeline.tsx';
import { VERDICT_WORDS } from './words.ts';

/** Where things stand, in five seconds: the verdict, what is next, what it rests on. */
export function OverviewPage(): ReactNode {
  const status = useAnswer('app.status', {});
  return (
    <Page title="Overview">
      {status.data === undefined ? <Loading lines={6} /> : <Standing status={status.data} />}
    </Page>
  );
}

function Standing({ status }: { readonly status: Status }): ReactNode {
  return (
    <div className="columns">
      <div className="stack">
        {status.clinic.guarded === false ? (
          <>
            <TablesVerdict status={status} />
            {status.tables.watched === 0 ? null : <NoSealedLogNote />}
          </>
        ) : (
          <>
            <VerdictCard status={status} />
            {status.tables.watched === 0 ? null : <TablesVerdict status={status} />}
            <TimelineSection integrity={status.integrity} />
            <CheckpointCard />
          </>
        )}
      </div>
      <div className="stack">
        <NextSteps status={status} />
        <TodayCard />
        <RightsCard />
        <PostureCard />
        <TokenCard token={status.token} />
      </div>
    </div>
  );
}

function VerdictCard({ status }: { readonly status: Status }): ReactNode {
  const navigate = useNavigate();
  const run = status.integrity.lastRun;
  const verdict = run?.result ?? null;
  return (
    <section className={`card verdict verdict-${toneOf(verdict)}`} aria-label="Integrity of the log">
      <VerdictIcon verdict={verdict} size={48} />
      <div className="grow">
        <p className="soft">{run === null ? 'The audit log is' : 'At the last check the audit log was'}</p>
        <p className="verdict-word" role="status">
          {VERDICT_WORDS[verdict ?? 'not-checked']}
        </p>
        {run === null ? (
          <p>No verification has run on this computer. Nothing is known about the log until one does.</p>
        ) : (
          <p>
            Checked <Ago at={run.at} />, on <When at={run.at} />. Level:{' '}
            {LEVEL_WORDS[run.level].plain.toLowerCase()}{' '}
            <span className="soft">({LEVEL_WORDS[run.level].term})</span>
            {run.found > 0 ? <strong> · {formatCount(run.found)} found</strong> : null}
          </p>
        )}
      </div>
      <Button
        variant="default"
        onClick={() => {
          void (run === null
            ? navigate({ to: '/integrity' })
            : navigate({ to: '/integrity/runs/$runId', params: { runId: run.runId } }));
        }}
      >
        {run === null
          ? 'Go to Integrity'
          : verdict === 'intact'
            ? 'Why it can be believed'
            : 'Look at the run'}
      </Button>
    </section>
  );
}

function CheckpointCard(): ReactNode {
  const answer = useAnswer('audit.checkpoint', {});
  const [note, setNote] = useState(false);
  const checkpoint = answer.data?.checkpoint ?? null;
  return (
    <Section
      title="Last signed statement (checkpoint)"
      aside={
        checkpoint === null ? null : (
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconFileText size={16} />}
            onClick={() => {
              setNote(true);
            }}
          >
            Show the signed note
          </Button>
        )
      }
    >
      {answer.isPending ? <Loading /> : null}
      {answer.isError ? <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.isSuccess && checkpoint === null ? (
        <p className="soft">
          None yet. A checkpoint is signed when entries are sealed while somebody is signed in; it is what
          proves later that the log was not rewritten.
        </p>
      ) : null}
      {checkpoint === null ? null : (
        <>
          <CheckpointFacts checkpoint={checkpoint} />
          <NoteSheet
            checkpoint={checkpoint}
            opened={note}
            onClose={() => {
              setNote(false);
            }}
          />
        </>
      )}
    </Section>
  );
}

/** The signed note exactly as stored: anybody can check it without Attestry. */
export function NoteSheet({
  checkpoint,
  opened,
  onClose,
}: {
  readonly checkpoint: Checkpoint;
  readonly opened: boolean;
  readonly onClose: () => void;
}): ReactNode {
  return (
    <Modal opened={opened} onClose={onClose} title="Signed note" size={720}>
      <div className="stack">
        <p className="soft">
          Exactly as signed (C2SP tlog-checkpoint): origin, number of entries, root hash, then the signature.
          Anybody can check it without Attestry.
        </p>
        <pre className="note mono" dir="ltr" tabIndex={0}>
          {checkpoint.note}
        </pre>
        <div className="row row-end">
          <Copy value={checkpoint.note} what="signed note" />
        </div>
      </div>
    </Modal>
  );
}

function TokenCard({ token }: { readonly token: Status['token'] }): ReactNode {
  const { identity } = token;
  return (
    <Section
      title="Token"
      aside={
        <Link to="/settings" className="link small">
          Settings
        </Link>
      }
    >
      {token.token === null ? (
        <p className="soft">
          {token.problem === '' ? 'No token is chosen. It signs checkpoints and reports.' : token.problem}
        </p>
      ) : (
        <Facts
          rows={[
            [
              'Label',
              <span key="label" dir="auto">
                {token.token.label}
              </span>,
            ],
            [
              'Serial',
              <span key="serial" className="mono" dir="ltr">
                {token.token.serial}
              </span>,
            ],
            [
              'Model',
              <span key="model" dir="auto">{`${token.token.manufacturer} ${token.token.model}`}</span>,
            ],
            ...(identity === null
              ? ([['Signed in', 'Nobody']] as const)
              : ([
                  [
                    'Signed in',
                    <span key="who" dir="auto">
                      {commonName(identity.subject)}
                    </span>,
                  ],
                  ['Key', ALGORITHM_WORDS[identity.algorithm]],
                  ['Valid until', <When key="until" at={identity.notAfter} />],
                  [
                    'Certificate',
                    <Hash key="c" value={identity.certificateSha256} what="certificate hash" />,
                  ],
                ] as const)),
          ]}
        />
      )}
    </Section>
  );
}
