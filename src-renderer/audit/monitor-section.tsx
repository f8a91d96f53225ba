import { useState, type ReactNode } from 'react';
import type { MonitorStatus } from '../../src-shared/audit/monitor.ts';
import { formatCount, formatOf } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Facts, Loading, Section } from '../ui/page.tsx';
import { Ago, When } from '../ui/when.tsx';
import { MonitorBar } from './monitor-bar.tsx';
import { MonitorForm } from './monitor-form.tsx';
import { chanceWords, MONITOR_STATES, spanWords } from './monitor-words.ts';
import { WaitingNotice } from './waiting-checkpoints.tsx';

/** What the monitor does, what it promises, and its settings; `log` is false where there is no sealed log. */
export function MonitorSection({ log }: { readonly log: boolean }): ReactNode {
  const answer = useAnswer('monitor.status', {});
  return (
    <Section title="Monitor">
      {answer.isPending ? <Loading lines={4} /> : null}
      {answer.isError ? <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.data === undefined ? null : <Detail status={answer.data} log={log} />}
    </Section>
  );
}

function Detail({
  status,
  log,
}: {
  readonly status: MonitorStatus;
  /** False: there is no sealed log, only the other tables are watched. */
  readonly log: boolean;
}): ReactNode {
  const [settings, setSettings] = useState(false);
  // Said by what waits: signing in changes nothing about it.
  const pinEachTime = (useAnswer('checkpoints.waiting', {}).data?.rows.length ?? 0) > 0;
  return (
    <>
      {status.problem === '' ? null : <Notice tone="unsure">{status.problem}</Notice>}
      <WaitingNotice />
      {status.unsignedSince === null || pinEachTime ? null : (
        <Notice tone="unsure">
          The monitor goes on verifying. New entries wait for a signature since{' '}
          <When at={status.unsignedSince} />; it is made within five minutes of somebody signing in to the
          token.
        </Notice>
      )}
      {status.takingOver === null ? null : (
        <Notice tone="none">
          Taking over {formatCount(status.takingOver.done)} of{' '}
          {formatOf(status.takingOver.total, 'entry', 'entries')}. What is not taken over yet is not watched;
          this goes on by itself, also after a restart.
        </Notice>
      )}
      <p>
        {status.state === 'off' ? (
          'The monitor is off: changes are seen only when somebody verifies.'
        ) : log ? (
          <>
            Every entry is read again at least every <strong>{spanWords(status.guaranteeMs)}</strong>, as long
            as this window is open and the database answers.
          </>
        ) : (
          <>
            There is no sealed log to read. Every cycle takes over what is new in the other audit tables, and
            each of them is verified twice in <strong>{spanWords(status.guaranteeMs)}</strong>, as long as
            this window is open and the database answers.
          </>
        )}
      </p>
      {log ? <MonitorBar status={status} /> : null}
      <Facts
        rows={[
          ['State', MONITOR_STATES[status.state]],
          ['Last cycle', status.lastCycleAt === null ? 'None yet' : <Ago key="l" at={status.lastCycleAt} />],
          ['Next cycle', status.nextCycleAt === null ? '–' : <When key="n" at={status.nextCycleAt} />],
          ...(log ? sweepRows(status) : []),
        ]}
      />
      <button
        type="button"
        className="link small"
        aria-expanded={settings}
        onClick={() => {
          setSettings(!settings);
        }}
      >
        {settings ? 'Hide the settings' : 'Change the settings'}
      </button>
      {settings ? <MonitorForm status={status} /> : null}
    </>
  );
}

const sweepRows = (status: MonitorStatus): readonly (readonly [string, ReactNode])[] => {
  const { sweep } = status;
  return [
    [
      'Present sweep',
      sweep.startedAt === null ? (
        'Not begun'
      ) : (
        <span key="s">
          {formatOf(sweep.position, 'entry', 'entries')} of {formatOf(sweep.size, 'entry', 'entries')}, begun{' '}
          <Ago at={sweep.startedAt} />
        </span>
      ),
    ],
    ['Drawn at random', `${formatOf(status.sampled, 'entry', 'entries')} in this sweep`],
    [
      'Chance',
      `${chanceWords(status.chanceSeen)} that one entry altered when this sweep began would have been seen by now`,
    ],
  ];
};
