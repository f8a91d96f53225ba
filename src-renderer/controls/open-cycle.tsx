import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { type NewCycle, newCycleSchema } from '../../src-shared/controls/reviews.ts';
import { formatOf } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { commonName } from '../token/words.ts';
import { backwards, DayFields } from '../ui/day-fields.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { Loading } from '../ui/page.tsx';

const dayOf = (at: Date): string =>
  `${String(at.getFullYear())}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;

/** The quarter in which a day lies, and two weeks after it for the work. */
export function quarterOf(today: Date): Pick<NewCycle, 'name' | 'from' | 'to' | 'dueOn'> {
  const quarter = Math.floor(today.getMonth() / 3);
  const year = today.getFullYear();
  return {
    name: `Quarter ${String(quarter + 1)} of ${String(year)}`,
    from: dayOf(new Date(year, quarter * 3, 1)),
    to: dayOf(new Date(year, quarter * 3 + 3, 0)),
    dueOn: dayOf(new Date(year, quarter * 3 + 3, 14)),
  };
}

/** Asks for everything that a cycle begins with. */
export function OpenCycle({
  onClose,
  onOpened,
}: {
  readonly onClose: () => void;
  readonly onOpened: (cycleId: string) => void;
}): ReactNode {
  const frameworks = useAnswer('frameworks.list', {});
  const identity = useAnswer('app.status', {}).data?.token.identity ?? null;
  const open = useAsk('reviews.open');
  const [facts, setFacts] = useState<NewCycle>(() => ({
    ...quarterOf(new Date()),
    frameworks: [],
    owner: identity === null ? '' : commonName(identity.subject),
  }));
  const set = (change: Partial<NewCycle>): void => {
    setFacts((before) => ({ ...before, ...change }));
  };
  const wanted = newCycleSchema.safeParse(facts);
  const controls = (frameworks.data?.frameworks ?? [])
    .filter(({ id }) => facts.frameworks.includes(id))
    .reduce((sum, { requirements }) => sum + requirements, 0);
  return (
    <Modal opened onClose={onClose} title="Open a review cycle" size={600}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!wanted.success) return;
          void open.ask(wanted.data).then((opened) => {
            if (opened !== null) onOpened(opened.cycleId);
          });
        }}
      >
        <p>Every requirement of the frameworks that you choose becomes a control to be reviewed.</p>
        <TextInput
          label="Name"
          value={facts.name}
          maxLength={120}
          required
          data-autofocus
          onChange={(event) => {
            set({ name: event.currentTarget.value });
          }}
        />
        {frameworks.data === undefined ? (
          <Loading lines={4} />
        ) : (
          <Checkbox.Group
            label="Frameworks"
            value={facts.frameworks}
            onChange={(chosen) => {
              set({ frameworks: chosen });
            }}
          >
            <div className="stack stack-tight gap-top">
              {frameworks.data.frameworks.map(({ id, name, version, requirements }) => (
                <Checkbox
                  key={id}
                  value={id}
                  label={name}
                  description={`${version}; ${formatOf(requirements, 'requirement', 'requirements')}`}
                />
              ))}
            </div>
          </Checkbox.Group>
        )}
        <DayFields
          days={[
            {
              label: 'Period from (first day)',
              value: facts.from,
              onChange: (from) => {
                set({ from });
              },
            },
            {
              label: 'to (last day)',
              value: facts.to,
              error: backwards(facts.from, facts.to),
              onChange: (to) => {
                set({ to });
              },
            },
            {
              label: 'To be done by',
              value: facts.dueOn,
              onChange: (dueOn) => {
                set({ dueOn });
              },
            },
          ]}
        />
        <TextInput
          label="Who is responsible"
          description="Of the cycle, and of every control until somebody else is named"
          value={facts.owner}
          maxLength={300}
          onChange={(event) => {
            set({ owner: event.currentTarget.value });
          }}
        />
        {open.failure === null ? null : <FailurePanel failure={open.failure} />}
        <div className="row row-end">
          <span className="grow soft" aria-live="polite">
            {controls === 0 ? 'Choose a framework.' : formatOf(controls, 'control', 'controls')}
          </span>
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={open.busy} disabled={!wanted.success}>
            Open the cycle
          </Button>
        </div>
      </form>
    </Modal>
  );
}
