import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { VerificationRun } from '../../src-shared/audit/types.ts';
import { formatCount } from '../lib/format.ts';
import { Hash, Id } from '../ui/hash.tsx';
import { Facts } from '../ui/page.tsx';
import { StepList } from '../ui/step-list.tsx';
import { CheckpointFacts } from './checkpoint-facts.tsx';
import { NoteSheet } from './overview-page.tsx';
import { STEP_WORDS } from './words.ts';

/** What each step of a verification did, and its verdict. */
export const Steps = ({ run }: { readonly run: VerificationRun }): ReactNode => (
  <StepList
    steps={run.steps.map(({ step, verdict, detail }) => ({ name: STEP_WORDS[step], verdict, detail }))}
  />
);

/** What a verdict rests on: the steps, the checkpoint, which database was read, and by whom. */
export function RunGrounds({
  run,
  withSteps,
}: {
  readonly run: VerificationRun;
  readonly withSteps: boolean;
}): ReactNode {
  const [note, setNote] = useState(false);
  const { checkpoint, source } = run;
  return (
    <>
      {withSteps ? (
        <section className="panel-part" aria-label="How it was checked">
          <h2>How it was checked</h2>
          <Steps run={run} />
        </section>
      ) : null}
      <section className="panel-part" aria-label="Checkpoint">
        <h2>Checkpoint</h2>
        {checkpoint === null ? (
          <p className="soft">This run did not rest on a checkpoint.</p>
        ) : (
          <>
            <CheckpointFacts checkpoint={checkpoint} />
            <div>
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => {
                  setNote(true);
                }}
              >
                Show the signed note
              </Button>
            </div>
            <NoteSheet
              checkpoint={checkpoint}
              opened={note}
              onClose={() => {
                setNote(false);
              }}
            />
          </>
        )}
      </section>
      <section className="panel-part" aria-label="What was read">
        <h2>What was read</h2>
        <Facts
          rows={[
            [
              'Database',
              <span key="db" dir="auto">
                {source.database}
              </span>,
            ],
            [
              'Host',
              <span key="host" dir="auto">
                {source.host}
              </span>,
            ],
            ['Server', source.serverVersion],
            ['Cluster', <Id key="id" value={source.systemIdentifier} what="system identifier" />],
            ['Fingerprint', <Hash key="fp" value={source.fingerprint} what="fingerprint" />],
            ['Entries', formatCount(run.entries)],
            [
              'Run by',
              <span key="by" dir="auto">
                {run.runBy}
              </span>,
            ],
          ]}
        />
      </section>
    </>
  );
}
