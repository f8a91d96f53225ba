import { Button, Menu, TextInput } from '@mantine/core';
import {
  IconFile,
  IconFileCertificate,
  IconPlus,
  IconRefresh,
  IconTestPipe,
  IconUsers,
} from '@tabler/icons-react';
import { useMemo, useState, type ReactNode } from 'react';
import type { Evidence } from '../../src-shared/controls/evidence.ts';
import { formatBytes, formatCount, formatOf } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState, Notice } from '../ui/notice.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Loading, Page } from '../ui/page.tsx';
import { AddEvidence } from './add-evidence.tsx';
import { ColleaguesSheet } from './colleagues-sheet.tsx';
import { ControlsTabs } from './controls-tabs.tsx';
import { EvidenceBadge } from './evidence-badge.tsx';
import { EvidencePanel } from './evidence-panel.tsx';
import { KeepResult } from './keep-result.tsx';
import { quarterOf } from './open-cycle.tsx';
import { UnsealedNotice } from './unsealed-notice.tsx';
import { WaitingNotice } from './waiting-notice.tsx';

const COLUMNS: readonly Column<Evidence>[] = [
  {
    id: 'title',
    header: 'Evidence',
    track: 'minmax(200px, 1.4fr)',
    cell: ({ title }) => (
      <span dir="auto" title={title}>
        {title}
      </span>
    ),
  },
  {
    id: 'source',
    header: 'From',
    track: 'minmax(120px, 1fr)',
    cell: ({ source }) => <bdi title={source}>{source}</bdi>,
  },
  { id: 'period', header: 'Speaks of', track: '184px', cell: ({ from, to }) => `${from} – ${to}` },
  { id: 'expires', header: 'Counts to', track: '96px', cell: ({ expiresOn }) => expiresOn ?? '' },
  {
    id: 'bytes',
    header: 'Size',
    track: '80px',
    align: 'end',
    cell: ({ bytes }) => formatBytes(bytes),
  },
  { id: 'state', header: 'Copy', track: '136px', cell: (one) => <EvidenceBadge evidence={one} /> },
];

/** What the open panel says is not said again beside it. */
const BESIDE_PANEL = COLUMNS.filter(({ id }) => ['title', 'source', 'state'].includes(id));

/** Every document and result that shows something, each kept under its hash. */
export function EvidencePage(): ReactNode {
  const list = useAnswer('evidence.list', {});
  const check = useAsk('evidence.check');
  const [adding, setAdding] = useState<'file' | 'result' | null>(null);
  const [colleagues, setColleagues] = useState(false);
  const [words, setWords] = useState('');
  const [open, setOpen] = useState<string | null>(null);
  const all = list.data?.evidence;
  const rows = useMemo(() => {
    const wanted = words.trim().toLowerCase();
    return (all ?? []).filter(({ title, source, fileName, sha256 }) =>
      `${title} ${source} ${fileName} ${sha256}`.toLowerCase().includes(wanted),
    );
  }, [all, words]);
  const at = rows.findIndex(({ id }) => id === open);
  const shown = rows[at];
  const bad = (all ?? []).filter(({ state }) => state === 'missing' || state === 'changed').length;
  const closeAdding = (): void => {
    setAdding(null);
  };
  const add = (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button leftSection={<IconPlus size={16} />}>Add evidence…</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconFile size={16} />}
          onClick={() => {
            setAdding('file');
          }}
        >
          A file…
        </Menu.Item>
        <Menu.Item
          leftSection={<IconTestPipe size={16} />}
          onClick={() => {
            setAdding('result');
          }}
        >
          The result of a control test…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
  return (
    <Page
      fill
      title="Controls"
      lead="Documents and results that show something. A copy of each is kept under its hash; it is never changed."
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} />}
            loading={check.busy}
            disabled={(all ?? []).length === 0}
            onClick={() => void check.ask({})}
          >
            Read all again
          </Button>
          <Button
            variant="default"
            leftSection={<IconUsers size={16} />}
            onClick={() => {
              setColleagues(true);
            }}
          >
            Colleagues…
          </Button>
          {add}
        </>
      }
    >
      <ControlsTabs />
      {check.failure === null ? null : <FailurePanel failure={check.failure} />}
      {bad > 0 ? (
        <Notice tone="bad">
          {formatOf(bad, 'file is', 'files are')} gone or changed. Restore the profile from a backup; a review
          that names {bad === 1 ? 'it' : 'them'} cannot be locked.
        </Notice>
      ) : null}
      <UnsealedNotice evidence={all ?? []} canSeal={list.data?.canSeal ?? false} />
      <WaitingNotice />
      <div className="room-parts" data-open={shown !== undefined}>
        <div className="card queue">
          <div className="queue-filters" role="search" aria-label="Narrow the evidence">
            <TextInput
              size="xs"
              className="grow"
              aria-label="Words or hash"
              placeholder="Words in title, source or file, or a hash"
              value={words}
              onChange={(event) => {
                setWords(event.currentTarget.value);
              }}
            />
            <span className="small soft" aria-live="polite">
              {check.answer === null || bad > 0
                ? formatOf(rows.length, 'piece', 'pieces')
                : `${formatCount(check.answer.intact)} read again, all as they were added${check.answer.unread === 0 ? '' : `; ${formatOf(check.answer.unread, 'is encrypted and was', 'are encrypted and were')} not opened: sign in to their token, or ask their owner to open them up to you`}`}
            </span>
          </div>
          {list.isPending ? (
            <div className="pad">
              <Loading lines={6} />
            </div>
          ) : null}
          {list.isError ? (
            <div className="pad">
              <FailurePanel failure={list.error} onRetry={() => void list.refetch()} />
            </div>
          ) : null}
          {all === undefined ? null : rows.length === 0 ? (
            <EmptyState
              icon={<IconFileCertificate size={28} />}
              title={all.length === 0 ? 'No evidence yet' : 'No evidence is like this'}
              action={all.length === 0 ? add : undefined}
            >
              {all.length === 0
                ? 'Add policies, screenshots, tickets, lists or results of control tests that show that a control works.'
                : 'Use other words.'}
            </EmptyState>
          ) : (
            <DataTable
              label="Evidence"
              columns={at === -1 ? COLUMNS : BESIDE_PANEL}
              count={rows.length}
              rowAt={(index) => rows[index]}
              openIndex={at === -1 ? null : at}
              onOpen={(index) => {
                setOpen(rows[index]?.id ?? null);
              }}
            />
          )}
        </div>
        {shown === undefined ? null : (
          <EvidencePanel
            key={shown.id}
            evidence={shown}
            onClose={() => {
              setOpen(null);
            }}
          />
        )}
      </div>
      {adding === 'file' ? (
        <AddEvidence start={quarterOf(new Date())} onClose={closeAdding} onAdded={setOpen} />
      ) : null}
      {colleagues ? (
        <ColleaguesSheet
          onClose={() => {
            setColleagues(false);
          }}
        />
      ) : null}
      {adding === 'result' ? <KeepResult onClose={closeAdding} onAdded={setOpen} /> : null}
    </Page>
  );
}
