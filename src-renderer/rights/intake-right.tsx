import { Checkbox, NativeSelect, Radio, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import {
  backDatingSchema,
  CASE_TYPES,
  caseTypeSchema,
  intakeChannelSchema,
} from '../../src-shared/rights/words.ts';
import { useAnswer } from '../lib/query.ts';
import { Section } from '../ui/page.tsx';
import { type IntakeDraft, withRight } from './intake.ts';
import { CHANNEL_WORDS, TYPE_WORDS } from './words.ts';

const LATE: Readonly<Record<(typeof backDatingSchema.options)[number], string>> = {
  'mail-room': 'It lay in the mail room',
  'business-associate': 'A business associate received it',
  'closed-day': 'The office was closed',
  'found-late': 'It was found late',
  'system-down': 'A system was down',
  other: 'Another reason',
};

/** Which right, how and when it came in. */
export function IntakeRight({
  draft,
  today,
  onChange,
}: {
  readonly draft: IntakeDraft;
  readonly today: string;
  readonly onChange: (change: Partial<IntakeDraft>) => void;
}): ReactNode {
  const { opening } = draft;
  const settings = useAnswer('rights.settings', {});
  const gdpr = settings.data?.settings.policy.gdpr === true;
  const set = (change: Partial<IntakeDraft['opening']>): void => {
    onChange({ opening: { ...opening, ...change } });
  };
  return (
    <>
      <Section title="Which right">
        <div className="levels" role="radiogroup" aria-label="Right">
          {CASE_TYPES.filter((type) => gdpr || !type.startsWith('gdpr')).map((type) => (
            <label key={type} className="level" data-chosen={opening.type === type}>
              <Radio
                name="right"
                value={type}
                checked={opening.type === type}
                onChange={(event) => {
                  onChange(withRight(draft, caseTypeSchema.parse(event.currentTarget.value)));
                }}
              />
              <span className="grow">
                <strong>{TYPE_WORDS[type].name}</strong>
                <span className="soft"> · {TYPE_WORDS[type].means}</span>
              </span>
              <span className="small soft">{TYPE_WORDS[type].basis}</span>
            </label>
          ))}
        </div>
      </Section>
      <Section title="Receipt">
        <div className="fields">
          <NativeSelect
            className="field-half"
            label="How it came in"
            value={opening.channel}
            data={intakeChannelSchema.options.map((value) => ({ value, label: CHANNEL_WORDS[value] }))}
            onChange={(event) => {
              set({ channel: intakeChannelSchema.parse(event.currentTarget.value) });
            }}
          />
          <TextInput
            className="field-half"
            label="Received on"
            type="date"
            required
            max={today}
            value={opening.receivedOn}
            onChange={(event) => {
              const receivedOn = event.currentTarget.value;
              set({ receivedOn, ...(receivedOn >= today ? { backDating: null } : {}) });
            }}
          />
          {opening.receivedOn !== '' && opening.receivedOn < today ? (
            <NativeSelect
              className="field-half"
              label="Why it is recorded later"
              description="The clock runs from the receipt all the same."
              value={opening.backDating ?? ''}
              data={[
                { value: '', label: 'Choose the reason' },
                ...backDatingSchema.options.map((value) => ({ value, label: LATE[value] })),
              ]}
              onChange={(event) => {
                set({ backDating: backDatingSchema.safeParse(event.currentTarget.value).data ?? null });
              }}
            />
          ) : null}
          <Checkbox
            className="field-all"
            label="A business associate received it (that counts as received)"
            checked={opening.byBusinessAssociate}
            onChange={(event) => {
              set({ byBusinessAssociate: event.currentTarget.checked });
            }}
          />
        </div>
      </Section>
    </>
  );
}
