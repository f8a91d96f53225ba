import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { AuditTriggersView } from '../../src-shared/clinic/audit-triggers.ts';
import { useAsk } from '../lib/query.ts';
import { CheckList } from '../ui/checks.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { Section } from '../ui/page.tsx';
import type { Administrator } from './administrator.tsx';
import { pgauditSentence } from './triggers-words.ts';

/** What triggers on tables cannot see: changes of the schema, and reads. */
export function SchemaChanges({
  view,
  administrator,
}: {
  readonly view: AuditTriggersView;
  readonly administrator: Administrator;
}): ReactNode {
  const watch = useAsk('audit-triggers.watch-schema');
  const on = view.schemaChanges === 'on';
  return (
    <Section
      title="Beyond changes of rows"
      aside={
        <Button
          size="compact-sm"
          variant="default"
          loading={watch.busy}
          onClick={() => {
            administrator.need((handle) => void watch.ask({ handle, on: !on }));
          }}
        >
          {on ? 'Stop recording schema changes' : 'Record schema changes'}
        </Button>
      }
    >
      <CheckList
        label="What is recorded beyond changes of rows"
        checks={[
          {
            id: 'schema',
            outcome: on ? 'ok' : view.schemaChanges === 'disabled' ? 'failed' : 'warning',
            word: on ? 'Recorded' : 'Not recorded',
            title: 'Tables, columns and functions that are made, changed or dropped',
            detail: on
              ? 'Event triggers record each of them.'
              : view.schemaChanges === 'disabled'
                ? 'The event triggers are there, and somebody has switched them off.'
                : 'Event triggers would record each of them. Only a superuser of the database can put them there.',
          },
          {
            id: 'reads',
            outcome: view.pgaudit.loaded ? 'ok' : 'skipped',
            word: view.pgaudit.loaded ? 'pgaudit' : 'By the application',
            title: 'Reads',
            detail: pgauditSentence(view),
          },
        ]}
      />
      {watch.failure === null ? null : <FailurePanel failure={watch.failure} />}
    </Section>
  );
}
