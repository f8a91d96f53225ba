import { Button, Switch } from '@mantine/core';
import { IconAlertTriangle, IconCalendarTime, IconLoader2 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { LEVEL_WORDS, PACE_WORDS } from '../../src-shared/audit/level-words.ts';
import type { Plan, PlanStatus } from '../../src-shared/jobs/schedule.ts';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Facts } from '../ui/page.tsx';
import { VerdictBadge } from '../ui/verdict.tsx';
import { Ago, When } from '../ui/when.tsx';
import { PlanForm } from './plan-form.tsx';
import { ATTEMPT_WORDS, whenWords } from './plan-words.ts';
import { useRunning } from './running.ts';

/** One plan: what it does, where it stands, and its settings. */
export function PlanCard({
  status,
  editing,
  store,
}: {
  readonly status: PlanStatus;
  readonly editing: boolean;
  /** Stores the plan as changed; null removes it. */
  readonly store: (plan: Plan | null) => Promise<unknown>;
}): ReactNode {
  const { plan } = status;
  const [form, setForm] = useState(editing);
  const run = useAsk('schedule.run');
  const busy = useRunning(['verify', 'seal', 'sample']) !== undefined;
  return (
    <section className="plan" aria-label={whenWords(plan)}>
      <header className="row">
        <Standing status={status} />
        <div className="grow">
          <h3>{whenWords(plan)}</h3>
          <p>
            {LEVEL_WORDS[plan.level].plain} <span className="soft">({LEVEL_WORDS[plan.level].term})</span>
            <span className="soft"> · {PACE_WORDS[plan.pace].name.toLowerCase()}</span>
          </p>
        </div>
        <Switch
          label={plan.enabled ? 'On' : 'Off'}
          aria-label={`${whenWords(plan)}: on or off`}
          checked={plan.enabled}
          onChange={(event) => {
            void store({ ...plan, enabled: event.currentTarget.checked });
          }}
        />
      </header>
      {status.overdue ? (
        <Notice tone="unsure">
          Overdue: what this verification would have seen is not known.{' '}
          {status.retryAt === null ? 'Run it now, or leave this computer on at that time.' : null}
        </Notice>
      ) : null}
      {status.last?.outcome === 'failed' ? <Notice tone="unsure">{status.last.problem}</Notice> : null}
      <Facts rows={factsOf(status)} />
      {run.failure === null ? null : <FailurePanel failure={run.failure} />}
      <div className="row">
        <Button
          size="xs"
          variant="default"
          loading={run.busy}
          disabled={busy}
          onClick={() => {
            void run.ask({ planId: plan.planId });
          }}
        >
          Run now
        </Button>
        <Button
          size="xs"
          variant="subtle"
          aria-expanded={form}
          onClick={() => {
            setForm(!form);
          }}
        >
          {form ? 'Hide the settings' : 'Change'}
        </Button>
      </div>
      {form ? (
        <PlanForm
          plan={plan}
          store={async (next) => {
            await store(next);
            setForm(false);
          }}
        />
      ) : null}
    </section>
  );
}

function Standing({ status }: { readonly status: PlanStatus }): ReactNode {
  if (status.running) return <IconLoader2 size={22} className="ink-none" aria-label="Running" />;
  if (status.overdue) return <IconAlertTriangle size={22} className="ink-unsure" aria-label="Overdue" />;
  return (
    <IconCalendarTime
      size={22}
      className={status.plan.enabled ? 'ink-good' : 'ink-none'}
      aria-label={status.plan.enabled ? 'On' : 'Off'}
    />
  );
}

function factsOf({ plan, nextAt, dueSince, retryAt, running, last }: PlanStatus) {
  const next = running
    ? 'Running now'
    : !plan.enabled
      ? 'Off'
      : nextAt === null
        ? 'When a clinic is connected'
        : undefined;
  return [
    ['Next', next ?? <When key="n" at={nextAt ?? ''} />],
    ...(dueSince === null || running ? [] : [['Due since', <When key="d" at={dueSince} />] as const]),
    ...(retryAt === null ? [] : [['Tried again', <When key="r" at={retryAt} />] as const]),
    [
      'Last',
      last === null ? (
        'Never run'
      ) : (
        <span key="l" className="row">
          {last.outcome === 'failed' || last.outcome === 'cancelled' ? (
            ATTEMPT_WORDS[last.outcome]
          ) : (
            <VerdictBadge verdict={last.outcome} />
          )}
          <Ago at={last.at} />
          {last.runId === null ? null : (
            <Link to="/integrity/runs/$runId" params={{ runId: last.runId }} className="link">
              Open the run
            </Link>
          )}
        </span>
      ),
    ],
  ] as const;
}
