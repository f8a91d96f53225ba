import { NativeSelect, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { requesterSchema } from '../../src-shared/rights/words.ts';
import { Section } from '../ui/page.tsx';
import { type IntakeDraft, withRequester } from './intake.ts';
import { PersonFields } from './person-fields.tsx';
import { REQUESTER_WORDS } from './words.ts';

const REPRESENTATIVE = [
  ['name', 'Name', 'field-half'],
  ['relation', 'How they stand to the patient', 'field-half'],
  ['address', 'Address', 'field-all'],
  ['phone', 'Telephone', 'field-half'],
  ['email', 'E-mail', 'field-half'],
] as const;
const THIRD = [
  ['name', 'Name', 'field-half'],
  ['email', 'E-mail', 'field-half'],
  ['address', 'Address', 'field-all'],
] as const;

/** Who asks, and whose record it is about. */
export function IntakePeople({
  draft,
  onChange,
}: {
  readonly draft: IntakeDraft;
  readonly onChange: (change: Partial<IntakeDraft>) => void;
}): ReactNode {
  const { opening, words } = draft;
  const { requester, thirdParty } = words;
  const choices = requesterSchema.options.filter(
    (who) =>
      (who !== 'anonymous' || opening.type === 'complaint') &&
      (who !== 'third-party-directive' || opening.type === 'access'),
  );
  return (
    <>
      <Section title="Who asks">
        <NativeSelect
          label="The request comes from"
          value={opening.requester}
          data={choices.map((value) => ({ value, label: REQUESTER_WORDS[value] }))}
          onChange={(event) => {
            onChange(withRequester(draft, requesterSchema.parse(event.currentTarget.value)));
          }}
        />
        {requester === null ? null : (
          <div className="fields">
            {REPRESENTATIVE.map(([name, label, className]) => (
              <TextInput
                key={name}
                className={className}
                label={label}
                dir="auto"
                maxLength={200}
                value={requester[name]}
                onChange={(event) => {
                  onChange({
                    words: { ...words, requester: { ...requester, [name]: event.currentTarget.value } },
                  });
                }}
              />
            ))}
          </div>
        )}
        {thirdParty === null ? null : (
          <>
            <p className="soft">
              To whom the copy shall go. A directive covers only an electronic copy of an electronic record.
            </p>
            <div className="fields">
              {THIRD.map(([name, label, className]) => (
                <TextInput
                  key={name}
                  className={className}
                  label={label}
                  dir="auto"
                  maxLength={200}
                  value={thirdParty[name]}
                  onChange={(event) => {
                    onChange({
                      words: { ...words, thirdParty: { ...thirdParty, [name]: event.currentTarget.value } },
                    });
                  }}
                />
              ))}
            </div>
          </>
        )}
      </Section>
      {opening.requester === 'anonymous' ? (
        <Section title="No name">
          <p className="soft">
            A complaint is heard without a name. Nobody is asked who they are, and nothing is disclosed.
          </p>
        </Section>
      ) : (
        <Section
          title="Whose record"
          aside={<span className="small soft">As the request writes it; you find the patient later</span>}
        >
          <PersonFields
            person={words.patient}
            onChange={(patient) => {
              onChange({ words: { ...words, patient } });
            }}
          />
        </Section>
      )}
    </>
  );
}
