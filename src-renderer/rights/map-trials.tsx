import { Button, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { MapTrial } from '../../src-shared/rights/dossier.ts';
import { caseIdSchema } from '../../src-shared/rights/words.ts';
import { formatCount, formatOf } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Section } from '../ui/page.tsx';
import { PlainTable } from '../ui/plain-table.tsx';

/** Asks the very questions of a collection, for nobody or for the patient of a request. */
export function MapTrials(): ReactNode {
  const tried = useAsk('rights.try-dossier-map');
  const status = useAnswer('app.status', {});
  const [about, setAbout] = useState('');
  const caseId = about.trim().toUpperCase();
  const named = caseId !== '';
  const known = !named || caseIdSchema.safeParse(caseId).success;
  const signedIn = status.data?.token.state === 'signed-in';
  const { answer } = tried;
  const failed = answer?.trials.filter(({ outcome }) => outcome === 'failed').length ?? 0;
  return (
    <Section title="Try the map in use">
      <p className="soft">
        Every place is asked as it is when a record is collected. Nothing is changed in the clinic’s database,
        and nothing of what is found is kept.
      </p>
      <form
        className="row wrap row-bottom"
        onSubmit={(event) => {
          event.preventDefault();
          void tried.ask({ caseId: named ? caseId : null });
        }}
      >
        <TextInput
          label="With the patient of a request"
          description="Its number; left empty, only whether each place can be read is tried"
          placeholder="R-2026-0001"
          value={about}
          error={known ? undefined : 'A request’s number looks like R-2026-0001.'}
          onChange={(event) => {
            setAbout(event.currentTarget.value);
          }}
        />
        <Button type="submit" loading={tried.busy} disabled={!known || (named && !signedIn)}>
          Try every place
        </Button>
      </form>
      {named && !signedIn ? (
        <p className="soft">Sign in with your token first: who the patient is, is sealed.</p>
      ) : null}
      {tried.failure === null ? null : <FailurePanel failure={tried.failure} />}
      {answer === null ? null : (
        <>
          {answer.warnings.map((warning) => (
            <Notice key={warning} tone="unsure">
              {warning}
            </Notice>
          ))}
          <p role="status">
            {failed === 0
              ? `All ${formatOf(answer.trials.length, 'place', 'places')} could be read.`
              : `${formatOf(failed, 'place', 'places')} of ${formatCount(answer.trials.length)} could not be read: no record is complete until that is mended.`}
          </p>
          <PlainTable<MapTrial>
            label="What trying the map found"
            columns={[
              {
                ...{ id: 'outcome', header: 'Outcome', width: '140px' },
                cell: ({ outcome }) => (
                  <span className={`row ${outcome === 'fits' ? 'ink-good' : 'ink-bad'}`}>
                    {outcome === 'fits' ? (
                      <IconCheck size={16} aria-hidden />
                    ) : (
                      <IconAlertTriangle size={16} aria-hidden />
                    )}
                    {outcome === 'fits' ? 'Fits' : 'Failed'}
                  </span>
                ),
              },
              { id: 'title', header: 'Place', cell: ({ title }) => <bdi>{title}</bdi> },
              {
                ...{ id: 'rows', header: 'Rows', width: '96px', align: 'end' as const },
                cell: ({ rows }) => (rows === null ? '–' : formatCount(rows)),
              },
              { id: 'problem', header: 'What is wrong', cell: ({ problem }) => <bdi>{problem}</bdi> },
            ]}
            rows={answer.trials}
            keyOf={({ source }) => source}
          />
        </>
      )}
    </Section>
  );
}
