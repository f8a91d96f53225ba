import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useLocation } from '@tanstack/react-router';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Output } from '../../src-shared/ipc/contract.ts';
import {
  missingForLetters,
  type RightsSettings,
  rightsSettingsSchema,
} from '../../src-shared/rights/settings.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Loading, Section } from '../ui/page.tsx';

const LINE = 200;

/** Who the covered entity is: what letters name, which periods count, and who may decide. */
export function Organisation(): ReactNode {
  const answer = useAnswer('rights.settings', {});
  const wanted = useLocation({ select: ({ search }) => (search as { at?: string }).at === 'organisation' });
  const here = useRef<HTMLDivElement>(null);
  const loaded = answer.data !== undefined;
  useEffect(() => {
    if (!wanted || !loaded) return;
    here.current?.scrollIntoView({ block: 'start' });
    here.current?.querySelector('input')?.focus({ preventScroll: true });
  }, [wanted, loaded]);
  return (
    <div ref={here}>
      <Section title="Our organisation">
        <p className="soft">
          What letters to patients name, which periods count, and how requests are decided. Without name and
          contact no letter goes out (45 CFR 164.530(a)(1)(ii)).
        </p>
        {answer.isError ? (
          <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} />
        ) : null}
        {answer.data === undefined ? (
          answer.isError ? null : (
            <Loading lines={6} />
          )
        ) : (
          <Form known={answer.data} />
        )}
      </Section>
    </div>
  );
}

interface Typed {
  readonly own?: Partial<Omit<RightsSettings, 'contact'>>;
  readonly contact?: Partial<RightsSettings['contact']>;
}

function Form({ known }: { readonly known: Output<'rights.settings'> }): ReactNode {
  const before = known.settings;
  // Only what was typed: what somebody else saves meanwhile is not overwritten with what stood here before.
  const [typed, setTyped] = useState<Typed>({});
  const values = { ...before, ...typed.own, contact: { ...before.contact, ...typed.contact } };
  const save = useAsk('rights.set-settings');
  const parsed = rightsSettingsSchema.safeParse(values);
  const missing = missingForLetters(values);
  const change = (part: Partial<RightsSettings>): void => {
    setTyped((now) => ({ ...now, own: { ...now.own, ...part } }));
  };
  const contact = (part: Partial<RightsSettings['contact']>): void => {
    setTyped((now) => ({ ...now, contact: { ...now.contact, ...part } }));
  };
  const isSame = parsed.success && JSON.stringify(parsed.data) === JSON.stringify(before);
  const state = known.states.find((each) => each.state === values.state);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!parsed.success) return;
        void save.ask({ settings: parsed.data }).then((saved) => {
          if (saved !== null) setTyped({});
        });
      }}
    >
      <div className="fields">
        <Line
          label="Name of the organisation"
          value={values.entity}
          onChange={(entity) => {
            change({ entity });
          }}
        />
        <Line
          label="Office"
          description="Handles requests; stands below the name"
          value={values.office}
          onChange={(office) => {
            change({ office });
          }}
        />
        <Line
          wide
          label="Address"
          description="In one line, as on an envelope"
          value={values.address}
          onChange={(address) => {
            change({ address });
          }}
        />
        <Line
          label="Contact: name or title"
          description="Whom a person can turn to"
          value={values.contact.name}
          onChange={(name) => {
            contact({ name });
          }}
        />
        <Line
          label="Contact: telephone"
          description="Stands in every letter"
          value={values.contact.phone}
          onChange={(phone) => {
            contact({ phone });
          }}
        />
        <Line
          label="Contact: e-mail"
          description="If there is one"
          value={values.contact.email}
          onChange={(email) => {
            contact({ email });
          }}
        />
        <Line
          label="Supervisory authority"
          description="Under the GDPR alone"
          value={values.supervisoryAuthority}
          onChange={(supervisoryAuthority) => {
            change({ supervisoryAuthority });
          }}
        />
        <NativeSelect
          className="field-half"
          label="State"
          description="Its stricter periods count too"
          value={values.state ?? ''}
          data={[
            { value: '', label: 'None of these' },
            ...known.states.map(({ state: value, name }) => ({ value, label: name })),
            ...(values.state === null || state !== undefined
              ? []
              : [{ value: values.state, label: values.state }]),
          ]}
          onChange={(event) => {
            change({ state: event.currentTarget.value === '' ? null : event.currentTarget.value });
          }}
        />
        <div className="small soft field-half">
          {state === undefined ? (
            <p>Ask your counsel whether your state sets shorter periods.</p>
          ) : (
            <ul className="plain-list">
              {state.periods.map((period) => (
                <li key={period}>{period}</li>
              ))}
            </ul>
          )}
          <p>Days are counted in the zone {known.zone}.</p>
        </div>
      </div>
      <Checkbox
        label="A second person decides"
        description="Whoever collects a record, or begins a review, does not decide the request. Switch it off only where one officer works alone; each case keeps the rule that it was opened under."
        checked={values.policy.makerChecker}
        onChange={(event) => {
          change({ policy: { ...values.policy, makerChecker: event.currentTarget.checked } });
        }}
      />
      <Checkbox
        label="Requests under the GDPR too"
        description="Erasure and portability (articles 17 and 20), with a clock of their own. Only where the GDPR applies to you: HIPAA knows no right to have a record erased."
        checked={values.policy.gdpr}
        onChange={(event) => {
          change({ policy: { ...values.policy, gdpr: event.currentTarget.checked } });
        }}
      />
      {missing.length === 0 ? null : <Notice tone="unsure">Letters still need {missing.join(', ')}.</Notice>}
      {save.failure === null ? null : <FailurePanel failure={save.failure} />}
      <div className="row">
        <Button type="submit" loading={save.busy} disabled={!parsed.success || isSame}>
          Save
        </Button>
        <span className="soft small" role="status">
          {save.answer !== null && isSame ? 'Saved.' : ''}
        </span>
      </div>
    </form>
  );
}

function Line({
  label,
  description,
  value,
  wide = false,
  onChange,
}: {
  readonly label: string;
  readonly description?: string;
  readonly value: string;
  readonly wide?: boolean;
  readonly onChange: (value: string) => void;
}): ReactNode {
  return (
    <TextInput
      className={wide ? 'field-all' : 'field-half'}
      label={label}
      {...(description === undefined ? {} : { description })}
      maxLength={LINE}
      dir="auto"
      value={value}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    />
  );
}
