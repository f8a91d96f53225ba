import { Button } from '@mantine/core';
import { IconArrowLeft, IconFileCheck, IconRefresh, IconShieldSearch } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { RowView } from '../../src-shared/audit/tables.ts';
import { formatCount, formatOf } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Hash } from '../ui/hash.tsx';
import { EmptyState } from '../ui/notice.tsx';
import { Facts, Loading, Page, Section } from '../ui/page.tsx';
import { tellSaved } from '../ui/saved.tsx';
import { toneOf, VerdictIcon } from '../ui/verdict.tsx';
import { When } from '../ui/when.tsx';
import { readEntryId } from './address.ts';
import { ProofPath } from './proof-path.tsx';
import { RowBeforeAndNow } from './row-before-and-now.tsx';
import { VERDICT_WORDS } from './words.ts';

const route = getRouteApi('/integrity/tables/$sourceId/rows/$position');

/** One row of a mapped table: as it was taken over, as it is now, and how the first is proven. */
export function RowPage(): ReactNode {
  const { sourceId, position } = route.useParams();
  const at = readEntryId(position);
  return at === null || at < 0 ? (
    <Page title="Row" lead={<Back />}>
      <EmptyState icon={<IconShieldSearch size={28} />} title="That is not the position of a row">
        Positions are whole numbers from 0 on: a finding names its row’s.
      </EmptyState>
    </Page>
  ) : (
    <Row sourceId={sourceId} position={at} />
  );
}

const Back = (): ReactNode => (
  <Link to="/integrity/tables" className="link">
    <IconArrowLeft size={16} aria-hidden /> Other audit tables
  </Link>
);

function Row({ sourceId, position }: { readonly sourceId: string; readonly position: number }): ReactNode {
  const answer = useAnswer('tables.row', { sourceId, position });
  const save = useAsk('proofs.save');
  const view = answer.data;
  return (
    <Page
      title={`Row at position ${formatCount(position)}`}
      lead={<Back />}
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconRefresh size={18} />}
            loading={answer.isFetching}
            onClick={() => void answer.refetch()}
          >
            Check now
          </Button>
          <Button
            leftSection={<IconFileCheck size={18} />}
            disabled={view === undefined || view.proof === null}
            loading={save.busy}
            onClick={() => {
              void save.ask({ what: 'row', sourceId, position }).then((done) => {
                const saved = done?.saved ?? null;
                if (saved !== null) tellSaved(saved);
              });
            }}
          >
            Save proof…
          </Button>
        </>
      }
    >
      {answer.isError ? <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {save.failure === null ? null : <FailurePanel failure={save.failure} />}
      {answer.isPending ? <Loading lines={8} /> : null}
      {view === undefined ? null : <Shown view={view} busy={answer.isFetching} />}
    </Page>
  );
}

function Shown({ view, busy }: { readonly view: RowView; readonly busy: boolean }): ReactNode {
  const shown = busy ? null : view.result;
  return (
    <>
      <section
        className={`card verdict verdict-slim verdict-${toneOf(shown)}`}
        aria-label="Verdict"
        aria-busy={busy}
      >
        <VerdictIcon verdict={shown} size={32} />
        <div className="grow">
          <p className="verdict-word" role="status">
            {busy ? 'Checking…' : VERDICT_WORDS[view.result]}
          </p>
          <p dir="auto">{busy ? 'The row is compared with what was taken over.' : view.detail}</p>
        </div>
      </section>
      <div className="columns columns-even">
        <Section title="The row">
          <RowBeforeAndNow row={{ before: view.taken, now: view.now?.[0]?.row ?? null }} />
          <Facts rows={placeOf(view)} />
        </Section>
        <Section title="How it is proven" className="proof">
          {view.proof === null ? (
            <EmptyState icon={<IconShieldSearch size={28} />} title="There is no proof yet">
              {view.checkpoint === null
                ? 'No signed checkpoint covers the row yet. Sign in and take the table over; then a proof can be made.'
                : 'This computer’s own copy of the table does not lead to its checkpoint. Verify the table with everything.'}
            </EmptyState>
          ) : (
            <ProofPath proof={view.proof} />
          )}
        </Section>
      </div>
    </>
  );
}

const placeOf = (view: RowView): readonly (readonly [string, ReactNode])[] => [
  ['Position', `${formatCount(view.position)}, counted from 0 in the order of taking over`],
  ['Taken over', view.takenAt === null ? 'At an unknown time' : <When key="t" at={view.takenAt} />],
  [
    'Checkpoint',
    view.checkpoint === null ? (
      'None covers it'
    ) : (
      <span key="c">
        Over {formatOf(view.checkpoint.size, 'row', 'rows')}, signed <When at={view.checkpoint.signedAt} />
        {view.checkpoint.valid ? null : <strong className="ink-bad"> (does not hold)</strong>}
      </span>
    ),
  ],
  ['Leaf, taken over', <Hash key="l" value={view.leaf} what="hash when taken over" />],
  ...(view.now ?? []).map(
    ({ leaf }) => ['Leaf, now', <Hash key={leaf} value={leaf} what="hash now" />] as const,
  ),
];
