import { NumberInput, Switch } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { type PatternId, type RiskPattern } from '../../src-shared/risk/patterns.ts';
import { parameterOf, type RiskTuning } from '../../src-shared/risk/tuning.ts';
import { ReasonRow } from './reason-row.tsx';

/** One pattern: what it finds, whether it is looked for, and its numbers. */
export function PatternForm({
  pattern,
  tuning,
}: {
  readonly pattern: RiskPattern & { readonly id: PatternId };
  readonly tuning: RiskTuning;
}): ReactNode {
  const before = tuning.patterns[pattern.id];
  const [enabled, setEnabled] = useState(before.enabled);
  const [values, setValues] = useState<Readonly<Record<string, number>>>(() =>
    Object.fromEntries(pattern.parameters.map(({ id }) => [id, parameterOf(tuning, pattern.id, id)])),
  );
  const changed =
    enabled !== before.enabled ||
    pattern.parameters.some(({ id }) => values[id] !== parameterOf(tuning, pattern.id, id));
  return (
    <section className="risk-pattern" aria-label={pattern.name}>
      <div className="row">
        <div className="grow">
          <h3>
            {pattern.name} <span className="soft small">version {pattern.version}</span>
          </h3>
          <p>{pattern.meaning}</p>
          <p className="soft small">Needs {pattern.needs}.</p>
        </div>
        <Switch
          label="Look for it"
          checked={enabled}
          onChange={(event) => {
            setEnabled(event.currentTarget.checked);
          }}
        />
      </div>
      {pattern.parameters.length === 0 ? null : (
        <div className="row access-filter">
          {pattern.parameters.map(({ id, name, least, most, usual }) => (
            <NumberInput
              key={id}
              label={name}
              description={`Usually ${String(usual)}`}
              w={300}
              min={least}
              max={most}
              clampBehavior="blur"
              value={values[id] ?? usual}
              onChange={(value) => {
                setValues({ ...values, [id]: typeof value === 'number' ? value : usual });
              }}
            />
          ))}
        </div>
      )}
      {changed ? (
        <ReasonRow
          go="Keep this"
          change={{ kind: 'pattern', pattern: pattern.id, to: { enabled, parameters: { ...values } } }}
        />
      ) : null}
    </section>
  );
}
