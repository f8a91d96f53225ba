import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { MapProblem } from '../../src-shared/rights/dossier-map.ts';
import { PlainTable } from '../ui/plain-table.tsx';

/** What is wrong with a map, line by line; `onLine` leads there. */
export function MapProblems({
  problems,
  onLine,
}: {
  readonly problems: readonly MapProblem[];
  readonly onLine?: (line: number) => void;
}): ReactNode {
  return (
    <PlainTable<MapProblem>
      label="What is wrong with the map"
      columns={[
        {
          ...{ id: 'line', header: 'Line', width: '96px', align: 'end' as const },
          cell: ({ line }) =>
            line === null ? (
              '–'
            ) : onLine === undefined ? (
              String(line)
            ) : (
              <Button
                size="compact-xs"
                variant="subtle"
                aria-label={`Go to line ${String(line)}`}
                onClick={() => {
                  onLine(line);
                }}
              >
                {line}
              </Button>
            ),
        },
        { id: 'text', header: 'What is wrong', cell: ({ text }) => <bdi className="break">{text}</bdi> },
      ]}
      rows={problems}
      keyOf={({ line, text }) => `${String(line)} ${text}`}
    />
  );
}
