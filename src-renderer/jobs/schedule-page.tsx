import { Button } from '@mantine/core';
import { IconCalendarTime, IconPlus } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { MOST_PLANS, type Plan } from '../../src-shared/jobs/schedule.ts';
import { IntegrityTabs } from '../audit/integrity-tabs.tsx';
import { useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState } from '../ui/notice.tsx';
import { Loading, Page, Section } from '../ui/page.tsx';
import { PlanCard } from './plan-card.tsx';
import { freePlanId } from './plan-words.ts';

/** The verifications that come by themselves: when, how deep, what came of the last one. */
export function SchedulePage(): ReactNode {
  const answer = useAnswer('schedule.list', {});
  const save = useAsk('schedule.set');
  const [added, setAdded] = useState<string | null>(null);
  const plans = answer.data?.plans.map(({ plan }) => plan) ?? [];
  const store = (next: readonly Plan[]): Promise<unknown> => save.ask({ plans: [...next] });
  return (
    <Page title="Integrity" lead="Verifications that come by themselves, while Attestry is open.">
      <IntegrityTabs />
      <Section
        title="Scheduled verifications"
        aside={
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={16} />}
            disabled={answer.data === undefined || plans.length >= MOST_PLANS}
            loading={save.busy}
            onClick={() => {
              const planId = freePlanId(plans);
              setAdded(planId);
              void store([
                ...plans,
                { planId, level: 'chain', pace: 'background', on: 'every-day', at: '18:00', enabled: true },
              ]);
            }}
          >
            Add
          </Button>
        }
      >
        <p className="soft">
          A time that passed while this computer was off or asleep is made up for once, at the next start.
          Without a window, the command <span className="mono">attestry schedule run-due</span> does the same
          from the system’s own timer.
        </p>
        {answer.isPending ? <Loading lines={5} /> : null}
        {answer.isError ? (
          <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} />
        ) : null}
        {save.failure === null ? null : <FailurePanel failure={save.failure} />}
        {answer.data?.plans.length === 0 ? (
          <EmptyState icon={<IconCalendarTime size={28} />} title="No verification comes by itself">
            Press Add: a verification every day sees what happened within a day.
          </EmptyState>
        ) : null}
        <ul className="plans">
          {answer.data?.plans.map((status) => (
            <li key={status.plan.planId}>
              <PlanCard
                status={status}
                editing={added === status.plan.planId}
                store={(next) =>
                  store(
                    plans.flatMap((plan) =>
                      plan.planId !== status.plan.planId ? [plan] : next === null ? [] : [next],
                    ),
                  )
                }
              />
            </li>
          ))}
        </ul>
      </Section>
    </Page>
  );
}
