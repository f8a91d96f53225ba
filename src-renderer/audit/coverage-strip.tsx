import { Table } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Status } from '../../src-shared/settings/contract.ts';
import { formatCount, formatShare } from '../lib/format.ts';
import { coverage, type Stretch } from './coverage.ts';

const WORDS: Readonly<Record<Stretch['kind'], { readonly name: string; readonly means: string }>> = {
  witnessed: {
    name: 'Sealed and witnessed',
    means: 'Sealed in the database, and this computer has its own record: nobody can change them unseen.',
  },
  sealed: {
    name: 'Sealed only',
    means:
      'Sealed in the database. This computer has no record of its own yet: somebody with all rights could re-seal them.',
  },
  pending: {
    name: 'Waiting to be sealed',
    means: 'Written since the last seal. A change to them cannot be seen yet.',
  },
};

/** The log as a strip, in sealing order: witnessed, sealed, waiting. The legend says the same in words and figures. */
export function CoverageStrip({ integrity }: { readonly integrity: Status['integrity'] }): ReactNode {
  const stretches = coverage(integrity);
  const [rows, setRows] = useState(false);
  if (stretches.length === 0) {
    return <p className="soft">The log is empty, or was never sealed. Seal it to begin.</p>;
  }
  const alternative = stretches
    .map(
      ({ kind, count, share }) => `${WORDS[kind].name}: ${formatCount(count)} entries, ${formatShare(share)}`,
    )
    .join('. ');
  return (
    <figure className="coverage">
      <div className="coverage-strip" role="img" aria-label={`Coverage of the log. ${alternative}.`}>
        {stretches.map(({ kind, share }) => (
          <span
            key={kind}
            className={`stretch stretch-${kind}`}
            style={{ flexGrow: Math.max(share, 0.004) }}
          />
        ))}
      </div>
      <div className="coverage-scale soft small" aria-hidden>
        <span>first entry</span>
        <span>newest entry</span>
      </div>
      <ul className="legend">
        {(['witnessed', 'sealed', 'pending'] as const).map((kind) => (
          <li key={kind}>
            <span className={`swatch stretch-${kind}`} aria-hidden />
            <span className="legend-count">
              {formatCount(stretches.find((stretch) => stretch.kind === kind)?.count ?? 0)}
            </span>
            <span>
              <strong>{WORDS[kind].name}</strong>
              <br />
              <span className="soft">{WORDS[kind].means}</span>
            </span>
          </li>
        ))}
      </ul>
      <button
        type="button"
        className="link small"
        aria-expanded={rows}
        onClick={() => {
          setRows(!rows);
        }}
      >
        {rows ? 'Hide the table' : 'Show as a table'}
      </button>
      {rows ? (
        <Table withRowBorders={false} verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Part of the log</Table.Th>
              <Table.Th className="end">Entries</Table.Th>
              <Table.Th className="end">Share</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {stretches.map(({ kind, count, share }) => (
              <Table.Tr key={kind}>
                <Table.Td>{WORDS[kind].name}</Table.Td>
                <Table.Td className="end">{formatCount(count)}</Table.Td>
                <Table.Td className="end">{formatShare(share)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      ) : null}
    </figure>
  );
}
