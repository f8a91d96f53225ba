import { Button, Radio } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useRunning } from '../jobs/running.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { backwards, DayFields } from '../ui/day-fields.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { Notice } from '../ui/notice.tsx';
import { Section } from '../ui/page.tsx';

/** The begin of a day where the officer is, as an instant; null for none. */
function instantOf(day: string, add: number): string | null {
  if (day === '') return null;
  const at = new Date(`${day}T00:00:00`);
  at.setDate(at.getDate() + add);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** Saves sealed entries as FHIR AuditEvents; says what the file holds before it is written. */
export function ExportEntries(): ReactNode {
  const status = useAnswer('app.status', {});
  const save = useAsk('fhir.export');
  const running = useRunning(['export']);
  const [format, setFormat] = useState<'bundle' | 'ndjson'>('bundle');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const connected = status.data?.clinic.state === 'connected';
  const wrongEnd = backwards(from, to);
  return (
    <Section title="Entries in the form of HL7 FHIR">
      <p>
        Sealed entries as FHIR R4 AuditEvent resources, for systems that collect audit logs of many
        applications.
      </p>
      <Notice tone="unsure">
        The file holds personal data: for each entry who, in which role, when, from which network address,
        what was done to what, whether it succeeded, and the reference of the patient. It holds no names of
        patients, no session and no details. It proves nothing by itself: proofs do.
      </Notice>
      <DayFields
        days={[
          { label: 'From (first day)', value: from, onChange: setFrom },
          { label: 'To (last day)', value: to, error: wrongEnd, onChange: setTo },
        ]}
      />
      <p className="small soft">Leave the days empty for the whole log.</p>
      <Radio.Group
        label="Form"
        value={format}
        onChange={(value) => {
          setFormat(value === 'ndjson' ? 'ndjson' : 'bundle');
        }}
      >
        <div className="stack stack-tight gap-top">
          <Radio value="bundle" label="One document (Bundle, JSON)" />
          <Radio value="ndjson" label="One entry a line (NDJSON), for large logs" />
        </div>
      </Radio.Group>
      {save.failure === null ? null : <FailurePanel failure={save.failure} />}
      {running === undefined ? (
        <div className="row">
          <Button
            leftSection={<IconDownload size={18} />}
            loading={save.busy}
            disabled={!connected || wrongEnd !== null}
            onClick={() => {
              void save.ask({ format, from: instantOf(from, 0), to: instantOf(to, 1) });
            }}
          >
            Save entries…
          </Button>
          {status.data === undefined || connected ? null : (
            <p className="soft small">The clinic’s database must answer for this.</p>
          )}
        </div>
      ) : (
        <JobProgress job={running} />
      )}
    </Section>
  );
}
