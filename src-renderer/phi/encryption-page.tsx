import { Button, MultiSelect } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { ColumnRef } from '../../src-shared/phi/classification.ts';
import { AdministratorSeatLine, useAdministrator } from '../clinic/administrator.tsx';
import { ClinicTabs } from '../clinic/clinic-tabs.tsx';
import { useRunning } from '../jobs/running.ts';
import { StepSheet } from '../keys/step-sheet.tsx';
import { useAnswer, useAnswerAnew, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { EmptyState, Notice } from '../ui/notice.tsx';
import { Loading, Page, Section } from '../ui/page.tsx';
import { EncryptedColumn } from './encrypted-column.tsx';
import { fieldKey } from './field-filter.ts';
import { KeyTime } from './key-time.tsx';

type Step = 'encrypt' | 'rotate' | 'roll-back';

const STEPS: Readonly<
  Record<
    Step,
    { readonly title: string; readonly sentence: string; readonly undo: string; readonly go: string }
  >
> = {
  encrypt: {
    title: 'Encrypt columns',
    sentence:
      'From now on the database encrypts what is written into these columns, then every row from before, batch after batch. The clinic’s programs read encrypted text there, unless they use the views of their role and are given the key.',
    undo: 'Rolling back decrypts everything again; it needs your token.',
    go: 'Encrypt',
  },
  rotate: {
    title: 'Exchange the key',
    sentence: 'A new key is made, and every value of every encrypted column is brought under it.',
    undo: 'Not needed: stopped anywhere, it goes on when you start it again.',
    go: 'Exchange the key',
  },
  'roll-back': {
    title: 'Decrypt for good',
    sentence:
      'Every value becomes readable again to whoever may read the table, and trigger and views are taken away.',
    undo: 'Encrypt the column again; what was readable meanwhile may be in backups.',
    go: 'Decrypt for good',
  },
};

/** Which columns are encrypted, how they stand, and what comes next. */
export function EncryptionPage(): ReactNode {
  const fields = useAnswerAnew('fields.list', {});
  const map = useAnswer('classification.map', {});
  const running = useRunning(['fields']);
  const administrator = useAdministrator();
  const plan = useAsk('fields.plan');
  const encrypt = useAsk('fields.encrypt');
  const rotate = useAsk('fields.rotate');
  const rollBack = useAsk('fields.roll-back');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [step, setStep] = useState<{ readonly kind: Step; readonly columns: readonly ColumnRef[] } | null>(
    null,
  );
  const done = new Set(fields.data?.fields.map(fieldKey));
  const offered = (map.data?.columns ?? []).filter(
    (field) =>
      !done.has(fieldKey(field)) && /^(?:text|character varying)$/.test(field.type) && field.drift !== 'gone',
  );
  const wanted = offered.filter((field) => (field.decision ?? field.proposal)?.encrypt === true);
  const unscanned =
    map.data?.scannedAt === null && map.data.columns.every(({ decision }) => decision === null);
  const columns = offered
    .filter((field) => chosen.includes(fieldKey(field)))
    .map(({ schema, table, column }) => ({ schema, table, column }));
  const busy = running !== undefined;
  const ask = { encrypt, rotate, 'roll-back': rollBack };
  const go = (): void => {
    if (step === null) return;
    administrator.need((handle) => {
      const input = { administrator: handle, columns: [...step.columns] };
      const started =
        step.kind === 'encrypt'
          ? encrypt.ask(input)
          : step.kind === 'rotate'
            ? rotate.ask({ administrator: handle })
            : rollBack.ask(input);
      void started.then((answer) => {
        if (answer === null) return;
        setStep(null);
        setChosen([]);
        plan.clear();
      });
    });
  };
  return (
    <Page
      title="Clinic database"
      lead="Columns that the database encrypts, and cannot read without your token."
    >
      <ClinicTabs />
      <AdministratorSeatLine />
      {administrator.sheet}
      {running === undefined ? null : <JobProgress job={running} />}
      <Section
        title="Encrypted columns"
        aside={
          done.size === 0 ? undefined : (
            <Button
              size="compact-sm"
              variant="default"
              disabled={busy}
              onClick={() => {
                setStep({ kind: 'rotate', columns: [] });
              }}
            >
              Exchange the key…
            </Button>
          )
        }
      >
        {fields.isPending ? <Loading lines={4} /> : null}
        {fields.isError ? (
          <FailurePanel failure={fields.error} onRetry={() => void fields.refetch()} />
        ) : null}
        {fields.isSuccess && fields.data.fields.length === 0 ? (
          <EmptyState
            icon={<IconLock size={28} />}
            title="No column is encrypted"
            action={
              unscanned ? (
                <Link className="link" to="/clinic/data-map">
                  Go to the data map
                </Link>
              ) : undefined
            }
          >
            {unscanned
              ? 'The data map was not scanned yet. Scan it first: it says which columns hold what, and proposes which to encrypt.'
              : 'Choose below what to protect first; social security numbers are a good beginning.'}
          </EmptyState>
        ) : null}
        {fields.data?.fields.map((field) => (
          <EncryptedColumn
            key={field.fieldId}
            field={field}
            busy={busy}
            need={administrator.need}
            onContinue={(kind) => {
              const { schema, table, column } = field;
              setStep({ kind, columns: [{ schema, table, column }] });
            }}
          />
        ))}
      </Section>
      {done.size === 0 ? null : <KeyTime busy={busy} need={administrator.need} />}
      <Section title="Protect more">
        <Notice tone="none">
          The key lies under a key of your token, on this computer and in the database. Without that token
          nobody can read these columns again: keep a second token, or roll back before you give it away.
        </Notice>
        {map.isError ? <FailurePanel failure={map.error} /> : null}
        <MultiSelect
          label="Columns"
          description={
            unscanned
              ? 'Nothing is proposed before the data map was scanned; every column of a type that can be encrypted is here.'
              : wanted.length === 0
                ? 'No further column has to be encrypted by the data map.'
                : `${String(wanted.length)} have to be encrypted by the data map; they come first.`
          }
          placeholder={columns.length === 0 ? 'Type part of a name, or choose' : undefined}
          searchable
          limit={100}
          value={[...chosen]}
          data={[...wanted, ...offered.filter((field) => !wanted.includes(field))].map((field) => ({
            value: fieldKey(field),
            label: `${field.schema}.${field.table}.${field.column}`,
          }))}
          onChange={(value) => {
            setChosen(value);
            plan.clear();
          }}
        />
        {plan.answer === null ? null : (
          <ul className="decide-fields" aria-label="What the plan says">
            {plan.answer.plans.map((one) => (
              <li key={fieldKey(one)}>
                <span className="grow break">
                  <bdi className="strong">{`${one.table}.${one.column}`}</bdi>:{' '}
                  {one.obstacles.length === 0
                    ? `about ${String(one.rows)} rows can be encrypted.`
                    : 'cannot be encrypted. '}
                  {[...one.obstacles, ...one.warnings].join(' ')}
                </span>
              </li>
            ))}
          </ul>
        )}
        {plan.failure === null ? null : <FailurePanel failure={plan.failure} />}
        <div className="row">
          {plan.answer?.plans.every(({ obstacles }) => obstacles.length === 0) === true ? (
            <Button
              disabled={busy}
              onClick={() => {
                setStep({ kind: 'encrypt', columns });
              }}
            >
              Encrypt…
            </Button>
          ) : (
            <Button
              variant="default"
              loading={plan.busy}
              disabled={columns.length === 0}
              onClick={() => {
                administrator.need((handle) => void plan.ask({ administrator: handle, columns }));
              }}
            >
              Plan
            </Button>
          )}
        </div>
      </Section>
      {step === null ? null : (
        <StepSheet
          title={STEPS[step.kind].title}
          sentence={STEPS[step.kind].sentence}
          facts={[
            [
              'Columns',
              step.kind === 'rotate'
                ? 'every encrypted one'
                : step.columns.map(({ table, column }) => `${table}.${column}`).join(', '),
            ],
          ]}
          undo={STEPS[step.kind].undo}
          go={STEPS[step.kind].go}
          dangerous={step.kind === 'roll-back'}
          busy={ask[step.kind].busy}
          failure={ask[step.kind].failure}
          onGo={go}
          onClose={() => {
            setStep(null);
          }}
        />
      )}
    </Page>
  );
}
