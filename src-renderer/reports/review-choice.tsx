import { NativeSelect } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Cycle } from '../../src-shared/controls/cycles.ts';
import { KIND_TITLES, type ReadinessKind } from '../../src-shared/reports/readiness.ts';
import { Notice } from '../ui/notice.tsx';
import { frameworksFor } from './readiness-words.ts';

/** Which review a report is about, and which of its frameworks where it can be one of several. */
export function ReviewChoice({
  cycles,
  chosen,
  loading,
  kind,
  onChoose,
  framework,
  onFramework,
}: {
  readonly cycles: readonly Cycle[];
  readonly chosen: Cycle | null;
  readonly loading: boolean;
  readonly kind: ReadinessKind;
  readonly onChoose: (cycleId: string) => void;
  readonly framework: string | null;
  readonly onFramework: (framework: string) => void;
}): ReactNode {
  const frameworks = chosen === null ? [] : frameworksFor(kind, chosen);
  if (loading) return null;
  if (cycles.length === 0)
    return (
      <Notice tone="unsure">
        There is no review that a report on {KIND_TITLES[kind]} could be about. Open one under{' '}
        <Link to="/controls">Controls</Link> first.
      </Notice>
    );
  return (
    <>
      <NativeSelect
        label="Review"
        value={chosen?.id ?? ''}
        data={cycles.map(({ id, name, from, to, state }) => ({
          value: id,
          label: `${name} (${from} to ${to}${state === 'locked' ? ', locked' : ''})`,
        }))}
        onChange={(event) => {
          onChoose(event.currentTarget.value);
        }}
      />
      {frameworks.length < 2 ? null : (
        <NativeSelect
          label="Framework"
          value={frameworks.find(({ id }) => id === framework)?.id ?? frameworks[0]?.id ?? ''}
          data={frameworks.map(({ id, name, version }) => ({ value: id, label: `${name} (${version})` }))}
          onChange={(event) => {
            onFramework(event.currentTarget.value);
          }}
        />
      )}
      {chosen?.state === 'open' ? (
        <p className="soft small">This review is still open; the report says so.</p>
      ) : null}
    </>
  );
}
