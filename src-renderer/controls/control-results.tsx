import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { ControlView } from '../../src-shared/controls/reviews.ts';
import type { ResultSummary, TestDay } from '../../src-shared/controls/tests.ts';
import { formatCount } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Hash } from '../ui/hash.tsx';
import { Section } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';
import { DAYS_SHOWN } from './day-squares.ts';
import { KeepResult } from './keep-result.tsx';
import { TestDays } from './test-days.tsx';
import { useEdit } from './use-edit.ts';
import { OUTCOME_WORDS } from './words.ts';

/** Automatic tests that support a control, and the results that were frozen with it. */
export function ControlResults({ view }: { readonly view: ControlView }): ReactNode {
  const { tests, results, control, cycle } = view;
  const { edit, busy, failure } = useEdit(control);
  const open = cycle.state === 'open';
  const [kept, setKept] = useState<ResultSummary | null>(null);
  const named = [...new Set([...tests.map(({ test }) => test.id), ...results.map(({ testId }) => testId)])];
  const days = useAnswer(
    'control-tests.days',
    { tests: named.slice(0, 100), most: DAYS_SHOWN },
    named.length > 0,
  );
  const daysOf = (id: string): readonly TestDay[] =>
    days.data?.tests.find(({ testId }) => testId === id)?.days ?? [];
  const titleOf = ({ testId }: ResultSummary): string =>
    tests.find(({ test }) => test.id === testId)?.test.title ?? testId;
  const waiting = tests.filter(({ test }) => !results.some(({ testId }) => testId === test.id));
  return (
    <Section
      title="Automatic tests"
      aside={
        open && tests.length > 0 ? (
          <Button
            size="compact-sm"
            variant="default"
            loading={busy}
            onClick={() => void edit({ edit: 'attach-results' })}
          >
            Attach the newest results
          </Button>
        ) : null
      }
    >
      {failure === null ? null : <FailurePanel failure={failure} />}
      {tests.length === 0 && results.length === 0 ? (
        <p className="soft">
          No automatic test can show this. Attach a document or a sample that does, or say why it was not
          tested.
        </p>
      ) : null}
      <ul className="linked-list">
        {results.map((result) => (
          <li key={result.id}>
            <span className="grow">
              {titleOf(result)}
              <br />
              <span className="soft small">
                <When at={result.finishedAt} />; {formatCount(result.failedCount)} of{' '}
                {formatCount(result.tested)} failed; frozen as <Hash value={result.sha256} what="result" />
              </span>
              <TestDays small title={titleOf(result)} days={daysOf(result.testId)} />
            </span>
            <span className={`badge badge-${OUTCOME_WORDS[result.outcome].tone}`}>
              {OUTCOME_WORDS[result.outcome].name}
            </span>
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              aria-label={`Keep the result of ${titleOf(result)} as evidence`}
              onClick={() => {
                setKept(result);
              }}
            >
              Keep…
            </Button>
            {open ? (
              <Button
                size="compact-xs"
                variant="subtle"
                color="gray"
                disabled={busy}
                aria-label={`Take off the result of ${titleOf(result)}`}
                onClick={() => void edit({ edit: 'detach-result', result: result.id })}
              >
                Take off
              </Button>
            ) : null}
          </li>
        ))}
        {waiting.map(({ test, conclusion }) => (
          <li key={test.id}>
            <span className="grow">
              {test.title}
              <br />
              <span className="soft small">Not attached. {test.shows}</span>
              <TestDays small title={test.title} days={daysOf(test.id)} />
            </span>
            <span className={`badge badge-${OUTCOME_WORDS[conclusion].tone}`}>
              {OUTCOME_WORDS[conclusion].name}
            </span>
          </li>
        ))}
      </ul>
      {kept === null ? null : (
        <KeepResult
          testId={kept.testId}
          resultId={kept.id}
          onClose={() => {
            setKept(null);
          }}
          onAdded={(id) => {
            if (open) void edit({ edit: 'attach-evidence', evidence: [id] });
          }}
        />
      )}
    </Section>
  );
}
