import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { LEVEL_WORDS, PACE_WORDS } from '../../src-shared/audit/level-words.ts';
import { LEVELS, PACES } from '../../src-shared/audit/types.ts';
import { type Plan, planSchema } from '../../src-shared/jobs/schedule.ts';
import { DAY_ORDER, DAY_WORDS } from './plan-words.ts';

/** The settings of a plan. What was chosen stays until it is saved. */
export function PlanForm({
  plan,
  store,
}: {
  readonly plan: Plan;
  readonly store: (plan: Plan | null) => Promise<void>;
}): ReactNode {
  const [draft, setDraft] = useState(plan);
  const right = planSchema.safeParse(draft).success;
  const choose = (part: Partial<Record<keyof Plan, string>>): void => {
    const next = planSchema.safeParse({ ...draft, ...part });
    if (next.success) setDraft(next.data);
  };
  return (
    <form
      className="stack"
      aria-label="Settings of this verification"
      onSubmit={(event) => {
        event.preventDefault();
        if (right) void store(draft);
      }}
    >
      <div className="plan-fields">
        <NativeSelect
          label="Level"
          value={draft.level}
          data={LEVELS.map((value) => ({
            value,
            label: `${LEVEL_WORDS[value].plain} (${LEVEL_WORDS[value].term})`,
          }))}
          onChange={(event) => {
            choose({ level: event.currentTarget.value });
          }}
        />
        <NativeSelect
          label="Day"
          value={draft.on}
          data={DAY_ORDER.map((value) => ({ value, label: DAY_WORDS[value] }))}
          onChange={(event) => {
            choose({ on: event.currentTarget.value });
          }}
        />
        <TextInput
          label="Time of day"
          type="time"
          value={draft.at}
          error={right ? null : 'A time such as 12:30.'}
          onChange={(event) => {
            setDraft({ ...draft, at: event.currentTarget.value });
          }}
        />
        <NativeSelect
          label="Pace"
          value={draft.pace}
          data={PACES.map((value) => ({ value, label: PACE_WORDS[value].name }))}
          onChange={(event) => {
            choose({ pace: event.currentTarget.value });
          }}
        />
      </div>
      <div className="row">
        <Button type="submit" size="xs" disabled={!right}>
          Save
        </Button>
        <Button
          size="xs"
          variant="subtle"
          color="red"
          onClick={() => {
            void store(null);
          }}
        >
          Remove
        </Button>
      </div>
    </form>
  );
}
