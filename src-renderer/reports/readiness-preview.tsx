import type { ReactNode } from 'react';
import {
  type ReportBlock,
  type ReportCell,
  type ReportColumn,
  TONES,
} from '../../src-shared/reports/document.ts';
import type { ReportOrder } from '../../src-shared/reports/readiness-list.ts';
import { formatCount } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Loading, Section } from '../ui/page.tsx';
import { PlainTable } from '../ui/plain-table.tsx';

/** The report as it will be read; long tables are cut. */
export function ReadinessPreview({ order }: { readonly order: ReportOrder }): ReactNode {
  const preview = useAnswer('readiness.preview', order);
  const document = preview.data?.document;
  return (
    <Section title="Preview" aside={<span className="soft small">As of now; nothing is written yet</span>}>
      <div className="report-preview" role="region" aria-label="Preview of the report" tabIndex={0}>
        {preview.isPending ? <Loading lines={12} /> : null}
        {preview.isError ? (
          <FailurePanel failure={preview.error} onRetry={() => void preview.refetch()} />
        ) : null}
        {document === undefined ? null : (
          <article className="stack">
            <header>
              <p className="soft small">{document.name}</p>
              <h3 className="report-title">
                <bdi>{document.title}</bdi>
              </h3>
              <p className="soft">
                <bdi>{document.subtitle}</bdi>
              </p>
            </header>
            {document.sections.map(({ id, title, blocks }) => (
              <section key={id} className="stack stack-tight" aria-label={title}>
                <h4 className="report-heading">{title}</h4>
                {blocks.map((block, at) => (
                  <Block key={`${id} ${String(at)}`} block={block} />
                ))}
              </section>
            ))}
          </article>
        )}
      </div>
    </Section>
  );
}

function Block({ block }: { readonly block: ReportBlock }): ReactNode {
  switch (block.kind) {
    case 'paragraph':
      return <p className="report-text">{block.text}</p>;
    case 'soft':
      return <p className="report-text soft">{block.text}</p>;
    case 'heading':
      return (
        <h5 className="report-text">
          <bdi>{block.text}</bdi>
        </h5>
      );
    case 'list':
      return (
        <ul className="report-list">
          {block.items.map((item, at) => (
            <li key={String(at)} className="report-text">
              {item}
            </li>
          ))}
        </ul>
      );
    case 'facts':
      return (
        <dl className="facts">
          {block.rows.map(({ label, value, as }, at) => (
            <div key={`${label} ${String(at)}`}>
              <dt>{label}</dt>
              <dd>
                <Cell value={value} kind={as} />
              </dd>
            </div>
          ))}
        </dl>
      );
    case 'table':
      return block.table.rows.length === 0 ? (
        <p className="soft">{block.empty}</p>
      ) : (
        <PlainTable
          label={block.table.title}
          columns={block.table.columns.map((column, at) => ({
            id: column.id,
            header: column.title,
            ...(column.kind === 'number' ? { align: 'end' as const } : {}),
            cell: ({ row }: { readonly row: readonly ReportCell[] }) => (
              <Cell value={row[at] ?? null} kind={column.kind} />
            ),
          }))}
          rows={block.table.rows.map((row, at) => ({ row, at }))}
          keyOf={({ at }) => String(at)}
        />
      );
    case 'bars':
      return <Bars title={block.title} bars={block.bars} />;
  }
}

function Cell({
  value,
  kind,
}: {
  readonly value: ReportCell;
  readonly kind: ReportColumn['kind'];
}): ReactNode {
  if (value === null || value === '') return '–';
  if (typeof value === 'number') return formatCount(value);
  if (kind === 'hash') return <code className="report-hash">{value}</code>;
  if (kind === 'state') return <strong data-tone={TONES[value] ?? 'plain'}>{value}</strong>;
  return <bdi>{value}</bdi>;
}

function Bars({ title, bars }: Pick<Extract<ReportBlock, { kind: 'bars' }>, 'title' | 'bars'>): ReactNode {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <figure className="report-bars">
      <figcaption>{title}</figcaption>
      <svg
        viewBox={`0 0 480 ${String(bars.length * 24)}`}
        role="img"
        aria-label={`${title}: ${bars.map(({ label, value }) => `${label} ${formatCount(value)}`).join(', ')}`}
      >
        {bars.map(({ label, value, tone }, at) => (
          <g key={label}>
            <text x="0" y={at * 24 + 16}>
              {label}
            </text>
            <rect data-tone={tone} x="170" y={at * 24 + 4} width={(value / most) * 240} height="15" />
            <text x={178 + (value / most) * 240} y={at * 24 + 16}>
              {formatCount(value)}
            </text>
          </g>
        ))}
      </svg>
    </figure>
  );
}
