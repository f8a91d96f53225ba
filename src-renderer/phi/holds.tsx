import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconGavel } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { Hold, RetentionRule } from '../../src-shared/phi/disposal.ts';
import { formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { Section } from '../ui/page.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { ReasonSheet } from '../ui/reason-sheet.tsx';
import { When } from '../ui/when.tsx';

const EVERY = '';

/** What must not be deleted, whatever its age. */
export function Holds({
  holds,
  tables,
}: {
  readonly holds: readonly Hold[];
  readonly tables: readonly Pick<RetentionRule, 'schema' | 'table'>[];
}): ReactNode {
  const [placing, setPlacing] = useState(false);
  const [lifting, setLifting] = useState<Hold | null>(null);
  const standing = holds.filter(({ lifted }) => lifted === null).length;
  return (
    <Section
      title="Legal holds"
      aside={
        <>
          <span className="soft">{formatOf(standing, 'hold stands', 'holds stand')}</span>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconGavel size={16} />}
            onClick={() => {
              setPlacing(true);
            }}
          >
            Place a hold…
          </Button>
        </>
      }
    >
      {holds.length === 0 ? (
        <p className="soft">
          Nothing is held. Place a hold as soon as a lawsuit, an inspection or a complaint is in sight: what
          it covers is then kept whatever its age.
        </p>
      ) : (
        <PlainTable
          label="Legal holds"
          rows={holds}
          keyOf={({ id }) => String(id)}
          columns={[
            { id: 'what', header: 'Table', cell: ({ table }) => <bdi>{table ?? 'Every table'}</bdi> },
            {
              id: 'who',
              header: 'Patient',
              cell: ({ patient }) =>
                patient === null ? 'Every patient' : <bdi className="mono">{patient}</bdi>,
            },
            {
              id: 'why',
              header: 'Reason',
              width: '34%',
              cell: ({ reason }) => <span dir="auto">{reason}</span>,
            },
            {
              id: 'placed',
              header: 'Placed',
              cell: ({ placedAt, placedBy }) => (
                <>
                  <When at={placedAt} /> by <bdi>{placedBy}</bdi>
                </>
              ),
            },
            {
              id: 'state',
              header: '',
              align: 'end',
              cell: (hold) =>
                hold.lifted === null ? (
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={`Lift hold ${String(hold.id)}`}
                    onClick={() => {
                      setLifting(hold);
                    }}
                  >
                    Lift…
                  </Button>
                ) : (
                  <span className="soft">
                    Lifted <When at={hold.lifted.at} />: <span dir="auto">{hold.lifted.reason}</span>
                  </span>
                ),
            },
          ]}
        />
      )}
      {placing ? (
        <PlaceHold
          tables={tables}
          onClose={() => {
            setPlacing(false);
          }}
        />
      ) : null}
      {lifting === null ? null : (
        <LiftHold
          hold={lifting}
          onClose={() => {
            setLifting(null);
          }}
        />
      )}
    </Section>
  );
}

function PlaceHold({
  tables,
  onClose,
}: {
  readonly tables: readonly Pick<RetentionRule, 'schema' | 'table'>[];
  readonly onClose: () => void;
}): ReactNode {
  const place = useAsk('disposal.place-hold');
  const [at, setAt] = useState(EVERY);
  const [patient, setPatient] = useState('');
  const chosen = at === EVERY ? undefined : tables[Number(at)];
  return (
    <ReasonSheet
      title="Place a legal hold"
      sentence="From now on no run of Attestry deletes what the hold covers; a deletion that is under way stops at it. The clinic’s own programs are not bound by it."
      go="Place the hold"
      busy={place.busy}
      failure={place.failure}
      onGo={(reason) =>
        void place
          .ask({
            schema: chosen?.schema ?? null,
            table: chosen?.table ?? null,
            patient: patient.trim() === '' ? null : patient.trim(),
            reason,
          })
          .then((done) => {
            if (done !== null) onClose();
          })
      }
      onClose={onClose}
    >
      <NativeSelect
        label="Table"
        value={at}
        data={[
          { value: EVERY, label: 'Every table' },
          ...tables.map(({ schema, table }, index) => ({
            value: String(index),
            label: `${schema}.${table}`,
          })),
        ]}
        onChange={(event) => {
          setAt(event.currentTarget.value);
        }}
      />
      <TextInput
        label="Patient"
        description="The key as in the clinic’s own tables; empty: every patient"
        spellCheck={false}
        maxLength={200}
        value={patient}
        onChange={(event) => {
          setPatient(event.currentTarget.value);
        }}
      />
    </ReasonSheet>
  );
}

function LiftHold({ hold, onClose }: { readonly hold: Hold; readonly onClose: () => void }): ReactNode {
  const lift = useAsk('disposal.lift-hold');
  return (
    <ReasonSheet
      title="Lift a legal hold"
      sentence={
        <>
          Once lifted, the next run may delete what this hold has kept: “<span dir="auto">{hold.reason}</span>
          ”.
        </>
      }
      label="Why it is lifted"
      go="Lift the hold"
      busy={lift.busy}
      failure={lift.failure}
      onGo={(reason) =>
        void lift.ask({ id: hold.id, reason }).then((done) => {
          if (done !== null) onClose();
        })
      }
      onClose={onClose}
    />
  );
}
