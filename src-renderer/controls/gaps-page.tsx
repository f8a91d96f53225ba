import { Button, NativeSelect } from '@mantine/core';
import { IconPlus, IconTargetArrow } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { Cycle } from '../../src-shared/controls/cycles.ts';
import type { Gap, GapProposal } from '../../src-shared/controls/gaps.ts';
import { formatOf } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState } from '../ui/notice.tsx';
import { Loading, Page, Section } from '../ui/page.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { ControlsTabs } from './controls-tabs.tsx';
import { GapBoard } from './gap-board.tsx';
import { BurnDown, TrendChart } from './gap-charts.tsx';
import { GapPanel } from './gap-panel.tsx';
import { GapSheet } from './gap-sheet.tsx';
import { SEVERITY_WORDS } from './gap-words.ts';
import { RoadmapChart } from './roadmap-chart.tsx';

/** What a review found missing: who closes it, in which order, and how it comes along. */
export function GapsPage(): ReactNode {
  const cycles = useAnswer('reviews.cycles', {});
  const [chosen, setChosen] = useState<string | null>(null);
  const rows = cycles.data?.cycles ?? [];
  const current = rows.find(({ cycle }) => cycle.id === chosen) ?? rows[0];
  return (
    <Page
      title="Controls"
      lead="What a review found missing, who closes it by when, and how it compares with earlier reviews."
      actions={
        rows.length < 2 ? undefined : (
          <NativeSelect
            aria-label="Review cycle"
            value={current?.cycle.id ?? ''}
            data={rows.map(({ cycle }) => ({ value: cycle.id, label: cycle.name }))}
            onChange={(event) => {
              setChosen(event.currentTarget.value);
            }}
          />
        )
      }
    >
      <ControlsTabs />
      {cycles.isPending ? <Loading lines={8} /> : null}
      {cycles.isError ? <FailurePanel failure={cycles.error} onRetry={() => void cycles.refetch()} /> : null}
      {cycles.data === undefined ? null : current === undefined ? (
        <EmptyState icon={<IconTargetArrow size={32} />} title="There is no review yet">
          Gaps belong to a review cycle. Open one on the page Reviews; what is not effective there is
          suggested here.
        </EmptyState>
      ) : (
        <CycleGaps key={current.cycle.id} cycle={current.cycle} />
      )}
    </Page>
  );
}

function CycleGaps({ cycle }: { readonly cycle: Cycle }): ReactNode {
  const { id: cycleId, name } = cycle;
  const list = useAnswer('gaps.list', { cycleId });
  const roadmap = useAnswer('gaps.roadmap', { cycleId });
  const board = useAnswer('reviews.board', { cycleId });
  const [opened, setOpened] = useState<string | null>(null);
  const [changing, setChanging] = useState<Gap | null>(null);
  const [adding, setAdding] = useState<Partial<GapProposal> | null>(null);
  if (list.isPending) return <Loading lines={8} />;
  if (list.isError) return <FailurePanel failure={list.error} onRetry={() => void list.refetch()} />;
  const { gaps, proposals } = list.data;
  const shown = gaps.find(({ id }) => id === opened);
  const requirements =
    board.data?.controls.map(({ requirement, title }) => ({ ...requirement, title })) ?? [];
  return (
    <>
      <div className="row">
        <p className="grow soft">
          <span dir="auto">{name}</span>: {formatOf(gaps.length, 'gap', 'gaps')}
        </p>
        <Button
          leftSection={<IconPlus size={16} />}
          onClick={() => {
            setAdding({});
          }}
        >
          Add a gap…
        </Button>
      </div>
      {proposals.length === 0 ? null : (
        <Proposals
          proposals={proposals}
          onTake={(proposal) => {
            setAdding(proposal);
          }}
        />
      )}
      <GapBoard
        gaps={gaps}
        onOpen={({ id }) => {
          setOpened(id);
        }}
      />
      {roadmap.isPending ? <Loading lines={5} /> : null}
      {roadmap.isError ? (
        <FailurePanel failure={roadmap.error} onRetry={() => void roadmap.refetch()} />
      ) : null}
      {roadmap.data === undefined ? null : (
        <>
          <Section title="Order of work (roadmap)">
            <p className="soft">
              The worst first, and what others wait for is as bad as they are; of equals what is done soonest.
              Each owner works on one gap at a time, on weekdays.
            </p>
            <RoadmapChart items={roadmap.data.items} gaps={gaps} />
          </Section>
          <Section title="Open gaps (burn-down)">
            <BurnDown points={roadmap.data.burnDown} />
          </Section>
          <Section title="Against earlier reviews (trend)">
            {roadmap.data.trend.map((trend) => (
              <TrendChart
                key={trend.framework}
                trend={trend}
                name={cycle.versions.find(({ id }) => id === trend.framework)?.name ?? trend.framework}
              />
            ))}
          </Section>
        </>
      )}
      {shown === undefined ? null : (
        <GapPanel
          gap={shown}
          others={gaps}
          onChange={() => {
            setChanging(shown);
            setOpened(null);
          }}
          onClose={() => {
            setOpened(null);
          }}
        />
      )}
      {changing === null && adding === null ? null : (
        <GapSheet
          cycleId={cycleId}
          gap={changing}
          begin={adding?.requirement === undefined ? {} : { ...adding, origin: 'conclusion' }}
          others={gaps}
          requirements={requirements}
          onClose={() => {
            setChanging(null);
            setAdding(null);
          }}
        />
      )}
    </>
  );
}

function Proposals({
  proposals,
  onTake,
}: {
  readonly proposals: readonly GapProposal[];
  readonly onTake: (proposal: GapProposal) => void;
}): ReactNode {
  return (
    <Section
      title="Suggested by conclusions"
      aside={<span className="soft small">{formatOf(proposals.length, 'requirement', 'requirements')}</span>}
    >
      <PlainTable
        label="Suggested by conclusions"
        rows={proposals.slice(0, 50)}
        keyOf={({ requirement }) => `${requirement.framework} ${requirement.id}`}
        columns={[
          { id: 'id', header: 'Requirement', cell: ({ requirement }) => requirement.id },
          { id: 'title', header: '', cell: ({ title }) => <span dir="auto">{title}</span> },
          {
            id: 'severity',
            header: 'Severity',
            cell: ({ severity }) => (
              <span className={`strong ink-${SEVERITY_WORDS[severity].tone}`}>
                {SEVERITY_WORDS[severity].word}
              </span>
            ),
          },
          {
            id: 'take',
            header: '',
            align: 'end',
            cell: (proposal) => (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={`Take up ${proposal.requirement.id}`}
                onClick={() => {
                  onTake(proposal);
                }}
              >
                Take it up…
              </Button>
            ),
          },
        ]}
      />
    </Section>
  );
}
