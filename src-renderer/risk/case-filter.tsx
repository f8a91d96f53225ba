import { SegmentedControl, Select, TextInput } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { RISK_STATES, type RiskFilter } from '../../src-shared/risk/contract.ts';
import { ALERT_FROM } from '../../src-shared/risk/factors.ts';
import { RISK_PATTERNS } from '../../src-shared/risk/patterns.ts';
import { RISK_STATE_WORDS } from './risk-words.ts';

/** Typing settles for this long before the list is asked for. Milliseconds. */
const SETTLE_MS = 250;
const ALERTS = 'alerts';

/** Which cases are shown. */
export function CaseFilter({
  filter,
  onChange,
}: {
  readonly filter: RiskFilter;
  readonly onChange: (filter: RiskFilter) => void;
}): ReactNode {
  const [actor, setActor] = useState(filter.actor);
  useEffect(() => {
    if (actor.trim() === filter.actor) return undefined;
    const timer = setTimeout(() => {
      onChange({ ...filter, actor: actor.trim() });
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [actor, filter, onChange]);
  const why = filter.pattern ?? (filter.min === null ? 'any' : ALERTS);
  return (
    <>
      <SegmentedControl
        className="risk-states"
        aria-label="State"
        value={filter.state ?? 'all'}
        onChange={(value) => {
          onChange({ ...filter, state: RISK_STATES.find((state) => state === value) ?? null });
        }}
        data={[
          ...RISK_STATES.map((state) => ({ value: state, label: RISK_STATE_WORDS[state] })),
          { value: 'all', label: 'All' },
        ]}
      />
      <div className="row access-filter">
        <Select
          label="Why"
          w={210}
          value={why}
          allowDeselect={false}
          onChange={(value) => {
            const pattern = RISK_PATTERNS.find(({ id }) => id === value)?.id ?? null;
            onChange({ ...filter, pattern, min: value === ALERTS ? ALERT_FROM : null });
          }}
          data={[
            { value: 'any', label: 'Anything' },
            { value: ALERTS, label: `Score from ${ALERT_FROM.toFixed(1)} on` },
            ...RISK_PATTERNS.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <TextInput
          label="Person"
          w={130}
          value={actor}
          maxLength={200}
          onChange={(change) => {
            setActor(change.currentTarget.value);
          }}
        />
        {(['from', 'to'] as const).map((end) => (
          <TextInput
            key={end}
            label={end === 'from' ? 'From (UTC)' : 'To (UTC)'}
            type="date"
            value={filter[end] ?? ''}
            onChange={(change) => {
              onChange({
                ...filter,
                [end]: change.currentTarget.value === '' ? null : change.currentTarget.value,
              });
            }}
          />
        ))}
      </div>
    </>
  );
}
