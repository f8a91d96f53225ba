import { SegmentedControl } from '@mantine/core';
import { IconListCheck } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import {
  CHECKLIST_PERIODS,
  type ChecklistPeriod,
  type ChecklistSheet,
  type CheckRun,
  type CheckRunRow,
} from '../../src-shared/controls/checks.ts';
import { formatOf } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState } from '../ui/notice.tsx';
import { Loading, Page, Section } from '../ui/page.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { Ago, When } from '../ui/when.tsx';
import { CheckAllButton, CheckProgress } from './check-all.tsx';
import { CheckResults, OutcomeIcon } from './check-results.tsx';
import { ChecklistCard } from './checklist-card.tsx';
import { needed, OUTCOME_WORDS, PERIOD_WORDS, RUN_SENTENCES, STATE_WORDS } from './checks-words.ts';
import { ControlsTabs } from './controls-tabs.tsx';

/** Everything that is due, looked at in one go, and the lists that it fills in. */
export function ChecksPage(): ReactNode {
  const latest = useAnswer('checks.latest', {});
  const lists = useAnswer('checklists.state', {});
  return (
    <Page
      title="Controls"
      lead="Everything that is due in one look, and the lists that are gone through every day, week and month."
      actions={<CheckAllButton primary />}
    >
      <ControlsTabs />
      <CheckProgress />
      <div className="columns columns-even">
        <div className="stack">
          {latest.isPending ? <Loading lines={8} /> : null}
          {latest.isError ? (
            <FailurePanel failure={latest.error} onRetry={() => void latest.refetch()} />
          ) : null}
          {latest.data === undefined ? null : <LatestRun run={latest.data.run} />}
          {latest.data === undefined || latest.data.runs.length < 2 ? null : (
            <EarlierRuns runs={latest.data.runs} />
          )}
        </div>
        <div className="stack">
          {lists.isPending ? <Loading lines={8} /> : null}
          {lists.isError ? <FailurePanel failure={lists.error} onRetry={() => void lists.refetch()} /> : null}
          {lists.data === undefined ? null : <Lists now={lists.data.now} past={lists.data.past} />}
        </div>
      </div>
    </Page>
  );
}

function LatestRun({ run }: { readonly run: CheckRun | null }): ReactNode {
  if (run === null)
    return (
      <Section title="Everything that is due">
        <EmptyState icon={<IconListCheck size={32} />} title="Nothing was checked yet">
          One check looks at connections, the log, keys, requests, retention, the guard and reports, and says
          of each whether it is in order. It changes nothing.
        </EmptyState>
      </Section>
    );
  const waiting = needed(run.results);
  const fine = run.results.filter(({ outcome }) => outcome === 'ok');
  return (
    <>
      <section
        className={`card verdict verdict-slim verdict-${OUTCOME_WORDS[run.outcome].tone}`}
        aria-label="The last check"
      >
        <OutcomeIcon outcome={run.outcome} size={32} />
        <div className="grow">
          <p className="verdict-word" role="status">
            {RUN_SENTENCES[run.outcome]}
          </p>
          <p className="soft">
            Checked <Ago at={run.finishedAt} />: {tallyWords(run.tally)}
          </p>
        </div>
      </section>
      {waiting.length === 0 ? null : (
        <Section title="Look at these">
          <CheckResults label="Look at these" results={waiting} />
        </Section>
      )}
      {fine.length === 0 ? null : (
        <Section title="In order">
          <CheckResults label="In order" results={fine} />
        </Section>
      )}
    </>
  );
}

const tallyWords = (tally: CheckRun['tally']): string =>
  [
    ...(tally.failed > 0 ? [`${String(tally.failed)} failed`] : []),
    ...(tally['could-not-tell'] > 0 ? [`${String(tally['could-not-tell'])} could not be told`] : []),
    ...(tally.attention > 0 ? [formatOf(tally.attention, 'needs attention', 'need attention')] : []),
    `${String(tally.ok)} in order`,
  ].join(', ');

function EarlierRuns({ runs }: { readonly runs: readonly CheckRunRow[] }): ReactNode {
  return (
    <Section title="Earlier checks">
      <PlainTable
        label="Earlier checks"
        rows={runs.slice(1, 31)}
        keyOf={({ runId }) => runId}
        columns={[
          { id: 'at', header: 'When', cell: ({ finishedAt }) => <When at={finishedAt} /> },
          {
            id: 'outcome',
            header: 'Came to',
            cell: ({ outcome }) => (
              <span className="row">
                <OutcomeIcon outcome={outcome} size={16} />
                {OUTCOME_WORDS[outcome].word}
              </span>
            ),
          },
          { id: 'tally', header: '', cell: ({ tally }) => <span className="soft">{tallyWords(tally)}</span> },
        ]}
      />
    </Section>
  );
}

const PAST_SHOWN = 30;

function Lists({
  now,
  past,
}: {
  readonly now: readonly ChecklistSheet[];
  readonly past: readonly ChecklistSheet[];
}): ReactNode {
  const [period, setPeriod] = useState<ChecklistPeriod>('daily');
  const [turn, setTurn] = useState<string | null>(null);
  const current = now.find((sheet) => sheet.period === period);
  const shown = past.find((sheet) => sheet.turn === turn && sheet.period === period) ?? current;
  const own = past.filter((sheet) => sheet.period === period).slice(0, PAST_SHOWN);
  return (
    <>
      <SegmentedControl
        aria-label="Which list"
        value={period}
        data={CHECKLIST_PERIODS.map((value) => ({
          value,
          label: `${PERIOD_WORDS[value].now}${labelOf(now.find((sheet) => sheet.period === value))}`,
        }))}
        onChange={(value) => {
          const chosen = CHECKLIST_PERIODS.find((each) => each === value);
          if (chosen !== undefined) setPeriod(chosen);
          setTurn(null);
        }}
      />
      {shown === undefined ? null : <ChecklistCard key={`${period} ${shown.turn}`} sheet={shown} />}
      <Section title={`${PERIOD_WORDS[period].name} lists before`}>
        {own.length === 0 ? (
          <p className="soft">
            None yet. From the first check on every list is kept here; one that nobody signed in its time is
            shown as missed.
          </p>
        ) : (
          <PlainTable
            label={`${PERIOD_WORDS[period].name} lists before`}
            rows={own}
            keyOf={(sheet) => sheet.turn}
            columns={[
              {
                id: 'turn',
                header: 'List',
                cell: (sheet) => (
                  <button
                    type="button"
                    className="link"
                    onClick={() => {
                      setTurn(sheet.turn === turn ? null : sheet.turn);
                    }}
                  >
                    {sheet.turn}
                  </button>
                ),
              },
              {
                id: 'state',
                header: 'State',
                cell: ({ state }) => (
                  <span className={`strong ink-${STATE_WORDS[state].tone}`}>{STATE_WORDS[state].word}</span>
                ),
              },
              {
                id: 'signed',
                header: 'Signed',
                cell: ({ signed }) => (signed === null ? '–' : <When at={signed.at} />),
              },
            ]}
          />
        )}
      </Section>
    </>
  );
}

/** How much of a list is done, where it is not signed. */
function labelOf(sheet: ChecklistSheet | undefined): string {
  if (sheet === undefined) return '';
  if (sheet.signed !== null) return ' · signed';
  const done = sheet.lines.filter(({ state }) => state === 'done').length;
  return ` · ${String(done)} of ${String(sheet.lines.length)}`;
}
