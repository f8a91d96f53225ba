import { IconListSearch } from '@tabler/icons-react';
import { useMemo, type ReactNode } from 'react';
import type { Coverage, CoveredNode } from '../../src-shared/controls/frameworks.ts';
import { formatOf } from '../lib/format.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { EmptyState } from '../ui/notice.tsx';
import { type TreeRow, treeRows } from './tree-rows.ts';
import { CONCLUSION_WORDS, COVERAGE_WORDS, OBLIGATION_NAMES, OUTCOME_WORDS, STAGE_WORDS } from './words.ts';

const COLUMNS: readonly Column<TreeRow>[] = [
  {
    id: 'title',
    header: 'Requirement',
    track: 'minmax(220px, 1fr)',
    cell: ({ node, depth }) => (
      <span
        className={node.kind === 'group' ? 'strong' : ''}
        style={{ paddingInlineStart: depth * 16 }}
        title={node.title}
      >
        <span className="mono">{node.id}</span> {node.title}
      </span>
    ),
  },
  {
    id: 'obligation',
    header: 'Obligation',
    track: '96px',
    cell: ({ node }) => (node.obligation === undefined ? '' : OBLIGATION_NAMES[node.obligation]),
  },
  {
    id: 'coverage',
    header: 'Looked after',
    track: '148px',
    cell: ({ node }) => (node.coverage === null ? '' : lookedAfter(node, node.coverage)),
  },
  {
    id: 'tests',
    header: 'Tests',
    track: '148px',
    cell: ({ node }) => testWords(node),
  },
  {
    id: 'review',
    header: 'Newest review',
    track: '148px',
    cell: ({ node: { review } }) =>
      review === null
        ? ''
        : review.conclusion === null
          ? STAGE_WORDS[review.stage]
          : CONCLUSION_WORDS[review.conclusion].name,
  },
];

/** What the open panel says is not said again beside it. */
const BESIDE_PANEL = COLUMNS.filter(({ id }) => id === 'title' || id === 'coverage');

const lookedAfter = (node: CoveredNode, coverage: Coverage): string =>
  coverage === 'test' && node.review?.stage === 'approved' ? 'Tested and reviewed' : COVERAGE_WORDS[coverage];

function testWords({ kind, tests }: CoveredNode): string {
  if (kind === 'group') return '';
  if (tests.length === 0) return 'None';
  const worst = (['fail', 'could-not-tell', 'not-run'] as const).find((outcome) =>
    tests.some(({ conclusion }) => conclusion === outcome),
  );
  return `${formatOf(tests.length, 'test', 'tests')}: ${OUTCOME_WORDS[worst ?? 'pass'].name.toLowerCase()}`;
}

/** The requirements of a framework under their headings. */
export function RequirementTree({
  label,
  nodes,
  words,
  coverage,
  open,
  onOpen,
}: {
  readonly label: string;
  readonly nodes: readonly CoveredNode[];
  readonly words: string;
  readonly coverage: Coverage | null;
  readonly open: string | null;
  readonly onOpen: (id: string) => void;
}): ReactNode {
  const rows = useMemo(() => treeRows(nodes, words, coverage), [nodes, words, coverage]);
  const at = rows.findIndex(({ node }) => node.id === open);
  if (rows.length === 0)
    return (
      <EmptyState icon={<IconListSearch size={28} />} title="No requirement is like this">
        Use other words, or take the filter away.
      </EmptyState>
    );
  return (
    <DataTable
      label={label}
      columns={at === -1 ? COLUMNS : BESIDE_PANEL}
      count={rows.length}
      rowAt={(index) => rows[index]}
      openIndex={at === -1 ? null : at}
      onOpen={(index) => {
        const row = rows[index];
        if (row !== undefined) onOpen(row.node.id);
      }}
    />
  );
}
