import { Autocomplete, Button, NativeSelect } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { type HolderRole, holderRoleSchema, type RoleHolder } from '../../src-shared/keys/roles.ts';
import { queries, useAnswer, useAsk } from '../lib/query.ts';
import { commonName } from '../token/words.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Loading, Section } from '../ui/page.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { ROLE_WORDS } from './words.ts';

/** Who may do what with keys. */
export function Roles(): ReactNode {
  const roles = useAnswer('keys.roles', {});
  const give = useAsk('keys.give-role');
  const change = async (person: string, role: HolderRole | null): Promise<boolean> => {
    const done = (await give.ask({ person, role })) !== null;
    if (done) void queries.invalidateQueries({ queryKey: ['keys.roles'] });
    return done;
  };
  const { me = null, holders = [], seen = [] } = roles.data ?? {};
  const may = me?.role === 'officer';
  return (
    <Section title="Who may do what">
      {roles.data === undefined ? (
        <Loading />
      ) : (
        <>
          {holders.length === 0 ? (
            <p className="soft">
              Nobody has a role yet: whoever is signed in to a token is the officer and may do everything.
              Give the first role, and from then on everybody without one only looks.
            </p>
          ) : (
            <PlainTable
              label="Roles"
              keyOf={({ person }) => person}
              rows={holders}
              columns={[
                {
                  id: 'person',
                  header: 'Person',
                  cell: ({ person }) => <PersonCell person={person} me={me} />,
                },
                { id: 'role', header: 'Role', width: '150px', cell: ({ role }) => ROLE_WORDS[role].name },
                {
                  id: 'take',
                  header: 'Change',
                  width: '100px',
                  align: 'end',
                  cell: ({ person }) => (
                    <Button
                      size="compact-sm"
                      variant="default"
                      disabled={!may || give.busy}
                      aria-label={`Take the role away from ${commonName(person)}`}
                      onClick={() => void change(person, null)}
                    >
                      Take away
                    </Button>
                  ),
                },
              ]}
            />
          )}
          {may ? (
            <GiveRole seen={seen} busy={give.busy} onGive={change} />
          ) : (
            <Notice tone="none">
              {me === null
                ? 'Sign in to your token to give roles.'
                : 'Only an officer gives roles; ask one to sign in here.'}
            </Notice>
          )}
          {give.failure === null ? null : <FailurePanel failure={give.failure} />}
        </>
      )}
    </Section>
  );
}

function PersonCell({ person, me }: { readonly person: string; readonly me: RoleHolder | null }): ReactNode {
  return (
    <>
      <bdi>{commonName(person)}</bdi>
      {me?.person === person ? ' (you)' : ''}
      <div className="soft role-subject">
        <bdi>{person}</bdi>
      </div>
    </>
  );
}

function GiveRole({
  seen,
  busy,
  onGive,
}: {
  readonly seen: readonly string[];
  readonly busy: boolean;
  readonly onGive: (person: string, role: HolderRole) => Promise<boolean>;
}): ReactNode {
  const [person, setPerson] = useState('');
  const [role, setRole] = useState<HolderRole>('reviewer');
  const wanted = person.trim();
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted !== '')
          void onGive(wanted, role).then((done) => {
            if (done) setPerson('');
          });
      }}
    >
      <Autocomplete
        label="Person"
        description="The subject of their certificate, as the page Keys shows it."
        placeholder="CN=Ada Example, O=Hospital"
        data={[...seen]}
        value={person}
        maxLength={300}
        onChange={setPerson}
      />
      <NativeSelect
        label="Role"
        description={ROLE_WORDS[role].may}
        data={holderRoleSchema.options.map((value) => ({ value, label: ROLE_WORDS[value].name }))}
        value={role}
        onChange={(event) => {
          setRole(holderRoleSchema.parse(event.currentTarget.value));
        }}
      />
      <div className="row">
        <Button
          type="submit"
          variant="default"
          leftSection={<IconUserCheck size={18} />}
          loading={busy}
          disabled={wanted === ''}
        >
          Give this role
        </Button>
      </div>
    </form>
  );
}
