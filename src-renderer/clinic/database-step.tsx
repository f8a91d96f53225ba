import { Button, NumberInput, PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconCertificate, IconX } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useAsk } from '../lib/query.ts';
import { useUi } from '../state/ui.ts';
import { CheckList } from '../ui/checks.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Section } from '../ui/page.tsx';
import { connectionInput, connectionProblems, type ConnectionForm } from './connection-form.ts';

/** Where the database is and who the officer is there; checked with plain answers before it is saved. */
export function DatabaseStep({ onSaved }: { readonly onSaved: () => void }): ReactNode {
  const draft = useUi((state) => state.draft);
  const keepDraft = useUi((state) => state.keepDraft);
  const [ca, setCa] = useState(draft.ca);
  const chooseCa = useAsk('clinic.choose-ca');
  const check = useAsk('clinic.check');
  const connect = useAsk('clinic.connect');
  const form = useForm<ConnectionForm>({
    initialValues: {
      host: draft.host,
      port: draft.port,
      database: draft.database,
      user: draft.user,
      password: '',
    },
    validate: connectionProblems,
    onValuesChange: ({ host, port, database, user }) => {
      keepDraft({ host, port: Number(port), database, user, ca });
    },
  });
  const busy = check.busy || connect.busy;
  const failure = chooseCa.failure ?? connect.failure ?? check.failure;
  const answer = connect.answer ?? check.answer;

  const takeCa = (file: typeof ca): void => {
    setCa(file);
    keepDraft({ ...draft, ca: file });
  };
  const run = (save: boolean): void => {
    if (form.validate().hasErrors) return;
    const input = connectionInput(form.getValues(), ca);
    check.clear();
    connect.clear();
    if (!save) {
      void check.ask(input);
      return;
    }
    void connect.ask(input).then((saved) => {
      if (saved?.ready !== true) return;
      // It is sealed in the profile now; the window has no more use for it.
      form.setFieldValue('password', '');
      onSaved();
    });
  };

  return (
    <Section title="The clinic’s database (PostgreSQL)">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          run(true);
        }}
      >
        <div className="fields">
          <TextInput
            className="field-wide"
            label="Host"
            description="Name or address of the computer it runs on"
            spellCheck={false}
            {...form.getInputProps('host')}
          />
          <NumberInput
            label="Port"
            description="Usually 5432"
            hideControls
            allowDecimal={false}
            {...form.getInputProps('port')}
          />
          <TextInput
            className="field-all"
            label="Database"
            spellCheck={false}
            {...form.getInputProps('database')}
          />
          <TextInput
            className="field-half"
            label="User"
            description="The officer’s account, not the administrator’s"
            spellCheck={false}
            autoComplete="off"
            {...form.getInputProps('user')}
          />
          <PasswordInput
            className="field-half"
            label="Password"
            description="Kept sealed, never in clear text"
            autoComplete="off"
            {...form.getInputProps('password')}
          />
        </div>
        <div>
          <p className="strong">Certificate authority</p>
          <p className="soft">
            Needed when the database’s certificate comes from the hospital’s own authority. Without it, the
            system’s trusted authorities count. The connection is always encrypted and checked, unless the
            database is on this computer.
          </p>
          <div className="row gap-top">
            <Button
              variant="default"
              leftSection={<IconCertificate size={18} />}
              loading={chooseCa.busy}
              onClick={() => {
                void chooseCa.ask({}).then((chosen) => {
                  const file = chosen?.file ?? null;
                  if (file !== null) takeCa(file);
                });
              }}
            >
              Choose a CA file…
            </Button>
            {ca === null ? (
              <span className="soft">None chosen</span>
            ) : (
              <>
                <bdi>{ca.name}</bdi>
                <Button
                  size="compact-xs"
                  variant="subtle"
                  color="gray"
                  leftSection={<IconX size={14} />}
                  onClick={() => {
                    takeCa(null);
                  }}
                >
                  Remove
                </Button>
              </>
            )}
          </div>
        </div>
        <div aria-live="polite" className="stack">
          {failure === null ? null : <FailurePanel failure={failure} />}
          {answer === null ? null : (
            <CheckList label="What was checked of the database" checks={answer.checks} />
          )}
          {answer === null || answer.ready ? null : (
            <Notice tone="unsure">Not saved: mend what failed above, then try again.</Notice>
          )}
        </div>
        <div className="row">
          <Button
            variant="default"
            loading={check.busy}
            disabled={busy}
            onClick={() => {
              run(false);
            }}
          >
            Check
          </Button>
          <Button type="submit" loading={connect.busy} disabled={busy}>
            Save and continue
          </Button>
        </div>
      </form>
    </Section>
  );
}
