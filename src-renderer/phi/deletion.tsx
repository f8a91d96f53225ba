import { Button, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { DisposalPlan, DisposalState } from '../../src-shared/phi/disposal.ts';
import type { Administrator } from '../clinic/administrator.tsx';
import { useRunning } from '../jobs/running.ts';
import { formatCount, formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { ConfirmSign } from '../ui/confirm-sign.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { Section } from '../ui/page.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { When } from '../ui/when.tsx';

/** The way to a deletion: count first, see what would go and what stays, then sign for it. */
export function Deletion({
  state,
  administrator,
}: {
  readonly state: DisposalState;
  readonly administrator: Administrator;
}): ReactNode {
  const plan = useAsk('disposal.plan');
  const run = useAsk('disposal.run');
  const running = useRunning(['dispose']);
  const [patient, setPatient] = useState('');
  const [planned, setPlanned] = useState<string | null>(null);
  const [signing, setSigning] = useState(false);
  const active = state.rules.some(({ rule }) => rule.active);
  const count = (subject: string | null): void => {
    administrator.need((handle) => {
      setPlanned(subject);
      void plan.ask({ handle, subject });
    });
  };
  const made = plan.answer;
  const deletable = made?.steps.reduce((sum, step) => sum + step.deletable, 0) ?? 0;
  return (
    <Section title="Delete what need not be kept">
      <div className="row">
        <Button
          disabled={!active || running !== undefined}
          loading={plan.busy}
          onClick={() => {
            count(null);
          }}
        >
          Count what the rules let go
        </Button>
        <span className="soft small">
          {active
            ? 'Counting changes nothing.'
            : 'First make a rule active: until then nothing is to be deleted.'}
        </span>
      </div>
      {state.erasure ? (
        <form
          className="row access-person"
          onSubmit={(event) => {
            event.preventDefault();
            if (patient.trim() !== '') count(patient.trim());
          }}
        >
          <TextInput
            className="grow"
            label="One person’s rows (GDPR, Art. 17)"
            description="The key of the patient as in the clinic’s own tables"
            spellCheck={false}
            maxLength={200}
            value={patient}
            onChange={(event) => {
              setPatient(event.currentTarget.value);
            }}
          />
          <Button
            type="submit"
            variant="default"
            loading={plan.busy}
            disabled={patient.trim() === '' || running !== undefined}
          >
            Count their rows
          </Button>
        </form>
      ) : null}
      {plan.failure === null ? null : <FailurePanel failure={plan.failure} />}
      {running === undefined ? null : <JobProgress job={running} />}
      {made === null || running !== undefined ? null : (
        <>
          <Planned plan={made} />
          <div className="row deletion-go">
            <Button
              color="#a8221b"
              disabled={deletable === 0}
              onClick={() => {
                setSigning(true);
              }}
            >
              Delete and sign…
            </Button>
            <span className="soft small">
              {deletable === 0
                ? 'Nothing can go now.'
                : `${formatOf(deletable, 'row', 'rows')} would go first; what they point at may follow.`}
            </span>
          </div>
          <ConfirmSign
            opened={signing}
            onClose={() => {
              setSigning(false);
            }}
            title="Delete, verify and sign"
            sentence={`${formatOf(deletable, 'row', 'rows')} and what only they point at are deleted in batches; then it is verified that they are gone, and you sign the certificate. A deletion cannot be undone.`}
            facts={[
              ['Counted at', <When key="at" at={made.at} />],
              ['Whose', planned === null ? 'What the rules let go' : 'One person’s rows'],
              [
                'Held',
                `${formatOf(
                  made.steps.reduce((sum, step) => sum + step.held, 0),
                  'row',
                  'rows',
                )} stay, whatever their age`,
              ],
              ['Stopped', 'It may be stopped at any moment and gone on with later.'],
            ]}
            busy={run.busy}
            failure={run.failure}
            onSign={() => {
              administrator.need((handle) => {
                void run.ask({ handle, subject: planned, at: made.at, disposalId: null }).then((begun) => {
                  if (begun === null) return;
                  setSigning(false);
                  plan.clear();
                });
              });
            }}
          />
        </>
      )}
    </Section>
  );
}

/** What a deletion would do, table by table. */
export function Planned({ plan }: { readonly plan: DisposalPlan }): ReactNode {
  const number = (value: number): ReactNode =>
    value === 0 ? <span className="soft">0</span> : formatCount(value);
  return (
    <PlainTable
      label="What would be deleted"
      rows={plan.steps}
      keyOf={({ schema, table }) => `${schema}.${table}`}
      columns={[
        { id: 'table', header: 'Table', cell: ({ schema, table }) => <bdi>{`${schema}.${table}`}</bdi> },
        {
          id: 'cutoff',
          header: 'Older than',
          cell: ({ cutoff }) => (cutoff === null ? 'Whatever its age' : <When at={cutoff} />),
        },
        { id: 'rows', header: 'Rows it is about', align: 'end', cell: ({ rows }) => number(rows) },
        {
          id: 'go',
          header: 'Would go',
          align: 'end',
          cell: ({ deletable }) => <strong>{number(deletable)}</strong>,
        },
        { id: 'held', header: 'Held', align: 'end', cell: ({ held }) => number(held) },
        {
          id: 'pointed',
          header: 'Other rows point at',
          align: 'end',
          cell: ({ referenced }) => number(referenced),
        },
        { id: 'kept', header: 'Still to be kept', align: 'end', cell: ({ retained }) => number(retained) },
      ]}
    />
  );
}
