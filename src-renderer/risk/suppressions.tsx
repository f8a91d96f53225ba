import { Select, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { pseudonymSchema } from '../../src-shared/clinic/monitoring.ts';
import type { RiskChange } from '../../src-shared/risk/change.ts';
import { type PatternId, patternOf, RISK_PATTERNS } from '../../src-shared/risk/patterns.ts';
import type { RiskTuning } from '../../src-shared/risk/tuning.ts';
import { Section } from '../ui/page.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { When } from '../ui/when.tsx';
import { ReasonRow } from './reason-row.tsx';

/** Hits that are expected: rules that silence a pattern for a person, a job or a patient. */
export function Suppressions({ tuning }: { readonly tuning: RiskTuning }): ReactNode {
  const [ending, setEnding] = useState<number | null>(null);
  return (
    <Section title="Silenced">
      {tuning.suppressions.length === 0 ? (
        <p className="soft">Nothing is silenced.</p>
      ) : (
        <PlainTable
          label="Rules that silence"
          rows={tuning.suppressions}
          keyOf={({ id }) => String(id)}
          columns={[
            { id: 'id', header: 'Rule', width: '60px', cell: ({ id }) => String(id) },
            { id: 'pattern', header: 'Pattern', cell: ({ pattern }) => patternOf(pattern).name },
            {
              id: 'for',
              header: 'For',
              cell: ({ actor, job, patient }) => (
                <bdi className="break">{[actor, job, patient].filter((one) => one !== null).join(', ')}</bdi>
              ),
            },
            { id: 'until', header: 'Until', width: '110px', cell: ({ until }) => until ?? 'no end' },
            {
              id: 'why',
              header: 'Why',
              cell: ({ reason, by, at }) => (
                <>
                  <span className="break" dir="auto">
                    {reason}
                  </span>{' '}
                  <span className="soft small">
                    <bdi className="break">{by}</bdi>, <When at={at} />
                  </span>
                </>
              ),
            },
            {
              id: 'end',
              header: '',
              width: '70px',
              cell: ({ id }) => (
                <button
                  type="button"
                  className="link event-link"
                  aria-label={`End rule ${String(id)}`}
                  onClick={() => {
                    setEnding(id);
                  }}
                >
                  End
                </button>
              ),
            },
          ]}
        />
      )}
      {ending === null ? null : (
        <ReasonRow
          key={ending}
          go={`End rule ${String(ending)}`}
          change={{ kind: 'end-suppression', id: ending }}
          onDone={() => {
            setEnding(null);
          }}
        />
      )}
      <NewRule key={tuning.newestRule} />
    </Section>
  );
}

const EMPTY = { actor: '', job: '', patient: '', until: '' };

function NewRule(): ReactNode {
  const [pattern, setPattern] = useState<PatternId>('no-care-relationship');
  const [fields, setFields] = useState(EMPTY);
  const given = (name: keyof typeof EMPTY): string | null => {
    const value = fields[name].trim();
    return value === '' ? null : value;
  };
  const patient = pseudonymSchema.safeParse(fields.patient.trim());
  const wrong = given('patient') !== null && !patient.success;
  const named = given('actor') !== null || given('job') !== null || patient.success;
  const change: RiskChange | null =
    named && !wrong
      ? {
          kind: 'suppress',
          rule: {
            ...{ pattern, actor: given('actor'), job: given('job'), until: given('until') },
            patient: patient.success ? patient.data : null,
          },
        }
      : null;
  const field = (name: keyof typeof EMPTY, label: string, more: object = {}): ReactNode => (
    <TextInput
      label={label}
      w={170}
      value={fields[name]}
      onChange={(event) => {
        setFields({ ...fields, [name]: event.currentTarget.value });
      }}
      {...more}
    />
  );
  return (
    <section className="risk-pattern" aria-label="Silence a pattern">
      <h3>Silence a pattern for some</h3>
      <p className="soft small">
        Everything that is named must fit. What is silenced stays in the records with the number of the rule.
      </p>
      <div className="row access-filter">
        <Select
          label="Pattern"
          w={210}
          value={pattern}
          allowDeselect={false}
          onChange={(value) => {
            setPattern(RISK_PATTERNS.find(({ id }) => id === value)?.id ?? pattern);
          }}
          data={RISK_PATTERNS.map(({ id, name }) => ({ value: id, label: name }))}
        />
        {field('actor', 'Person (login)')}
        {field('job', 'Job')}
        {field(
          'patient',
          'Patient (pseudonym)',
          wrong ? { error: 'P- and 12 digits or letters a to f' } : {},
        )}
        {field('until', 'Until (UTC)', { type: 'date' })}
      </div>
      <ReasonRow go="Silence it" change={change} />
    </section>
  );
}
