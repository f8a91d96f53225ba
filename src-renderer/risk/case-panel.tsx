import { CloseButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { ExplainedEntry, RiskCase } from '../../src-shared/risk/contract.ts';
import { patternOf } from '../../src-shared/risk/patterns.ts';
import { formatCount } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { DecidedSteps } from '../ui/decided-steps.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { Facts, Loading } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';
import { DecideForm } from './decide-form.tsx';
import { factorName, RISK_STATE_WORDS, sizeOf } from './risk-words.ts';
import { ScoreBadge } from './score-badge.tsx';

/** One case beside the list: what is known of it, why each access stands out, what was decided. */
export function CasePanel({
  caseId,
  onClose,
}: {
  readonly caseId: number;
  readonly onClose: () => void;
}): ReactNode {
  const answer = useAnswer('risk.case', { caseId });
  return (
    <aside className="panel" aria-label={`Case ${formatCount(caseId)}`}>
      <div className="row panel-head">
        <h2 className="grow">Case {formatCount(caseId)}</h2>
        <CloseButton aria-label="Close the case" onClick={onClose} />
      </div>
      {answer.isPending ? <Loading lines={8} /> : null}
      {answer.isError ? <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.data === undefined ? null : (
        <>
          <Known found={answer.data.case} />
          <section className="panel-part" aria-label="Decide">
            <DecideForm
              key={answer.data.steps.length}
              cases={[caseId]}
              title={answer.data.case.state === 'new' ? 'Decide' : 'Decide anew'}
              onDone={() => undefined}
            />
          </section>
          <DecidedSteps steps={answer.data.steps} words={RISK_STATE_WORDS} />
          <Accesses entries={answer.data.entries} total={answer.data.case.entries} />
        </>
      )}
    </aside>
  );
}

function Known({ found }: { readonly found: RiskCase }): ReactNode {
  return (
    <section className="panel-part" aria-label="What is known">
      <div className="row">
        <ScoreBadge score={found.score} />
        <span>{RISK_STATE_WORDS[found.state]}</span>
        <span className="grow" />
        <Link className="link" to="/risk/story" search={{ kind: 'user', of: found.actor }}>
          Everything this person opened
        </Link>
      </div>
      <Facts
        rows={[
          [
            'Who',
            <bdi key="who" className="break">
              {found.actor}
              {found.job === null ? '' : ` (${found.job})`}
            </bdi>,
          ],
          ['Accesses', sizeOf(found)],
          ['First', <When key="first" at={found.firstAt} />],
          ['Last', <When key="last" at={found.lastAt} />],
        ]}
      />
    </section>
  );
}

function Accesses({
  entries,
  total,
}: {
  readonly entries: readonly ExplainedEntry[];
  readonly total: number;
}): ReactNode {
  return (
    <section className="panel-part" aria-label="Accesses">
      <h3>
        Accesses{' '}
        {entries.length < total ? (
          <span className="soft small">
            the newest {formatCount(entries.length)} of {formatCount(total)}
          </span>
        ) : null}
      </h3>
      <ul className="acknowledgements">
        {entries.map(({ entry, findings, hits }) => (
          <li key={entry.entryId}>
            <p className="row risk-access">
              <ScoreBadge score={entry.score} />
              <Link
                className="link"
                to="/integrity/entries/$entryId"
                params={{ entryId: String(entry.entryId) }}
              >
                Entry {formatCount(entry.entryId)}
              </Link>
              <span className="soft small">
                <When at={entry.at} />
              </span>
            </p>
            <p className="small">
              <span className="mono">{entry.event}</span>
              {entry.patient === null ? null : (
                <>
                  {' · '}
                  <Link
                    className="link mono"
                    to="/risk/story"
                    search={{ kind: 'patient', of: entry.patient }}
                  >
                    {entry.patient}
                  </Link>
                </>
              )}
            </p>
            <ul className="risk-facts small">
              {hits.map(({ pattern, fact, suppressedBy }) => (
                <li key={pattern}>
                  <strong>{patternOf(pattern).name}:</strong> {fact}
                  {suppressedBy === null ? '' : ` Silenced by rule ${formatCount(suppressedBy)}.`}
                </li>
              ))}
              {(findings ?? [])
                .filter(({ met }) => met !== false)
                .map(({ factor, met, fact }) => (
                  <li key={factor} className={met === null ? 'soft' : ''}>
                    <strong>{factorName(factor)}:</strong> {fact}
                  </li>
                ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}
