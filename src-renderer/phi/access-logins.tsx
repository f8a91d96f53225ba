import { Button, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { RowPerson } from '../../src-shared/phi/rows.ts';
import type { Administrator } from '../clinic/administrator.tsx';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Section } from '../ui/page.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { ROLE_WORDS } from './access-words.ts';

/** Logins with a role of the rules, and which member of staff each is. */
export function Logins({
  persons,
  administrator,
}: {
  readonly persons: readonly RowPerson[];
  readonly administrator: Administrator;
}): ReactNode {
  const name = useAsk('rows.name-person');
  const [login, setLogin] = useState('');
  const [person, setPerson] = useState('');
  return (
    <Section title="Logins and who they are">
      <p className="soft">
        A role is granted in the database, for example: GRANT attestry_clinician TO “login”. Whose patients
        are a clinician’s own is known once their login is named as a member of staff; a program cannot claim
        it.
      </p>
      {persons.length === 0 ? null : (
        <PlainTable
          label="Logins and who they are"
          rows={persons}
          keyOf={(one) => one.login}
          columns={[
            { id: 'login', header: 'Login', cell: (one) => <bdi>{one.login}</bdi> },
            {
              id: 'roles',
              header: 'Roles',
              cell: (one) =>
                one.roles.length === 0 ? 'None' : one.roles.map((role) => ROLE_WORDS[role]).join(', '),
            },
            {
              id: 'person',
              header: 'Member of staff',
              cell: (one) =>
                one.person === '' ? (
                  <span className="soft">Not named: sees no patient of their own</span>
                ) : (
                  <bdi className="mono">{one.person}</bdi>
                ),
            },
          ]}
        />
      )}
      <form
        className="row access-person"
        onSubmit={(event) => {
          event.preventDefault();
          administrator.need((handle) => {
            void name.ask({ handle, login: login.trim(), person: person.trim() || null }).then((done) => {
              if (done === null) return;
              setLogin('');
              setPerson('');
            });
          });
        }}
      >
        <TextInput
          label="Login"
          spellCheck={false}
          maxLength={63}
          value={login}
          onChange={(event) => {
            setLogin(event.currentTarget.value);
          }}
        />
        <TextInput
          className="grow"
          label="Key of the member of staff"
          description="As in the clinic’s own tables; empty takes the name back"
          spellCheck={false}
          maxLength={200}
          value={person}
          onChange={(event) => {
            setPerson(event.currentTarget.value);
          }}
        />
        <Button type="submit" variant="default" loading={name.busy} disabled={login.trim() === ''}>
          Name
        </Button>
      </form>
      {name.failure === null ? null : <FailurePanel failure={name.failure} />}
    </Section>
  );
}
