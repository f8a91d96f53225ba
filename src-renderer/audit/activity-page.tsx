import { Button, Select, Table, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconFileText, IconHistory, IconShieldCheck } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import {
  type ActivityEvent,
  type ActivityRow,
  type ActivityVerification,
  AUTHORITY_WORDS,
} from '../../src-shared/audit/activity.ts';
import { KeysTabs } from '../keys/keys-tabs.tsx';
import { formatCount, formatOf } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { commonName } from '../token/words.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState, Notice } from '../ui/notice.tsx';
import { Facts, Loading, Page, Section } from '../ui/page.tsx';
import { tellSaved } from '../ui/saved.tsx';
import { VerdictBadge } from '../ui/verdict.tsx';
import { When } from '../ui/when.tsx';

const LIMIT = 50;
const route = getRouteApi('/keys/activity');

const OUTCOME_WORDS: Readonly<Record<ActivityEvent['outcome'], string>> = {
  begun: 'Begun',
  done: 'Done',
  failed: 'Failed',
};

/** What was done with Attestry on this computer, by whom; whether that record is still what was recorded. */
export function ActivityPage(): ReactNode {
  const save = useAsk('activity.save-checkpoint');
  return (
    <Page
      title="Keys"
      lead="The activity log: who did what with Attestry and its keys on this computer, chained and signed like the clinic’s log."
      actions={
        <Button
          variant="default"
          leftSection={<IconFileText size={18} />}
          loading={save.busy}
          onClick={() => {
            void save.ask({}).then((answer) => {
              const saved = answer?.saved ?? null;
              if (saved !== null) tellSaved(saved);
            });
          }}
        >
          Save the checkpoint…
        </Button>
      }
    >
      <KeysTabs />
      {save.failure === null ? null : <FailurePanel failure={save.failure} />}
      <Verification />
      <Entries />
    </Page>
  );
}

function Verification(): ReactNode {
  const verify = useAsk('activity.verify');
  return (
    <Section
      title="Is this record still what was recorded?"
      aside={
        <Button
          leftSection={<IconShieldCheck size={18} />}
          loading={verify.busy}
          onClick={() => void verify.ask({})}
        >
          Verify the activity log
        </Button>
      }
    >
      {verify.failure === null ? null : <FailurePanel failure={verify.failure} />}
      {verify.answer === null ? (
        <p className="soft">
          Not checked yet. Verification reads every entry again, follows the chain and checks each signed
          checkpoint.
        </p>
      ) : (
        <Verdict of={verify.answer} />
      )}
    </Section>
  );
}

function Verdict({ of: verified }: { readonly of: ActivityVerification }): ReactNode {
  const { result, reason, authority, entries, signedUpTo, checkpoints, signers, problems } = verified;
  return (
    <div className="stack" role="status">
      <p className="row">
        <VerdictBadge verdict={result} />
        <span className="grow">
          {reason ??
            `${formatOf(entries, 'entry is', 'entries are')} as recorded, in an unbroken chain; signed up to entry ${formatCount(signedUpTo)}.`}
        </span>
      </p>
      {authority === 'trusted' ? null : (
        <Notice tone={authority === 'untrusted' ? 'bad' : 'unsure'}>
          <p>{AUTHORITY_WORDS[authority]}</p>
        </Notice>
      )}
      <Facts
        rows={[
          [
            'Signed',
            `${formatCount(signedUpTo)} of ${formatCount(entries)} entries, ${formatOf(checkpoints, 'checkpoint', 'checkpoints')}`,
          ],
          [
            'Signed by',
            signers.length === 0 ? 'nobody yet' : <bdi key="by">{signers.map(commonName).join(', ')}</bdi>,
          ],
        ]}
      />
      {problems.length === 0 ? null : (
        <ul>
          {problems.map(({ position, what }, at) => (
            <li key={at}>
              <strong>{position === null ? 'At the end' : `Entry ${formatCount(position)}`}</strong>: {what}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Entries(): ReactNode {
  const { object: wanted = '' } = route.useSearch();
  const [operation, setOperation] = useState('');
  const [object, setObject] = useState(wanted);
  const [outcome, setOutcome] = useState<ActivityEvent['outcome'] | null>(null);
  // Where each page began: the last one is open.
  const [pages, setPages] = useState<readonly (number | null)[]>([null]);
  const [filter] = useDebouncedValue({ operation: operation.trim(), object: object.trim(), outcome }, 200);
  const answer = useAnswer('activity.list', { before: pages.at(-1) ?? null, limit: LIMIT, filter });
  const first = (): void => {
    setPages([null]);
  };
  const narrowed = filter.operation !== '' || filter.object !== '' || filter.outcome !== null;
  const next = answer.data?.next ?? null;
  return (
    <Section
      title="Entries"
      aside={
        answer.data === undefined ? null : (
          <span className="soft">{formatOf(answer.data.total, 'entry', 'entries')} in all, newest first</span>
        )
      }
    >
      <div className="activity-filters">
        <TextInput
          label="Operation"
          placeholder="key, sign, log.seal"
          value={operation}
          maxLength={60}
          onChange={(event) => {
            setOperation(event.currentTarget.value);
            first();
          }}
        />
        <TextInput
          label="Object"
          placeholder="Kind or id, as it stands below"
          value={object}
          maxLength={200}
          onChange={(event) => {
            setObject(event.currentTarget.value);
            first();
          }}
        />
        <Select
          label="Outcome"
          placeholder="Any"
          clearable
          value={outcome}
          data={(['done', 'failed', 'begun'] as const).map((value) => ({
            value,
            label: OUTCOME_WORDS[value],
          }))}
          onChange={(value) => {
            setOutcome(value);
            first();
          }}
        />
      </div>
      {answer.isPending ? <Loading lines={8} /> : null}
      {answer.isError ? <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.data?.rows.length === 0 ? (
        <EmptyState
          icon={<IconHistory size={28} />}
          title={narrowed ? 'No entry like that here' : 'Nothing was recorded yet'}
        >
          {narrowed
            ? next === null
              ? 'Change the filter to see others.'
              : 'Older entries were not looked at yet: go on with “Older”.'
            : 'Sign in, verify the log or make a key: it is recorded here.'}
        </EmptyState>
      ) : null}
      {answer.data === undefined || answer.data.rows.length === 0 ? null : <Rows rows={answer.data.rows} />}
      {pages.length === 1 && next === null ? null : (
        <div className="row row-end">
          <Button
            variant="default"
            disabled={pages.length === 1}
            onClick={() => {
              setPages(pages.slice(0, -1));
            }}
          >
            Newer
          </Button>
          <Button
            variant="default"
            disabled={next === null}
            onClick={() => {
              setPages([...pages, next]);
            }}
          >
            Older
          </Button>
        </div>
      )}
    </Section>
  );
}

function Rows({ rows }: { readonly rows: readonly ActivityRow[] }): ReactNode {
  return (
    <div className="activity-rows">
      <Table verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className="end">Entry</Table.Th>
            <Table.Th>When</Table.Th>
            <Table.Th>Who</Table.Th>
            <Table.Th>Operation</Table.Th>
            <Table.Th>Object</Table.Th>
            <Table.Th>Outcome</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ position, event }) => (
            <Table.Tr key={position}>
              <Table.Td className="end">{formatCount(position)}</Table.Td>
              <Table.Td>
                <When at={event.at} />
              </Table.Td>
              <Table.Td className="break">
                <bdi>{commonName(event.who)}</bdi>
              </Table.Td>
              <Table.Td className="break">
                {event.operation}
                {event.purpose === '' ? null : <div className="soft small">{event.purpose}</div>}
              </Table.Td>
              <Table.Td className="break">
                {event.objectType}{' '}
                <span className="mono small" dir="ltr">
                  {event.objectId}
                </span>
                {event.version === null ? '' : ` (${formatCount(event.version)})`}
              </Table.Td>
              <Table.Td className={event.outcome === 'failed' ? 'ink-bad' : ''}>
                {OUTCOME_WORDS[event.outcome]}
                {event.code === null ? null : <div className="small">{event.code}</div>}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
