import { Button } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { Dashboard } from '../../src-shared/clinic/monitoring.ts';
import type { FhirConnection } from '../../src-shared/clinic/limits.ts';
import { formatCount } from '../lib/format.ts';
import { useAnswerAnew, useAsk } from '../lib/query.ts';
import { EmptyState } from '../ui/notice.tsx';
import { Section } from '../ui/page.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { ReasonSheet } from '../ui/reason-sheet.tsx';
import { When } from '../ui/when.tsx';
import { ConnectionForm } from './fhir-connection-form.tsx';

const STATES: Readonly<Record<FhirConnection['state'], { readonly word: string; readonly tone: string }>> = {
  active: { word: 'Active', tone: 'good' },
  expired: { word: 'Expired: refresh it', tone: 'unsure' },
  revoked: { word: 'Revoked', tone: 'none' },
};
const EVENTS = { created: 'Made', refreshed: 'Refreshed', expired: 'Expired', revoked: 'Revoked' } as const;

/** Systems that are reached by FHIR, and the life of their credentials. */
export function FhirConnections({
  connections,
}: {
  readonly connections: readonly FhirConnection[];
}): ReactNode {
  const health = useAnswerAnew('monitoring.dashboard', {}).data?.connections;
  const [form, setForm] = useState<FhirConnection | 'new' | null>(null);
  const [revoking, setRevoking] = useState<FhirConnection | null>(null);
  const add = (
    <Button
      size={connections.length === 0 ? 'sm' : 'compact-sm'}
      variant={connections.length === 0 ? 'filled' : 'default'}
      onClick={() => {
        setForm('new');
      }}
    >
      Add a connection…
    </Button>
  );
  return (
    <Section title="FHIR connections" aside={connections.length === 0 ? undefined : add}>
      {connections.length === 0 ? (
        <EmptyState icon={<IconPlugConnected size={28} />} title="No other system is connected" action={add}>
          Credentials of a connection are encrypted with a key of your token before they reach the database;
          it only ever holds ciphertext.
        </EmptyState>
      ) : (
        <PlainTable
          label="FHIR connections"
          rows={connections}
          keyOf={({ connectionId }) => connectionId}
          columns={[
            { id: 'name', header: 'Name', cell: ({ name }) => <bdi className="strong">{name}</bdi> },
            { id: 'url', header: 'Address', cell: ({ baseUrl }) => <bdi className="mono">{baseUrl}</bdi> },
            {
              id: 'state',
              header: 'State',
              cell: ({ state }) => (
                <span className={`strong ink-${STATES[state].tone}`}>{STATES[state].word}</span>
              ),
            },
            {
              id: 'until',
              header: 'Credentials until',
              cell: ({ expiresAt, state }) =>
                state === 'revoked' ? '–' : expiresAt === null ? 'No end' : <When at={expiresAt} />,
            },
            {
              id: 'health',
              header: 'Last exchange',
              cell: ({ connectionId }) => (
                <Health health={health?.find((one) => one.connectionId === connectionId)} />
              ),
            },
            {
              id: 'life',
              header: 'Last change',
              cell: ({ events: [last] }) =>
                last === undefined ? (
                  '–'
                ) : (
                  <>
                    {EVENTS[last.what]} <When at={last.at} />
                    {last.reason === null ? '' : ': '}
                    <span dir="auto">{last.reason}</span>
                  </>
                ),
            },
            {
              id: 'do',
              header: '',
              align: 'end',
              cell: (connection) =>
                connection.state === 'revoked' ? null : (
                  <span className="row row-end">
                    <Button
                      size="compact-sm"
                      variant="default"
                      onClick={() => {
                        setForm(connection);
                      }}
                    >
                      Refresh…
                    </Button>
                    <Button
                      size="compact-sm"
                      variant="default"
                      onClick={() => {
                        setRevoking(connection);
                      }}
                    >
                      Revoke…
                    </Button>
                  </span>
                ),
            },
          ]}
        />
      )}
      {form === null ? null : (
        <ConnectionForm
          connection={form === 'new' ? null : form}
          onClose={() => {
            setForm(null);
          }}
        />
      )}
      {revoking === null ? null : (
        <Revoke
          connection={revoking}
          onClose={() => {
            setRevoking(null);
          }}
        />
      )}
    </Section>
  );
}

/** When records were last exchanged, and how often that failed within a day. */
function Health({ health }: { readonly health: Dashboard['connections'][number] | undefined }): ReactNode {
  if (health === undefined) return '–';
  const { lastExchange, exchanges, failures } = health;
  return (
    <>
      {lastExchange === null ? 'None yet' : <When at={lastExchange} />}
      {failures === 0 ? null : (
        <span className="ink-bad strong">
          {`; ${formatCount(failures)} of ${formatCount(exchanges)} failed within a day`}
        </span>
      )}
    </>
  );
}

function Revoke({
  connection,
  onClose,
}: {
  readonly connection: FhirConnection;
  readonly onClose: () => void;
}): ReactNode {
  const revoke = useAsk('limits.revoke');
  return (
    <ReasonSheet
      title="Revoke a connection"
      sentence={
        <>
          The credentials of <bdi className="strong">{connection.name}</bdi> are removed from the database and
          cannot be brought back. Tell the other system too: what it has issued is valid until it ends it.
        </>
      }
      label="Why"
      go="Revoke"
      dangerous
      busy={revoke.busy}
      failure={revoke.failure}
      onGo={(reason) =>
        void revoke.ask({ connectionId: connection.connectionId, reason }).then((done) => {
          if (done !== null) onClose();
        })
      }
      onClose={onClose}
    />
  );
}
