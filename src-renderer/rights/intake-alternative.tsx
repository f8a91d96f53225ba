import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { Section } from '../ui/page.tsx';
import type { IntakeDraft } from './intake.ts';

const WAYS = [
  ['address', 'Postal address', 'field-all'],
  ['phone', 'Telephone', 'field-half'],
  ['email', 'E-mail', 'field-half'],
] as const;

/** Of confidential communications: where the person wants to be reached instead. */
export function IntakeAlternative({
  draft: { words },
  onChange,
}: {
  readonly draft: IntakeDraft;
  readonly onChange: (change: Partial<IntakeDraft>) => void;
}): ReactNode {
  const { alternative } = words;
  if (alternative === null) return null;
  return (
    <Section
      title="Where to reach the person instead"
      aside={<span className="small soft">Nobody may ask why (45 CFR 164.522(b)(2)(iii))</span>}
    >
      <p className="soft">
        Once it is agreed, every letter and answer goes there and nowhere else. Whoever names a postal address
        alone gets no e-mail, and the reverse. Letters about this request go there from the start.
      </p>
      <div className="fields">
        {WAYS.map(([name, label, className]) => (
          <TextInput
            key={name}
            className={className}
            label={`${label} instead`}
            dir="auto"
            spellCheck={false}
            maxLength={200}
            value={alternative[name]}
            onChange={(event) => {
              const { value } = event.currentTarget;
              onChange({ words: { ...words, alternative: { ...alternative, [name]: value } } });
            }}
          />
        ))}
      </div>
    </Section>
  );
}
