import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconCircleMinus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { CaseView } from '../../src-shared/rights/contract.ts';
import type { SourceReport } from '../../src-shared/rights/dossier.ts';
import { formatCount, formatOf } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { Section } from '../ui/page.tsx';
import { codeWords } from './words.ts';

const OUTCOMES = {
  waiting: { icon: IconCircleDashed, ink: 'ink-none', word: 'Waiting' },
  rows: { icon: IconCircleCheck, ink: 'ink-good', word: 'Found' },
  none: { icon: IconCircleMinus, ink: 'ink-none', word: 'Nothing there' },
  failed: { icon: IconAlertTriangle, ink: 'ink-bad', word: 'Failed' },
} as const;

/** What was collected, source by source: rows, none, or why it failed. */
export function CaseCollection({
  view,
  onCollect,
}: {
  readonly view: CaseView;
  readonly onCollect: () => void;
}): ReactNode {
  const { caseId, state } = view.row;
  const answer = useAnswer('rights.collection', { caseId }, view.sources.length > 0);
  const jobs = useAnswer('jobs.list', {});
  const running = jobs.data?.jobs.find(
    (job) => job.kind === 'collect' && job.state === 'running' && job.title.includes(caseId),
  );
  // Once all is there the list is background; while something runs or failed it is what is looked for.
  const [open, setOpen] = useState(false);
  const folded = view.manifest !== null && !open;
  if (view.sources.length === 0 && running === undefined) return null;
  const collection = answer.data?.collection ?? null;
  return (
    <Section
      title="Collection"
      aside={
        collection === null ? null : (
          <span className="soft small">{formatOf(collection.items, 'item', 'items')}</span>
        )
      }
    >
      {running === undefined ? null : <JobProgress job={running} />}
      {answer.isError ? <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {collection === null || folded ? null : (
        <ul className="checks" aria-label="Sources">
          {collection.sources.map((source) => (
            <SourceLine key={source.source} source={source} />
          ))}
        </ul>
      )}
      <div className="row wrap">
        {state === 'collecting' && running === undefined ? (
          <Button onClick={onCollect}>Go on collecting…</Button>
        ) : null}
        {view.manifest === null || collection === null ? null : (
          <Button
            size="compact-sm"
            variant="subtle"
            aria-expanded={!folded}
            onClick={() => {
              setOpen(folded);
            }}
          >
            {folded ? `Show ${formatOf(collection.sources.length, 'source', 'sources')}` : 'Hide the sources'}
          </Button>
        )}
        {view.manifest === null ? null : (
          <Link to="/rights/$caseId/review" params={{ caseId }} className="link">
            Look through the items
          </Link>
        )}
        {view.manifest === null || view.row.type !== 'accounting' ? null : (
          <Link to="/rights/$caseId/accounting" params={{ caseId }} className="link">
            Look at the accounting
          </Link>
        )}
      </div>
    </Section>
  );
}

function SourceLine({ source }: { readonly source: SourceReport }): ReactNode {
  const { icon: Icon, ink, word } = OUTCOMES[source.outcome];
  return (
    <li>
      <Icon size={18} className={ink} aria-hidden />
      <span className="grow">
        <bdi>{source.title}</bdi>{' '}
        {codeWords(source.category) === source.title.toLowerCase() ? null : (
          <span className="soft">{codeWords(source.category)}</span>
        )}
        {source.problem === '' ? null : <span className="check-remedy block">{source.problem}</span>}
        {source.excluded.map(({ code, items }) => (
          <span key={code} className="soft small block">
            {formatCount(items)} left out: {codeWords(code)}
          </span>
        ))}
      </span>
      <span className="word">
        {source.outcome !== 'rows'
          ? word
          : source.items === 0
            ? 'Left out'
            : formatOf(source.items, 'item', 'items')}
      </span>
    </li>
  );
}
