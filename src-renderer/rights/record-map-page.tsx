import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Output } from '../../src-shared/ipc/contract.ts';
import { formatCount, formatOf } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Loading, Page, Section } from '../ui/page.tsx';
import { MapEditor } from './map-editor.tsx';
import { MapProblems } from './map-problems.tsx';
import { MapTrials } from './map-trials.tsx';
import { RightsTabs } from './rights-tabs.tsx';

/** Which tables of the clinic make up the record that a patient may see (45 CFR 164.501): looked at, tried, changed. */
export function RecordMapPage(): ReactNode {
  const map = useAnswer('rights.dossier-map', {});
  return (
    <Page
      title="Record map"
      lead="Which tables of the clinic’s database make up a patient’s record (designated record set). Requests are collected by this list, called the dossier map."
    >
      <RightsTabs />
      {map.isPending ? <Loading lines={6} /> : null}
      {map.isError ? <FailurePanel failure={map.error} onRetry={() => void map.refetch()} /> : null}
      {map.data === undefined ? null : <RecordMap map={map.data} />}
    </Page>
  );
}

function RecordMap({ map }: { readonly map: Output<'rights.dossier-map'> }): ReactNode {
  const [editing, setEditing] = useState(false);
  const { origin, name, revision, categories, problems } = map;
  const places = categories.reduce((all, { titles }) => all + titles.length, 0);
  if (editing)
    return (
      <MapEditor
        map={map}
        onClose={() => {
          setEditing(false);
        }}
      />
    );
  return (
    <>
      <Section
        title="The map in use"
        aside={
          <Button
            variant="default"
            size="xs"
            onClick={() => {
              setEditing(true);
            }}
          >
            Change the map…
          </Button>
        }
      >
        {problems.length > 0 ? (
          <>
            <Notice tone="bad">
              {formatOf(problems.length, 'thing is', 'things are')} wrong with the map, so nothing can be
              collected. Change the map where it says so.
            </Notice>
            <MapProblems problems={problems} />
          </>
        ) : (
          <>
            <p>
              <bdi>{name}</bdi>, revision {formatCount(revision)}:{' '}
              {formatOf(places, 'place holds', 'places hold')} a part of the record.{' '}
              {origin === 'shipped'
                ? 'It came with Attestry and fits the sample clinic. Your own database needs a map of its own.'
                : 'It is your clinic’s own.'}
            </p>
            <ul className="plain-list map-places" aria-label="What the record is made up of">
              {categories
                .flatMap(({ titles }) => titles)
                .map((title) => (
                  <li key={title}>
                    <bdi>{title}</bdi>
                  </li>
                ))}
            </ul>
          </>
        )}
      </Section>
      {problems.length > 0 ? null : <MapTrials />}
    </>
  );
}
