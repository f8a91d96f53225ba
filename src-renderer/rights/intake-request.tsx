import { Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Section } from '../ui/page.tsx';
import type { IntakeDraft } from './intake.ts';
import { IntakeAlternative } from './intake-alternative.tsx';

const WISHES: Readonly<Record<IntakeDraft['opening']['type'], string>> = {
  access: 'Which records, of which time, in which form',
  amendment: 'What is wrong, what it should say, and why',
  restriction: 'What shall not be used or passed on, and to whom',
  'confidential-communications': 'Where and how to reach the person instead',
  accounting: 'Over which time (six years at most)',
  complaint: 'What happened, when, and who was there',
  'gdpr-erasure': 'What shall be deleted',
  'gdpr-portability': 'Which data, in which form',
};

/** What is asked for, what makes it risky, and the paper it came on. */
export function IntakeRequest({
  draft,
  onChange,
}: {
  readonly draft: IntakeDraft;
  readonly onChange: (change: Partial<IntakeDraft>) => void;
}): ReactNode {
  const { opening, words, scan } = draft;
  const choose = useAsk('rights.choose-scan');
  const set = (change: Partial<IntakeDraft['opening']>): void => {
    onChange({ opening: { ...opening, ...change } });
  };
  const risk = (change: Partial<IntakeDraft['opening']['risk']>): void => {
    set({ risk: { ...opening.risk, ...change } });
  };
  return (
    <>
      <Section title="What is asked for">
        <Textarea
          label="In the person’s words"
          description={WISHES[opening.type]}
          required
          autosize
          minRows={4}
          maxRows={12}
          maxLength={10_000}
          dir="auto"
          value={words.wish}
          onChange={(event) => {
            onChange({ words: { ...words, wish: event.currentTarget.value } });
          }}
        />
        {opening.type === 'access' ? (
          <>
            <Checkbox
              label="The person wants to look at the record here, and needs no copy"
              checked={opening.inspect}
              onChange={(event) => {
                set({ inspect: event.currentTarget.checked });
              }}
            />
            <Checkbox
              label="The record is kept electronically"
              checked={opening.electronic}
              onChange={(event) => {
                set({ electronic: event.currentTarget.checked });
              }}
            />
          </>
        ) : null}
        <NativeSelect
          label="Language of the letters"
          value={words.language}
          data={[
            { value: 'en', label: 'English' },
            { value: 'es', label: 'Spanish' },
          ]}
          onChange={(event) => {
            onChange({ words: { ...words, language: event.currentTarget.value === 'es' ? 'es' : 'en' } });
          }}
        />
        <div>
          <div className="row">
            <Button
              variant="default"
              leftSection={<IconPaperclip size={16} />}
              loading={choose.busy}
              onClick={() => {
                void choose.ask({}).then((answer) => {
                  if (answer !== null && answer.file !== null) onChange({ scan: answer.file });
                });
              }}
            >
              {scan === null ? 'Attach the scan of the request…' : 'Attach another scan…'}
            </Button>
            <span className="soft clip">
              {scan === null ? 'PDF or picture; kept sealed' : <bdi>{scan.name}</bdi>}
            </span>
          </div>
          {choose.failure === null ? null : <FailurePanel failure={choose.failure} />}
        </div>
      </Section>
      <IntakeAlternative draft={draft} onChange={onChange} />
      {opening.requester === 'anonymous' ? null : (
        <Section
          title="What makes it risky"
          aside={<span className="small soft">Any of these asks for more proof of identity</span>}
        >
          <div className="stack stack-tight">
            {(
              [
                ['wholeRecord', 'The whole record is asked for'],
                ['newDeliveryAddress', 'It shall go to an address that is not on file'],
                [
                  'sensitive',
                  'It holds what is specially protected: substance use treatment, mental health, HIV, reproductive care',
                ],
                ['minor', 'The patient is a minor'],
                ['deceased', 'The patient has died'],
              ] as const
            ).map(([name, label]) => (
              <Checkbox
                key={name}
                label={label}
                checked={opening.risk[name]}
                onChange={(event) => {
                  risk({ [name]: event.currentTarget.checked });
                }}
              />
            ))}
          </div>
          <TextInput
            className="intake-day"
            label="Telephone or address on file last changed on"
            description="Leave it empty if it did not change lately"
            type="date"
            value={opening.risk.contactChangedOn ?? ''}
            onChange={(event) => {
              const { value } = event.currentTarget;
              risk({ contactChangedOn: value === '' ? null : value });
            }}
          />
        </Section>
      )}
    </>
  );
}
