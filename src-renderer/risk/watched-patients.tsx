import { TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { pseudonymSchema } from '../../src-shared/clinic/monitoring.ts';
import { Section } from '../ui/page.tsx';
import { ReasonRow } from './reason-row.tsx';

/** Patients under special watch: people of public interest, by pseudonym. */
export function WatchedPatients({ watched }: { readonly watched: readonly string[] }): ReactNode {
  const [patient, setPatient] = useState('');
  const parsed = pseudonymSchema.safeParse(patient.trim());
  const known = parsed.success && watched.includes(parsed.data);
  const wrong = patient.trim() !== '' && !parsed.success;
  return (
    <Section title="Under special watch">
      {watched.length === 0 ? (
        <p className="soft">No patient is under special watch.</p>
      ) : (
        <ul className="row risk-watched">
          {watched.map((one) => (
            <li key={one}>
              <button
                type="button"
                className="link event-link mono"
                onClick={() => {
                  setPatient(one);
                }}
              >
                {one}
              </button>
            </li>
          ))}
        </ul>
      )}
      <TextInput
        label="Patient (pseudonym)"
        description="An access story shows a patient’s pseudonym by the record reference."
        w={320}
        value={patient}
        {...(wrong ? { error: 'P- and 12 digits or letters a to f' } : {})}
        onChange={(event) => {
          setPatient(event.currentTarget.value);
        }}
      />
      {parsed.success ? (
        <ReasonRow
          key={`${parsed.data} ${String(known)}`}
          go={known ? 'No longer watch' : 'Watch'}
          change={{ kind: 'watch', patient: parsed.data, watched: !known }}
          onDone={() => {
            setPatient('');
          }}
        />
      ) : null}
    </Section>
  );
}
