import { SegmentedControl, Table } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { Span, Timeline as TimelineAnswer } from '../../src-shared/audit/timeline.ts';
import type { Status } from '../../src-shared/settings/contract.ts';
import { formatCount, formatInstant, formatOf } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Loading, Section } from '../ui/page.tsx';
import { KIND_WORDS, kindOf, widths, type SpanKind } from './timeline-words.ts';

const KINDS: readonly SpanKind[] = ['suspicious', 'verified', 'signed', 'witnessed', 'sealed'];

/** The whole log as a strip: how far it is sealed, witnessed, signed and verified, and where findings lie. */
export function TimelineSection({ integrity }: { readonly integrity: Status['integrity'] }): ReactNode {
  const { sealed, pending } = integrity;
  const answer = useAnswer('audit.timeline', { sealed, pending });
  return (
    <Section title="The log at a glance">
      {answer.isPending ? <Loading lines={3} /> : null}
      {answer.isError ? <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.data === undefined ? null : answer.data.spans.length === 0 ? (
        <p className="soft">Nothing is sealed yet. Seal the log to begin.</p>
      ) : (
        <Strip timeline={answer.data} />
      )}
    </Section>
  );
}

function wordsFor(span: Span): string {
  const time = span.at === null ? '' : `, ${formatInstant(span.at) ?? ''}`;
  const found = span.suspicious === 0 ? '' : `; ${formatOf(span.suspicious, 'finding', 'findings')}`;
  return `Positions ${formatCount(span.from)} to ${formatCount(span.to - 1)}${time}: ${KIND_WORDS[kindOf(span)]}${found}`;
}

function Strip({ timeline }: { readonly timeline: TimelineAnswer }): ReactNode {
  const navigate = useNavigate();
  const [by, setBy] = useState<'position' | 'time'>('position');
  const [table, setTable] = useState(false);
  const [said, setSaid] = useState('');
  const { spans, run, pending } = timeline;
  const shares = widths(timeline, by);
  const entries = (kind: SpanKind): number =>
    spans.filter((span) => kindOf(span) === kind).reduce((sum, { from, to }) => sum + to - from, 0);
  const open = (span: Span): void => {
    if (run !== null && span.suspicious > 0)
      void navigate({
        to: '/integrity/runs/$runId',
        params: { runId: run.runId },
        search: { from: span.from, to: span.to - 1 },
      });
  };
  return (
    <figure className="coverage">
      <div className="row">
        <SegmentedControl<'position' | 'time'>
          size="xs"
          aria-label="Width of the spans"
          value={by}
          onChange={setBy}
          data={[
            { value: 'position', label: 'By position' },
            { value: 'time', label: 'By time' },
          ]}
        />
      </div>
      <div className="timeline" role="group" aria-label="The log from its first to its newest entry">
        {spans.map((span, at) => (
          <button
            key={span.from}
            type="button"
            className={`timeline-span timeline-${kindOf(span)}`}
            style={{ flexGrow: shares[at] ?? 1 }}
            // One stop for the Tab key, and one for every span with findings.
            tabIndex={at === 0 || span.suspicious > 0 ? 0 : -1}
            aria-label={wordsFor(span)}
            onMouseEnter={() => {
              setSaid(wordsFor(span));
            }}
            onFocus={() => {
              setSaid(wordsFor(span));
            }}
            onKeyDown={({ key, currentTarget }) => {
              const next =
                key === 'ArrowRight'
                  ? currentTarget.nextElementSibling
                  : key === 'ArrowLeft'
                    ? currentTarget.previousElementSibling
                    : null;
              if (next instanceof HTMLElement) next.focus();
            }}
            onClick={() => {
              open(span);
            }}
          >
            {span.suspicious > 0 ? <IconAlertTriangle size={12} aria-hidden /> : null}
          </button>
        ))}
      </div>
      <div className="coverage-scale soft small" aria-hidden>
        <span>first entry</span>
        <span>newest entry</span>
      </div>
      <p className="small timeline-said">
        {said === '' ? 'Point at the strip, or move along it with the arrow keys, to see the figures.' : said}
      </p>
      <ul className="readings small">
        {KINDS.filter((kind) => entries(kind) > 0).map((kind) => (
          <li key={kind}>
            <span className={`swatch timeline-${kind}`} aria-hidden /> {KIND_WORDS[kind]}:{' '}
            {formatOf(entries(kind), 'entry', 'entries')}
          </li>
        ))}
        {pending > 0 ? (
          <li>
            Waiting to be sealed, a change to them cannot be seen yet: {formatOf(pending, 'entry', 'entries')}
          </li>
        ) : null}
        {run !== null && run.elsewhere > 0 ? (
          <li>{formatOf(run.elsewhere, 'finding has', 'findings have')} no place on the strip</li>
        ) : null}
      </ul>
      <button
        type="button"
        className="link small"
        aria-expanded={table}
        onClick={() => {
          setTable(!table);
        }}
      >
        {table ? 'Hide the table' : 'Show as a table'}
      </button>
      {table ? (
        <Table withRowBorders={false} verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Positions</Table.Th>
              <Table.Th>Known of all its entries</Table.Th>
              <Table.Th className="end">Findings</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {spans.map((span) => (
              <Table.Tr key={span.from}>
                <Table.Td>
                  {formatCount(span.from)} – {formatCount(span.to - 1)}
                </Table.Td>
                <Table.Td>{KIND_WORDS[kindOf(span)]}</Table.Td>
                <Table.Td className="end">{formatCount(span.suspicious)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      ) : null}
    </figure>
  );
}
