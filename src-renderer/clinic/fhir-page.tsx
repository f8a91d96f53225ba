import { Button } from '@mantine/core';
import { IconFileSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { FHIR_LIMIT, FHIR_TAKEN_IN, type FhirVerdict } from '../../src-shared/fhir/types.ts';
import { formatBytes, formatCount, formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState, Notice } from '../ui/notice.tsx';
import { Page, Section } from '../ui/page.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { ClinicTabs } from './clinic-tabs.tsx';

/** Whether a file of another system is what it should be, before anybody takes it in. */
export function FhirPage(): ReactNode {
  const check = useAsk('fhir.check-file');
  const checked = check.answer?.checked ?? null;
  return (
    <Page
      title="FHIR files"
      lead={`Checks a file of another system against FHIR R4: ${FHIR_TAKEN_IN.join(', ')}, up to ${formatBytes(FHIR_LIMIT)}. Nothing of it is stored or shown.`}
      actions={
        <Button loading={check.busy} onClick={() => void check.ask({})}>
          Check a FHIR file…
        </Button>
      }
    >
      <ClinicTabs />
      {check.failure === null ? null : <FailurePanel failure={check.failure} />}
      {checked === null ? (
        <Section title="Result">
          <EmptyState icon={<IconFileSearch size={28} />} title="No file was checked yet">
            Choose a file; what is wrong with it is listed here by its place and the rule.
          </EmptyState>
        </Section>
      ) : (
        <Section title="Result" aside={<bdi className="soft break">{checked.name}</bdi>}>
          <Verdict verdict={checked.verdict} />
        </Section>
      )}
    </Page>
  );
}

function Verdict({ verdict }: { readonly verdict: FhirVerdict }): ReactNode {
  const { valid, kind, resources, bytes, issues, found } = verdict;
  return (
    <div className="stack" role="status">
      {valid ? (
        <p>
          <span className="badge badge-good">Valid</span> {kind ?? ''} with{' '}
          {formatOf(resources, 'resource', 'resources')}, {formatBytes(bytes)}.
        </p>
      ) : (
        <Notice tone="bad">
          Not valid FHIR R4: {formatOf(found, 'thing is', 'things are')} wrong. Do not take the file in; send
          the list to whoever made it.
        </Notice>
      )}
      {issues.length === 0 ? null : (
        <PlainTable
          label="What is wrong"
          rows={issues.map((issue, at) => ({ ...issue, at }))}
          keyOf={({ at }) => String(at)}
          columns={[
            {
              id: 'where',
              header: 'Place',
              width: '38%',
              cell: ({ where }) => <bdi className="mono break">{where === '' ? 'the file' : where}</bdi>,
            },
            { id: 'rule', header: 'Rule', width: '110px', cell: ({ rule }) => rule },
            { id: 'text', header: 'What is wrong', cell: ({ text }) => text },
          ]}
        />
      )}
      {found > issues.length ? (
        <p className="soft small">And {formatCount(found - issues.length)} more.</p>
      ) : null}
    </div>
  );
}
