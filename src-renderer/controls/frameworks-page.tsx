import { NativeSelect, TextInput } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { COVERAGES, type Coverage, type FrameworkSummary } from '../../src-shared/controls/frameworks.ts';
import { formatCount, formatOf } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Loading, Page } from '../ui/page.tsx';
import { ControlsTabs } from './controls-tabs.tsx';
import { FrameworkEditions } from './framework-editions.tsx';
import { ImportFramework } from './import-framework.tsx';
import { RequirementPanel } from './requirement-panel.tsx';
import { RequirementTree } from './requirement-tree.tsx';
import { COVERAGE_WORDS } from './words.ts';

/** The bodies of rules: what each asks for, and how it is looked after here. */
export function FrameworksPage(): ReactNode {
  const search = useSearch({ from: '/controls' });
  const list = useAnswer('frameworks.list', {});
  const navigate = useNavigate();
  const frameworks = list.data?.frameworks ?? [];
  const chosen = frameworks.find(({ id }) => id === search.framework) ?? frameworks[0];
  return (
    <Page
      fill
      title="Controls"
      lead="What the rules ask for, how it is tested and reviewed here, and what is still open."
      actions={
        <ImportFramework
          onImported={(framework) => void navigate({ to: '/controls', search: { framework }, replace: true })}
        />
      }
    >
      <ControlsTabs />
      {list.isPending ? <Loading lines={8} /> : null}
      {list.isError ? <FailurePanel failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {chosen === undefined ? null : (
        <OneFramework
          key={chosen.id}
          frameworks={frameworks}
          chosen={chosen}
          requirement={search.requirement ?? null}
          onShow={(framework, requirement) =>
            void navigate({
              to: '/controls',
              search: { framework, ...(requirement === null ? {} : { requirement }) },
              replace: true,
            })
          }
        />
      )}
    </Page>
  );
}

function OneFramework({
  frameworks,
  chosen,
  requirement,
  onShow,
}: {
  readonly frameworks: readonly FrameworkSummary[];
  readonly chosen: FrameworkSummary;
  readonly requirement: string | null;
  readonly onShow: (framework: string, requirement: string | null) => void;
}): ReactNode {
  const [words, setWords] = useState('');
  const [coverage, setCoverage] = useState<Coverage | null>(null);
  const one = useAnswer('frameworks.get', { framework: chosen.id });
  const nodes = one.data?.nodes ?? [];
  const open = nodes.find(({ id }) => id === requirement);
  return (
    <>
      {chosen.note === undefined ? null : <Notice tone="none">{chosen.note}</Notice>}
      <div className="room-parts" data-open={open !== undefined}>
        <div className="card queue">
          <div className="queue-filters" role="search" aria-label="Narrow the requirements">
            <NativeSelect
              size="xs"
              aria-label="Framework"
              value={chosen.id}
              data={frameworks.map(({ id, name, version }) => ({ value: id, label: `${name} (${version})` }))}
              onChange={(event) => {
                onShow(event.currentTarget.value, null);
              }}
            />
            <TextInput
              size="xs"
              className="grow"
              aria-label="Words or number"
              placeholder="Words or number, as CC6.1"
              value={words}
              onChange={(event) => {
                setWords(event.currentTarget.value);
              }}
            />
            {COVERAGES.map((each) => (
              <button
                key={each}
                type="button"
                className="filter"
                aria-pressed={coverage === each}
                onClick={() => {
                  setCoverage(coverage === each ? null : each);
                }}
              >
                {COVERAGE_WORDS[each]}
                <span className="filter-count">{formatCount(chosen.coverage[each])}</span>
              </button>
            ))}
          </div>
          {one.isPending ? (
            <div className="pad">
              <Loading lines={8} />
            </div>
          ) : null}
          {one.isError ? (
            <div className="pad">
              <FailurePanel failure={one.error} onRetry={() => void one.refetch()} />
            </div>
          ) : null}
          {one.data === undefined ? null : (
            <RequirementTree
              label={chosen.name}
              nodes={nodes}
              words={words}
              coverage={coverage}
              open={requirement}
              onOpen={(id) => {
                onShow(chosen.id, id);
              }}
            />
          )}
          <div className="table-foot small soft">
            {formatOf(chosen.requirements, 'requirement', 'requirements')}; {chosen.publisher}; holds from{' '}
            {chosen.effective.from}
            {chosen.effective.to === undefined ? '' : ` to ${chosen.effective.to}`}
            {chosen.holds ? '' : ', not today'}.{' '}
            {chosen.editions === null ? (
              'The titles are our own words.'
            ) : (
              <FrameworkEditions framework={chosen} editions={chosen.editions} />
            )}
          </div>
        </div>
        {open === undefined ? null : (
          <RequirementPanel
            key={open.id}
            framework={chosen}
            node={open}
            onShow={onShow}
            onClose={() => {
              onShow(chosen.id, null);
            }}
          />
        )}
      </div>
    </>
  );
}
