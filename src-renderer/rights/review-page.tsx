import { Button, NativeSelect, TextInput } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import {
  itemDecisionSchema,
  type ItemFilter,
  noItemFilter,
  type ReviewSummary,
} from '../../src-shared/rights/review.ts';
import { formatCount } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { useSession } from '../state/session.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Loading, Page } from '../ui/page.tsx';
import { FinishReview } from './finish-review.tsx';
import { ReviewList } from './review-list.tsx';
import { DECISION_WORDS } from './review-words.ts';
import { codeWords } from './words.ts';

const ALL = '';

/** The review of what was collected: each item released, redacted or withheld, then finished with a signature. */
export function ReviewPage(): ReactNode {
  const { caseId } = useParams({ from: '/rights/$caseId/review' });
  const status = useAnswer('app.status', {});
  const signedIn = status.data?.token.state === 'signed-in';
  const openSignIn = useSession((state) => state.openSignIn);
  const summary = useAnswer('rights.review', { caseId });
  const view = useAnswer('rights.get', { caseId });
  const [filter, setFilter] = useState<ItemFilter>(noItemFilter);
  return (
    <Page
      fill
      title={`Review of ${caseId}`}
      lead={
        <>
          <Link to="/rights/$caseId" params={{ caseId }} className="link">
            Back to the request
          </Link>{' '}
          · j and k move, r releases, w withholds, x redacts, u undoes the last
        </>
      }
      actions={
        summary.data === undefined || view.data === undefined ? undefined : (
          <FinishReview
            caseId={caseId}
            summary={summary.data}
            offered={view.data.offered.some(({ step }) => step === 'decide')}
          />
        )
      }
    >
      {signedIn ? null : (
        <Notice tone="none">
          <p>What was collected is sealed under the token’s key. It is shown while you are signed in.</p>
          <Button size="compact-sm" variant="default" onClick={openSignIn}>
            Sign in
          </Button>
        </Notice>
      )}
      {summary.isPending ? <Loading lines={4} /> : null}
      {summary.isError ? (
        <FailurePanel failure={summary.error} onRetry={() => void summary.refetch()} />
      ) : null}
      {summary.data === undefined || !signedIn ? null : (
        <>
          {summary.data.missing.length === 0 ? null : (
            <p className="soft">Before it can be finished: {summary.data.missing.join(' ')}</p>
          )}
          <div className="card queue">
            <ItemFilters summary={summary.data} filter={filter} onFilter={setFilter} />
            <ReviewList key={JSON.stringify(filter)} caseId={caseId} summary={summary.data} filter={filter} />
          </div>
        </>
      )}
    </Page>
  );
}

function ItemFilters({
  summary,
  filter,
  onFilter,
}: {
  readonly summary: ReviewSummary;
  readonly filter: ItemFilter;
  readonly onFilter: (filter: ItemFilter) => void;
}): ReactNode {
  return (
    <div className="queue-filters" role="search" aria-label="Narrow the items">
      {(['open', 'release', 'redact', 'withhold'] as const).map((decision) => (
        <button
          key={decision}
          type="button"
          className="filter"
          aria-pressed={filter.decision === decision}
          onClick={() => {
            onFilter({ ...filter, decision: filter.decision === decision ? null : decision });
          }}
        >
          {DECISION_WORDS[itemDecisionSchema.parse(decision)]}
          <span className="filter-count">{formatCount(summary.decisions[decision])}</span>
        </button>
      ))}
      <button
        type="button"
        className="filter"
        aria-pressed={filter.held === true}
        onClick={() => {
          onFilter({ ...filter, held: filter.held === true ? null : true });
        }}
      >
        Held for a look
      </button>
      <NativeSelect
        size="xs"
        aria-label="Source"
        value={filter.source ?? ALL}
        data={[
          { value: ALL, label: 'Every source' },
          ...summary.sources.map(({ source, title, items }) => ({
            value: source,
            label: `${title} (${formatCount(items)})`,
          })),
        ]}
        onChange={(event) => {
          const { value } = event.currentTarget;
          onFilter({ ...filter, source: value === ALL ? null : value });
        }}
      />
      <Words
        words={filter.words}
        onWords={(words) => {
          onFilter({ ...filter, words });
        }}
      />
      {summary.excluded.map(({ code, items }) => (
        <span key={code} className="small soft">
          {formatCount(items)} left out unread: {codeWords(code)}
        </span>
      ))}
    </div>
  );
}

/** Searched when Enter is pressed: every field of every item is opened for it. */
function Words({
  words,
  onWords,
}: {
  readonly words: string;
  readonly onWords: (words: string) => void;
}): ReactNode {
  const [typed, setTyped] = useState(words);
  return (
    <form
      className="grow"
      onSubmit={(event) => {
        event.preventDefault();
        onWords(typed.trim());
      }}
    >
      <TextInput
        size="xs"
        aria-label="Words in the items"
        placeholder="Words, then Enter"
        maxLength={200}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
        }}
      />
    </form>
  );
}
