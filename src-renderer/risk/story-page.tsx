import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { IconTimeline } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { RiskEntry, StoryWish } from '../../src-shared/risk/contract.ts';
import { formatCount, formatInstant, formatOf } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState } from '../ui/notice.tsx';
import { Loading, Page, Section } from '../ui/page.tsx';
import { SecurityTabs } from './risk-tabs.tsx';
import { whyOf } from './risk-words.ts';
import { ScoreBadge } from './score-badge.tsx';
import { StoryChart } from './story-chart.tsx';

/** What one person opened, or who opened one patient's record, on a time line. */
export function StoryPage(): ReactNode {
  const search = useSearch({ from: '/risk/story' });
  const navigate = useNavigate();
  const wish: StoryWish | null =
    search.of === undefined
      ? null
      : { kind: search.kind ?? 'user', of: search.of, from: search.from ?? null, to: search.to ?? null };
  return (
    <Page
      title="Access story"
      lead="Everything one person opened, or everybody who opened one patient’s record, in the order in which it happened."
    >
      <SecurityTabs />
      <Section title="Whose story">
        <StoryForm
          key={JSON.stringify(wish)}
          wish={wish}
          onShow={({ kind, of, from, to }) => {
            void navigate({
              to: '/risk/story',
              search: { kind, of, ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) },
            });
          }}
        />
      </Section>
      {wish === null ? (
        <EmptyState icon={<IconTimeline size={28} />} title="Nobody was named yet">
          Write a login, or a patient’s pseudonym or record reference, and show the story. Cases lead here
          too.
        </EmptyState>
      ) : (
        <Story wish={wish} />
      )}
    </Page>
  );
}

function StoryForm({
  wish,
  onShow,
}: {
  readonly wish: StoryWish | null;
  readonly onShow: (wish: StoryWish) => void;
}): ReactNode {
  const [fields, setFields] = useState<StoryWish>(wish ?? { kind: 'user', of: '', from: null, to: null });
  const of = fields.of.trim();
  return (
    <form
      className="row access-filter"
      onSubmit={(event) => {
        event.preventDefault();
        if (of !== '') onShow({ ...fields, of });
      }}
    >
      <SegmentedControl
        aria-label="Story of"
        value={fields.kind}
        onChange={(kind) => {
          setFields({ ...fields, kind });
        }}
        data={[
          { value: 'user' as const, label: 'A person' },
          { value: 'patient' as const, label: 'A patient' },
        ]}
      />
      <TextInput
        label={fields.kind === 'user' ? 'Login' : 'Pseudonym or record reference'}
        w={320}
        value={fields.of}
        maxLength={300}
        onChange={(change) => {
          setFields({ ...fields, of: change.currentTarget.value });
        }}
      />
      {(['from', 'to'] as const).map((end) => (
        <TextInput
          key={end}
          label={end === 'from' ? 'From (UTC)' : 'To (UTC)'}
          type="date"
          value={fields[end] ?? ''}
          onChange={(change) => {
            const day = change.currentTarget.value;
            setFields({ ...fields, [end]: day === '' ? null : day });
          }}
        />
      ))}
      <Button type="submit" disabled={of === ''}>
        Show
      </Button>
    </form>
  );
}

const WHO: Column<RiskEntry> = {
  id: 'who',
  header: 'Who',
  track: 'minmax(120px, 1fr)',
  cell: ({ actor, job }) => (
    <Link className="link" to="/risk/story" search={{ kind: 'user', of: actor }}>
      <bdi>{actor}</bdi>
      {job === null ? '' : ` (${job})`}
    </Link>
  ),
};
const WHOSE: Column<RiskEntry> = {
  id: 'patient',
  header: 'Patient',
  track: '132px',
  cell: ({ patient }) =>
    patient === null ? (
      '–'
    ) : (
      <Link className="link mono" to="/risk/story" search={{ kind: 'patient', of: patient }}>
        {patient}
      </Link>
    ),
};
const columnsFor = (kind: StoryWish['kind']): readonly Column<RiskEntry>[] => [
  {
    id: 'at',
    header: 'When',
    track: '176px',
    cell: ({ at }) => <time dateTime={at}>{formatInstant(at)}</time>,
  },
  kind === 'user' ? WHOSE : WHO,
  { id: 'event', header: 'What', track: '160px', cell: ({ event }) => <span className="mono">{event}</span> },
  { id: 'score', header: 'Score', track: '120px', cell: ({ score }) => <ScoreBadge score={score} /> },
  { id: 'why', header: 'Why', track: 'minmax(120px, 2fr)', cell: (entry) => whyOf(entry) },
  {
    id: 'entry',
    header: 'Entry',
    track: '84px',
    align: 'end',
    cell: ({ entryId }) => (
      <Link className="link" to="/integrity/entries/$entryId" params={{ entryId: String(entryId) }}>
        {formatCount(entryId)}
      </Link>
    ),
  },
];

function Story({ wish }: { readonly wish: StoryWish }): ReactNode {
  const story = useAnswer('risk.story', wish);
  if (story.isPending) return <Loading lines={8} />;
  if (story.isError) return <FailurePanel failure={story.error} onRetry={() => void story.refetch()} />;
  const { of, total, rows } = story.data;
  if (rows.length === 0)
    return (
      <EmptyState icon={<IconTimeline size={28} />} title="No access was scored for that">
        {wish.kind === 'user'
          ? 'Write the login as the audit log has it, or choose other days.'
          : 'Write the pseudonym (P- and 12 digits or letters a to f) or the reference that the audit log has, or choose other days.'}
      </EmptyState>
    );
  return (
    <Section
      title={wish.kind === 'user' ? `What ${of} opened` : `Who opened the record of ${of}`}
      aside={
        <span className="soft">
          {rows.length < total
            ? `the newest ${formatCount(rows.length)} of ${formatCount(total)}`
            : formatOf(total, 'access', 'accesses')}
        </span>
      }
    >
      <StoryChart rows={rows} />
      <div className="story-table">
        <DataTable
          label="The same as a table"
          columns={columnsFor(wish.kind)}
          count={rows.length}
          rowAt={(index) => rows[rows.length - 1 - index]}
        />
      </div>
    </Section>
  );
}
