import { Button, Modal, NumberInput } from '@mantine/core';
import { IconDatabaseOff } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { RateStanding } from '../../src-shared/clinic/limits.ts';
import { formatCount, formatDuration } from '../lib/format.ts';
import { useAnswerAnew, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState } from '../ui/notice.tsx';
import { Loading, Page, Section } from '../ui/page.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { When } from '../ui/when.tsx';
import { ClinicTabs } from './clinic-tabs.tsx';
import { FhirConnections } from './fhir-connections.tsx';

/** How often something may be done, and the systems that are reached by FHIR. */
export function LimitsPage(): ReactNode {
  const state = useAnswerAnew('limits.state', {});
  return (
    <Page
      title="Limits and FHIR connections"
      lead="How often data may be exchanged or exported, and whose credentials are kept for it."
    >
      <ClinicTabs />
      {state.isPending ? <Loading lines={5} /> : null}
      {state.isError ? <FailurePanel failure={state.error} onRetry={() => void state.refetch()} /> : null}
      {state.data === undefined ? null : state.data.installed ? (
        <>
          <Limits limits={state.data.limits} />
          <FhirConnections connections={state.data.connections} />
        </>
      ) : (
        <EmptyState icon={<IconDatabaseOff size={28} />} title="The database has no limits yet">
          The pack that is installed there does not have this part. Upgrade it on “Connection”.
        </EmptyState>
      )}
    </Page>
  );
}

const KINDS: Readonly<Record<string, string>> = {
  'fhir-sync': 'Exchange by FHIR',
  export: 'Exports',
};

function Limits({ limits }: { readonly limits: readonly RateStanding[] }): ReactNode {
  const [editing, setEditing] = useState<RateStanding | null>(null);
  return (
    <Section title="Limits">
      <p className="soft">
        The clinic’s programs ask guard.check_rate_limit before they begin. Beyond a limit they are refused,
        and an entry of the audit log and a security event tell of it.
      </p>
      <PlainTable
        label="Limits"
        rows={limits}
        keyOf={({ kind }) => kind}
        columns={[
          { id: 'kind', header: 'What', cell: ({ kind }) => KINDS[kind] ?? <bdi>{kind}</bdi> },
          {
            id: 'most',
            header: 'At most',
            cell: ({ most, seconds }) => `${formatCount(most)} in ${formatDuration(seconds * 1000)}`,
          },
          {
            id: 'busiest',
            header: 'Busiest now',
            cell: ({ busiest, most }) =>
              busiest >= most ? (
                <strong className="ink-bad">{`${formatCount(busiest)}: at the limit`}</strong>
              ) : (
                formatCount(busiest)
              ),
          },
          {
            id: 'refused',
            header: 'Refused so far',
            cell: ({ refused, refusedAt }) =>
              refusedAt === null ? (
                <span className="soft">Never</span>
              ) : (
                <>
                  {formatCount(refused)}, last <When at={refusedAt} />
                </>
              ),
          },
          {
            id: 'set',
            header: '',
            align: 'end',
            cell: (limit) => (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={`Set the limit of ${KINDS[limit.kind] ?? limit.kind}`}
                onClick={() => {
                  setEditing(limit);
                }}
              >
                Set…
              </Button>
            ),
          },
        ]}
      />
      {editing === null ? null : (
        <LimitForm
          limit={editing}
          onClose={() => {
            setEditing(null);
          }}
        />
      )}
    </Section>
  );
}

function LimitForm({
  limit,
  onClose,
}: {
  readonly limit: RateStanding;
  readonly onClose: () => void;
}): ReactNode {
  const save = useAsk('limits.set');
  const [most, setMost] = useState(limit.most);
  const [minutes, setMinutes] = useState(Math.max(1, Math.round(limit.seconds / 60)));
  return (
    <Modal opened onClose={onClose} title={`Limit: ${KINDS[limit.kind] ?? limit.kind}`} size={440}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save.ask({ kind: limit.kind, most, seconds: minutes * 60 }).then((done) => {
            if (done !== null) onClose();
          });
        }}
      >
        <p>It holds for each person or connection by itself, from the next call on.</p>
        <NumberInput
          label="At most"
          data-autofocus
          min={1}
          max={10_000}
          allowDecimal={false}
          value={most}
          onChange={(value) => {
            setMost(Math.max(1, Number(value) || 1));
          }}
        />
        <NumberInput
          label="In minutes"
          min={1}
          max={1440}
          allowDecimal={false}
          value={minutes}
          onChange={(value) => {
            setMinutes(Math.max(1, Number(value) || 1));
          }}
        />
        {save.failure === null ? null : <FailurePanel failure={save.failure} />}
        <div className="row row-end">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={save.busy}>
            Set the limit
          </Button>
        </div>
      </form>
    </Modal>
  );
}
