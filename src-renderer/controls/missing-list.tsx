import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useRef, type ReactNode } from 'react';
import type { LintFinding } from '../../src-shared/controls/cycles.ts';
import { EmptyState } from '../ui/notice.tsx';
import { useVirtualRows } from '../ui/virtual-rows.ts';

const ROW = 36;

/** What one finding says, with whether it keeps the cycle from being locked. */
export function FindingLine({ finding }: { readonly finding: LintFinding }): ReactNode {
  const error = finding.level === 'error';
  const Icon = error ? IconAlertTriangle : IconInfoCircle;
  return (
    <>
      <Icon
        size={16}
        className={error ? 'ink-bad' : 'ink-unsure'}
        aria-label={error ? 'Must be mended' : 'Worth a look'}
      />
      <span className="grow">{finding.text}</span>
    </>
  );
}

/** Everything that is missing or contradicts itself in a cycle, each by name and with the way to it. */
export function MissingList({
  cycleId,
  findings,
}: {
  readonly cycleId: string;
  readonly findings: readonly LintFinding[];
}): ReactNode {
  'use no memo';
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualRows({
    count: findings.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 20,
  });
  if (findings.length === 0)
    return (
      <EmptyState icon={<IconCircleCheck size={28} />} title="Nothing is missing">
        Every control is concluded and approved, and nothing contradicts itself. The cycle can be locked.
      </EmptyState>
    );
  return (
    <div className="missing-box" ref={box} role="region" aria-label="What is missing" tabIndex={0}>
      <ul style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const finding = findings[index];
          if (finding === undefined) return null;
          const { requirement } = finding;
          return (
            <li
              key={index}
              ref={virtual.measureElement}
              data-index={index}
              className="missing-row"
              style={{ transform: `translateY(${String(start)}px)` }}
            >
              {requirement === null ? (
                <strong>Cycle</strong>
              ) : (
                <Link
                  to="/controls/reviews/$cycleId/control"
                  params={{ cycleId }}
                  search={{ framework: requirement.framework, requirement: requirement.id }}
                  className="link mono"
                >
                  {requirement.id}
                </Link>
              )}
              <FindingLine finding={finding} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
