import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ItemRow } from '../../src-shared/rights/review.ts';
import { formatBytes } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Facts, Loading } from '../ui/page.tsx';
import { DECISION_WORDS } from './review-words.ts';
import { codeWords } from './words.ts';

/** One item with its fields, and what can be done with it. */
export function ReviewItem({
  caseId,
  row,
  may,
  onRelease,
  onDecide,
}: {
  readonly caseId: string;
  readonly row: ItemRow;
  readonly may: boolean;
  readonly onRelease: () => void;
  readonly onDecide: (decision: 'redact' | 'withhold') => void;
}): ReactNode {
  const item = useAnswer('rights.review-item', { caseId, number: row.number });
  return (
    <aside className="review-item scroll" aria-label="Item">
      <h2>
        <bdi>{row.title}</bdi>
      </h2>
      <p className="soft">
        {DECISION_WORDS[row.decision]}
        {row.ground === null ? '' : ` under ${row.ground}`}
        {row.held === null ? '' : ` · held: ${codeWords(row.held)}`}
      </p>
      <div className="row wrap">
        <Button size="compact-sm" disabled={!may} onClick={onRelease}>
          Release
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          disabled={!may}
          onClick={() => {
            onDecide('redact');
          }}
        >
          Redact…
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          disabled={!may}
          onClick={() => {
            onDecide('withhold');
          }}
        >
          Withhold…
        </Button>
      </div>
      {item.isPending ? <Loading /> : null}
      {item.isError ? <FailurePanel failure={item.error} onRetry={() => void item.refetch()} /> : null}
      {item.data === undefined ? null : (
        <Facts
          rows={item.data.fields.map(({ field, title, value, redacted, content }) => [
            title,
            <span key={field} dir="auto">
              {redacted
                ? 'Left out'
                : content === null
                  ? (value ?? 'Nothing there')
                  : `${content.text ? 'Long text' : 'Document'}, ${formatBytes(content.bytes)}`}
            </span>,
          ])}
        />
      )}
      {item.data?.companions.map(({ kind, caseId: from, text }) => (
        <p key={`${from}-${kind}`} className="case-note" dir="auto">
          <strong>
            {codeWords(kind)} ({from}):
          </strong>{' '}
          {text}
        </p>
      ))}
    </aside>
  );
}
