import { Button } from '@mantine/core';
import { IconArrowLeft, IconRefresh, IconShieldSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { EntryView } from '../../src-shared/audit/entries.ts';
import { addressOf } from '../lib/address.ts';
import { formatCount, formatOf } from '../lib/format.ts';
import { queryFor } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Copy, Hash } from '../ui/hash.tsx';
import { EmptyState, Notice } from '../ui/notice.tsx';
import { Facts, Loading, Page, Section } from '../ui/page.tsx';
import { toneOf, VerdictIcon } from '../ui/verdict.tsx';
import { When } from '../ui/when.tsx';
import { readEntryId } from './address.ts';
import { EntryFields } from './entry-fields.tsx';
import { ProofPath } from './proof-path.tsx';
import { SaveProof } from './save-proof.tsx';
import { VERDICT_WORDS } from './words.ts';

const route = getRouteApi('/integrity/entries/$entryId');

/** One entry: what it was, what it is, whether that can be proven, and how. Its address can be copied. */
export function EntryPage(): ReactNode {
  const { entryId: typed } = route.useParams();
  const entryId = readEntryId(typed);
  return entryId === null ? (
    <Page title="Entry" lead={<Back />}>
      <EmptyState icon={<IconShieldSearch size={28} />} title="That is not the number of an entry">
        An entry’s number is a whole number, such as 1200. Press Ctrl K and type it.
      </EmptyState>
    </Page>
  ) : (
    <Entry key={entryId} entryId={entryId} />
  );
}

function Back(): ReactNode {
  return (
    <Link to="/integrity" className="link row">
      <IconArrowLeft size={14} aria-hidden /> Integrity
    </Link>
  );
}

function Entry({ entryId }: { readonly entryId: number }): ReactNode {
  // What this computer knows is there at once; the database may take its time, or be away.
  const record = useQuery({ ...queryFor('entries.view', { entryId, look: 'record' }), gcTime: 0 });
  // A verdict from an earlier visit is no verdict: it is asked for each time the page opens.
  const checked = useQuery({ ...queryFor('entries.view', { entryId, look: 'full' }), gcTime: 0 });
  const view = checked.data ?? record.data;
  const again = (): void => {
    void record.refetch();
    void checked.refetch();
  };
  return (
    <Page
      title={`Entry ${String(entryId)}`}
      lead={
        <span className="row">
          <Back />
          <Copy value={addressOf(`/integrity/entries/${String(entryId)}`)} what="address of this entry" />
        </span>
      }
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconRefresh size={18} />}
            loading={checked.isFetching}
            onClick={again}
          >
            Check now
          </Button>
          {view === undefined ? null : <SaveProof entryId={entryId} possible={view.proof !== null} />}
        </>
      }
    >
      {checked.isError ? (
        <FailurePanel failure={checked.error} onRetry={again}>
          <Back />
        </FailurePanel>
      ) : null}
      {view === undefined && !checked.isError ? <Loading lines={8} /> : null}
      {view === undefined ? null : <Shown view={view} busy={checked.isFetching} failed={checked.isError} />}
    </Page>
  );
}

function Shown({
  view,
  busy,
  failed,
}: {
  readonly view: EntryView;
  readonly busy: boolean;
  readonly failed: boolean;
}): ReactNode {
  const { result, witnessed, now, proof } = view;
  return (
    <>
      <section
        className={`card verdict verdict-slim verdict-${toneOf(busy ? null : result)}`}
        aria-label="Verdict"
        aria-busy={busy}
      >
        <VerdictIcon verdict={busy ? null : result} size={32} />
        <div className="grow">
          <p className="verdict-word" role="status">
            {busy ? 'Checking…' : VERDICT_WORDS[result ?? 'not-checked']}
          </p>
          <p>{busy ? 'The row is compared with its seal and with the signed checkpoint.' : view.detail}</p>
        </div>
        {busy || result === null ? null : (
          <dl className="figures">
            <div>
              <dt>Checked</dt>
              <dd>
                <When at={view.checkedAt} />
              </dd>
            </div>
            <div>
              <dt>Took</dt>
              <dd>{view.elapsedMs < 1 ? 'under 1 ms' : `${formatCount(Math.round(view.elapsedMs))} ms`}</dd>
            </div>
          </dl>
        )}
      </section>
      {view.problem === null || busy ? null : <Notice tone="unsure">{view.problem}</Notice>}
      <div className="columns columns-even">
        <div className="stack">
          <Section title="The entry">
            <EntryFields
              before={witnessed?.header ?? null}
              now={now?.header ?? null}
              asked={isAsked(view)}
              same={witnessed !== null && witnessed.leaf === now?.leaf}
            />
            <p className="small soft">
              The patient, the address, the session and the details are not shown here.
            </p>
          </Section>
          <Section title="Where it stands">
            <Facts rows={placeOf(view)} />
          </Section>
        </div>
        <Section title="How it is proven" className="proof">
          {proof === null ? (
            <EmptyState icon={<IconShieldSearch size={28} />} title="There is no proof yet">
              {whyNone(view, failed)}
            </EmptyState>
          ) : (
            <>
              {result === 'tampered' ? (
                <Notice tone="bad">
                  This proves the entry as it was sealed, not what the database holds now.
                </Notice>
              ) : null}
              <ProofPath proof={proof} />
            </>
          )}
        </Section>
      </div>
    </>
  );
}

/** Whether the database said what it has. */
const isAsked = ({ look, problem }: EntryView): boolean => look !== 'record' && problem === null;

function placeOf(view: EntryView): readonly (readonly [string, ReactNode])[] {
  const { position, block, witnessed, now, checkpoint } = view;
  return [
    [
      'Position',
      position === null ? 'Not sealed' : `${formatCount(position)}, counted from 0 in the order of sealing`,
    ],
    ['Block', block === null ? isAsked(view) ? 'None' : 'The database knows' : <Block key="b" {...block} />],
    [
      'Witnessed',
      witnessed === null ? (
        'Not by this computer'
      ) : witnessed.before === null ? (
        'By this computer; no checkpoint covers it yet'
      ) : (
        <>
          By this computer, at the latest <When at={witnessed.before} />
        </>
      ),
    ],
    [
      'Checkpoint',
      checkpoint === null ? (
        'None covers it'
      ) : (
        <>
          Over {formatOf(checkpoint.size, 'entry', 'entries')}, signed <When at={checkpoint.signedAt} />
          {checkpoint.valid ? null : <strong className="ink-bad"> (does not hold)</strong>}
        </>
      ),
    ],
    ...(witnessed === null
      ? []
      : ([['Leaf, witnessed', <Hash key="w" value={witnessed.leaf} what="witnessed hash" />]] as const)),
    ...(now === null ? [] : ([['Leaf, now', <Hash key="n" value={now.leaf} what="hash now" />]] as const)),
  ];
}

function Block({ number, sealedAt }: NonNullable<EntryView['block']>): ReactNode {
  return (
    <>
      {formatCount(number)}
      {sealedAt === null ? null : (
        <>
          , sealed <When at={sealedAt} />
        </>
      )}
    </>
  );
}

function whyNone({ witnessed, checkpoint }: EntryView, failed: boolean): string {
  if (failed) return 'The check did not come to an end. Press Check now to try again.';
  if (witnessed === null)
    return 'This computer has not witnessed the entry. Seal the log while signed in; then a proof can be made.';
  if (checkpoint === null)
    return 'No signed checkpoint covers the entry yet. Sign in and seal the log; then a proof can be made.';
  return 'This computer’s own copy of the log does not lead to its checkpoint. Verify the log with everything.';
}
