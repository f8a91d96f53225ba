import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Output } from '../../src-shared/ipc/contract.ts';
import { RISK_PATTERNS } from '../../src-shared/risk/patterns.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Loading, Page, Section } from '../ui/page.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { When } from '../ui/when.tsx';
import { PatternForm } from './pattern-form.tsx';
import { SecurityTabs } from './risk-tabs.tsx';
import { ScoreRules } from './score-rules.tsx';
import { Suppressions } from './suppressions.tsx';
import { WatchedPatients } from './watched-patients.tsx';

/** How the score is made, which patterns are looked for, and what is silenced. */
export function TuningPage(): ReactNode {
  const answer = useAnswer('risk.tuning', {});
  return (
    <Page
      title="Rules and patterns"
      lead="What is set here holds for accesses that come from now on; what was found before stays as it was found. Each change is kept with your name and its reason."
    >
      <SecurityTabs />
      {answer.isPending ? <Loading lines={8} /> : null}
      {answer.isError ? <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.data === undefined ? null : (
        <>
          <ScoreRules key={JSON.stringify(answer.data.tuning)} tuning={answer.data.tuning} />
          <Section title="Privacy patterns">
            <p className="soft">
              A pattern never changes a score. It opens a case of its own, unless a rule below silences it.
            </p>
            {RISK_PATTERNS.map((pattern) => (
              <PatternForm
                key={`${pattern.id}${JSON.stringify(answer.data.tuning.patterns[pattern.id])}`}
                pattern={pattern}
                tuning={answer.data.tuning}
              />
            ))}
          </Section>
          <Suppressions tuning={answer.data.tuning} />
          <WatchedPatients watched={answer.data.tuning.watched} />
          <WhoIsWho />
          <History rows={answer.data.history} />
        </>
      )}
    </Page>
  );
}

function WhoIsWho(): ReactNode {
  const status = useAnswer('risk.status', {});
  const choose = useAsk('risk.choose-map');
  const map = status.data?.map;
  const problems = choose.answer?.chosen?.problems ?? [];
  return (
    <Section title="Who is who">
      <p>
        {map === undefined || map.origin === 'none'
          ? 'No map was chosen. It names the tables that say which login is whom, who is which patient, who cares for whom, and who works when.'
          : `${map.name ?? 'The map cannot be read'}${map.origin === 'shipped' ? ' (comes with the sample clinic)' : ''}.`}{' '}
        <span className="soft">
          Names and addresses are compared in the clinic’s database and stay there.
        </span>
      </p>
      {map === undefined || map.problem === '' ? null : <p className="ink-unsure">{map.problem}</p>}
      {problems.length === 0 ? null : (
        <div role="alert">
          <p className="strong">That file was not taken over:</p>
          <ul>
            {problems.map(({ line, text }) => (
              <li key={`${String(line)}${text}`}>
                {line === null ? '' : `Line ${String(line)}: `}
                {text}
              </li>
            ))}
          </ul>
        </div>
      )}
      {choose.failure === null ? null : <FailurePanel failure={choose.failure} />}
      <div className="row">
        <Button variant="default" loading={choose.busy} onClick={() => void choose.ask({})}>
          Choose a map…
        </Button>
      </div>
    </Section>
  );
}

function History({ rows }: { readonly rows: Output<'risk.tuning'>['history'] }): ReactNode {
  return (
    <Section title="Changes">
      {rows.length === 0 ? (
        <p className="soft">Nothing was changed yet: the usual values hold.</p>
      ) : (
        <PlainTable
          label="Changes of the rules"
          rows={rows}
          keyOf={({ at, what }) => `${at} ${what}`}
          columns={[
            { id: 'at', header: 'When', width: '180px', cell: ({ at }) => <When at={at} /> },
            { id: 'by', header: 'Who', width: '22%', cell: ({ by }) => <bdi className="break">{by}</bdi> },
            { id: 'what', header: 'What', cell: ({ what }) => <span className="break">{what}</span> },
            {
              id: 'reason',
              header: 'Why',
              cell: ({ reason }) => (
                <span className="break" dir="auto">
                  {reason}
                </span>
              ),
            },
          ]}
        />
      )}
    </Section>
  );
}
