import { IconArrowLeft, IconShieldCheck } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { LEVEL_WORDS, PACE_WORDS } from '../../src-shared/audit/level-words.ts';
import type { VerificationRun } from '../../src-shared/audit/types.ts';
import { addressOf } from '../lib/address.ts';
import { formatCount, formatDuration } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { CreateReport } from '../reports/create-report.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { Copy } from '../ui/hash.tsx';
import { EmptyState } from '../ui/notice.tsx';
import { Loading, Page, Section } from '../ui/page.tsx';
import { toneOf, VerdictIcon } from '../ui/verdict.tsx';
import { When } from '../ui/when.tsx';
import { ExportFindings } from './export-findings.tsx';
import { withSearch } from './address.ts';
import { FindingPanel } from './finding-panel.tsx';
import { Findings } from './findings.tsx';
import { RunGrounds, Steps } from './run-grounds.tsx';
import { VERDICT_WORDS, verdictSentence } from './words.ts';

const route = getRouteApi('/integrity/runs/$runId');

/** One verification: its verdict, what each step did, and its findings. Its address can be copied. */
export function RunPage(): ReactNode {
  const { runId } = route.useParams();
  const run = useAnswer('audit.run', { runId });
  return (
    <Page
      fill
      title="Verification run"
      lead={
        <span className="row">
          <Link to="/integrity" className="link row">
            <IconArrowLeft size={14} aria-hidden /> All runs
          </Link>
          <span className="mono small" dir="ltr">
            {runId}
          </span>
          <Copy value={addressOf(`/integrity/runs/${runId}`)} what="address of this run" />
        </span>
      }
      actions={
        run.data === undefined ? undefined : (
          <>
            <ExportFindings run={run.data} />
            <CreateReport run={run.data} />
          </>
        )
      }
    >
      {run.isPending ? <Loading lines={6} /> : null}
      {run.isError ? (
        <FailurePanel failure={run.error} onRetry={() => void run.refetch()}>
          <Link to="/integrity" className="link">
            All runs
          </Link>
        </FailurePanel>
      ) : null}
      {run.data === undefined ? null : <Run run={run.data} />}
    </Page>
  );
}

function Run({ run }: { readonly run: VerificationRun }): ReactNode {
  const { finding } = route.useSearch();
  const navigate = route.useNavigate();
  const open = finding !== undefined && finding < run.found ? finding : null;
  return (
    <>
      <RunVerdict run={run} />
      <div className="split">
        {run.found === 0 ? (
          <Section title="How it was checked" className="scroll">
            <Steps run={run} />
            {run.result === 'intact' ? (
              <EmptyState icon={<IconShieldCheck size={28} />} title="Nothing was found">
                {run.source.table === undefined
                  ? 'Every entry checked is where it was sealed and as it was sealed.'
                  : 'Every row is as this computer witnessed it, and none is missing.'}
              </EmptyState>
            ) : null}
          </Section>
        ) : (
          <Findings run={run} open={open} />
        )}
        <aside className="panel scroll" aria-label={open === null ? 'About this run' : 'Finding'}>
          {open === null ? (
            <RunGrounds run={run} withSteps={run.found > 0} />
          ) : (
            <FindingPanel
              key={open}
              run={run}
              index={open}
              onClose={() => {
                // The focus goes back to the list, not to nowhere.
                document.querySelector<HTMLElement>('[role="grid"]')?.focus();
                void navigate({
                  search: (before) => withSearch(before, { finding: undefined }),
                  replace: true,
                });
              }}
            />
          )}
        </aside>
      </div>
    </>
  );
}

function RunVerdict({ run }: { readonly run: VerificationRun }): ReactNode {
  const { plain, term } = LEVEL_WORDS[run.level];
  return (
    <section className={`card verdict verdict-slim verdict-${toneOf(run.result)}`} aria-label="Verdict">
      <VerdictIcon verdict={run.result} size={32} />
      <div className="grow">
        <p className="verdict-word" role="status">
          {VERDICT_WORDS[run.result]}
        </p>
        <p dir="auto">{verdictSentence(run, formatCount)}</p>
        {run.source.table === undefined ? null : (
          <p className="soft small">
            Table <bdi>{run.source.table}</bdi>
          </p>
        )}
      </div>
      <dl className="figures">
        <div>
          <dt>Level</dt>
          <dd title={plain}>{term}</dd>
        </div>
        <div>
          <dt>Started</dt>
          <dd>
            <When at={run.startedAt} />
          </dd>
        </div>
        <div>
          <dt>Took</dt>
          <dd title={PACE_WORDS[run.pace].name}>
            {formatDuration(run.elapsedMs)}
            {run.pace === 'background' ? <span className="soft"> (in the background)</span> : null}
          </dd>
        </div>
        <div>
          <dt>Not covered</dt>
          <dd title="Entries that are not sealed, or not yet under a checkpoint">
            {formatCount(run.pending)}
          </dd>
        </div>
      </dl>
    </section>
  );
}
