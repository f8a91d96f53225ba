import { CloseButton } from '@mantine/core';
import { IconArrowNarrowRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import type { EntryHeader, Finding, VerificationRun } from '../../src-shared/audit/types.ts';
import { addressOf } from '../lib/address.ts';
import { isCovered } from '../shell/covered.ts';
import { formatCount } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Copy, Hash, Id } from '../ui/hash.tsx';
import { Facts, Loading } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';
import { Acknowledge } from './acknowledge.tsx';
import { differences } from './diff.ts';
import { RowBeforeAndNow } from './row-before-and-now.tsx';
import { REFERENCE_WORDS, TYPE_WORDS } from './words.ts';

/** One finding in detail, beside the list. Esc closes it; the list keeps its place. */
export function FindingPanel({
  run,
  index,
  onClose,
}: {
  readonly run: VerificationRun;
  readonly index: number;
  readonly onClose: () => void;
}): ReactNode {
  const answer = useAnswer('audit.finding', { runId: run.runId, index });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || isCovered()) return;
      // Before the page's own step back.
      event.preventDefault();
      event.stopImmediatePropagation();
      onClose();
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => {
      window.removeEventListener('keydown', onKey, { capture: true });
    };
  }, [onClose]);
  return (
    <div className="stack" data-finding={index}>
      <div className="row panel-head">
        <span className="soft small grow">
          Finding {formatCount(index + 1)} of {formatCount(run.found)}
        </span>
        <Copy
          value={addressOf(`/integrity/runs/${run.runId}?finding=${String(index)}`)}
          what="address of this finding"
        />
        <CloseButton aria-label="Close the finding" onClick={onClose} />
      </div>
      {answer.isPending ? <Loading lines={8} /> : null}
      {answer.isError ? <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.data === undefined ? null : (
        <>
          <Detail finding={answer.data} sourceId={run.source.sourceId ?? null} />
          <Acknowledge runId={run.runId} index={index} />
        </>
      )}
    </div>
  );
}

function Detail({
  finding,
  sourceId,
}: {
  readonly finding: Finding;
  readonly sourceId: string | null;
}): ReactNode {
  const { evidence } = finding;
  const words = TYPE_WORDS[finding.type];
  return (
    <>
      <div>
        <h2 aria-live="polite">
          {words.sentence} <span className="soft">({words.term})</span>
        </h2>
        <p dir="auto">{evidence.summary}</p>
      </div>
      <Facts
        rows={[
          [
            evidence.row === undefined ? 'Entry' : 'Row',
            finding.entryId === null ? (
              finding.key === undefined ? (
                'None'
              ) : (
                <span key="key" className="row">
                  <Id value={finding.key} what="key" />
                  {sourceId === null || finding.position === null ? null : (
                    <Link
                      to="/integrity/tables/$sourceId/rows/$position"
                      params={{ sourceId, position: String(finding.position) }}
                      className="link"
                    >
                      Check and prove it
                    </Link>
                  )}
                </span>
              )
            ) : (
              <span key="id" className="row">
                <Id value={String(finding.entryId)} what="entry id" />
                {finding.key === undefined ? (
                  <Link
                    to="/integrity/entries/$entryId"
                    params={{ entryId: String(finding.entryId) }}
                    className="link"
                  >
                    Check and prove it
                  </Link>
                ) : null}
              </span>
            ),
          ],
          [
            'Position',
            finding.position === null
              ? evidence.row === undefined
                ? 'Never sealed'
                : 'Never taken over'
              : formatCount(finding.position),
          ],
          ...(evidence.movedFrom === null
            ? []
            : ([
                ['Sealed as entry', <Id key="from" value={String(evidence.movedFrom)} what="entry id" />],
              ] as const)),
          ...(evidence.block === null ? [] : ([['Block', formatCount(evidence.block)]] as const)),
          [
            'It happened',
            <span key="between">
              {finding.earliest === null ? (
                'at an unknown time, at the latest '
              ) : (
                <>
                  after <When at={finding.earliest} />, at the latest{' '}
                </>
              )}
              <When at={finding.latest} />
            </span>,
          ],
        ]}
      />
      {evidence.row === undefined ? (
        <BeforeAndNow before={evidence.before} now={evidence.now} />
      ) : (
        <RowBeforeAndNow row={evidence.row} />
      )}
      <section className="panel-part" aria-label="Hashes">
        <h3>Hashes</h3>
        <Facts
          rows={[
            ['Expected', <LeafHash key="e" value={evidence.expectedLeaf} what="expected hash" />],
            ['Found', <LeafHash key="f" value={evidence.foundLeaf} what="found hash" />],
            ['Expected by', REFERENCE_WORDS[evidence.reference]],
          ]}
        />
      </section>
    </>
  );
}

function LeafHash({ value, what }: { readonly value: string | null; readonly what: string }): ReactNode {
  return value === null ? <span className="soft">None</span> : <Hash value={value} what={what} />;
}

/** A value of an entry in words; a changed time with its microseconds, since those may be all of the change. */
export function Value({
  field,
  value,
  exact,
}: {
  readonly field: keyof EntryHeader;
  readonly value: EntryHeader[keyof EntryHeader] | undefined;
  readonly exact: boolean;
}): ReactNode {
  if (value === undefined) return <span className="soft">No entry</span>;
  if (value === null) return <span className="soft">Empty</span>;
  if (field === 'success') return value === true ? 'Succeeded' : 'Failed';
  if (field === 'occurredAt') {
    return (
      <>
        <When at={String(value)} />{' '}
        {exact ? (
          <span className="mono small soft exact" dir="ltr">
            {String(value)}
          </span>
        ) : null}
      </>
    );
  }
  return <span dir="auto">{String(value)}</span>;
}

export function BeforeAndNow({
  before,
  now,
}: {
  readonly before: EntryHeader | null;
  readonly now: EntryHeader | null;
}): ReactNode {
  const fields = differences(before, now);
  if (fields.length === 0) {
    return (
      <p className="soft">
        This computer holds no copy of the entry’s visible fields; the hashes below differ.
      </p>
    );
  }
  const silent = before !== null && now !== null && fields.every(({ changed }) => !changed);
  return (
    <section className="panel-part" aria-label="Before and now">
      <h3>Before and now</h3>
      <table className="diff">
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">When sealed</th>
            <th scope="col">Now</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((row) => (
            <tr key={row.field} data-changed={row.changed}>
              <th scope="row">
                {row.label}
                {row.changed ? (
                  <span className="changed">
                    <IconArrowNarrowRight size={14} aria-hidden /> changed
                  </span>
                ) : null}
              </th>
              <td>
                <Value field={row.field} value={row.before} exact={row.changed} />
              </td>
              <td>
                <Value field={row.field} value={row.now} exact={row.changed} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {silent ? (
        <p className="soft">
          These fields are the same. What differs is in a part that is not shown here (patient, address,
          session or details).
        </p>
      ) : null}
    </section>
  );
}
