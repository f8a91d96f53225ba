import { Checkbox, NumberInput, Switch, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { FACTORS } from '../../src-shared/risk/factors.ts';
import type { RiskTuning } from '../../src-shared/risk/tuning.ts';
import { Section } from '../ui/page.tsx';
import { ReasonRow } from './reason-row.tsx';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const two = (value: number): string => String(value).padStart(2, '0');
const clockOf = (minutes: number): string => `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
const minutesOf = (clock: string): number | null => {
  const [, hour, minute] = /^(\d\d):(\d\d)/.exec(clock) ?? [];
  return hour === undefined || minute === undefined ? null : Number(hour) * 60 + Number(minute);
};
type Rules = Pick<RiskTuning, 'enabled' | 'failures' | 'addresses' | 'hours' | 'queueJobs'>;

/** How the five factors are judged. Their weights are fixed. */
export function ScoreRules({ tuning }: { readonly tuning: RiskTuning }): ReactNode {
  const { enabled, failures, addresses, hours, queueJobs } = tuning;
  const before: Rules = { enabled, failures, addresses, hours, queueJobs };
  const [rules, setRules] = useState<Rules>(before);
  const [jobs, setJobs] = useState(queueJobs.join(', '));
  const now: Rules = {
    ...rules,
    queueJobs: jobs
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  };
  const number = (
    label: string,
    value: number,
    range: readonly [number, number],
    set: (value: number) => Rules,
  ): ReactNode => (
    <NumberInput
      label={label}
      w={230}
      min={range[0]}
      max={range[1]}
      clampBehavior="blur"
      value={value}
      onChange={(next) => {
        if (typeof next === 'number' && next >= range[0] && next <= range[1]) setRules(set(next));
      }}
    />
  );
  return (
    <Section title="The score">
      <p>
        The sum of{' '}
        {FACTORS.map(({ name, tenths }) => `${name.toLowerCase()} ${(tenths / 10).toFixed(1)}`).join(', ')};
        never more than 1. Alerts from 0.7 (medium), 0.9 (high) and 0.95 (critical) on.
      </p>
      <Switch
        label="Score accesses as they come"
        checked={rules.enabled}
        onChange={(event) => {
          setRules({ ...rules, enabled: event.currentTarget.checked });
        }}
      />
      <div className="row access-filter">
        {number('Several failures: from how many', rules.failures.least, [2, 100], (least) => ({
          ...rules,
          failures: { ...rules.failures, least },
        }))}
        {number('within how many minutes', rules.failures.minutes, [1, 1440], (minutes) => ({
          ...rules,
          failures: { ...rules.failures, minutes },
        }))}
        {number('A network is usual after days', rules.addresses.usualDays, [1, 60], (usualDays) => ({
          ...rules,
          addresses: { ...rules.addresses, usualDays },
        }))}
        {number('Nobody is judged before days', rules.addresses.historyDays, [1, 120], (historyDays) => ({
          ...rules,
          addresses: { ...rules.addresses, historyDays },
        }))}
      </div>
      <div className="row access-filter">
        {(['from', 'until'] as const).map((end) => (
          <TextInput
            key={end}
            type="time"
            label={end === 'from' ? 'The house works from' : 'until'}
            value={clockOf(rules.hours[end])}
            onChange={(event) => {
              const minutes = minutesOf(event.currentTarget.value);
              if (minutes !== null) setRules({ ...rules, hours: { ...rules.hours, [end]: minutes } });
            }}
          />
        ))}
        {number('Minutes around a shift', rules.hours.slackMinutes, [0, 240], (slackMinutes) => ({
          ...rules,
          hours: { ...rules.hours, slackMinutes },
        }))}
      </div>
      <fieldset className="row risk-days">
        <legend className="strong">Days on which it works</legend>
        {DAYS.map((name, day) => (
          <Checkbox
            key={name}
            label={name}
            checked={rules.hours.days.includes(day)}
            onChange={() => {
              const days = rules.hours.days.includes(day)
                ? rules.hours.days.filter((one) => one !== day)
                : [...rules.hours.days, day].sort((a, b) => a - b);
              setRules({ ...rules, hours: { ...rules.hours, days } });
            }}
          />
        ))}
      </fieldset>
      <p className="soft small">The hours count where no shift calendar tells who works when.</p>
      <TextInput
        label="Jobs that open records by work queue"
        description="Separated by commas, as the log names them. For the others a care relationship is expected."
        value={jobs}
        onChange={(event) => {
          setJobs(event.currentTarget.value);
        }}
      />
      {JSON.stringify(now) === JSON.stringify(before) ? null : (
        <ReasonRow go="Keep these rules" change={{ kind: 'rules', to: now }} />
      )}
    </Section>
  );
}
