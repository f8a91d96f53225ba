import { Button, Modal, Select, TextInput } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { KeyKind } from '../../src-shared/keys/types.ts';
import { keyKindSchema } from '../../src-shared/keys/types.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState } from '../ui/notice.tsx';
import { Loading, Page } from '../ui/page.tsx';
import { Destructions } from './destructions.tsx';
import { KeyBlock } from './key-block.tsx';
import { KeysTabs } from './keys-tabs.tsx';
import { Recovery } from './recovery.tsx';
import { KIND_WORDS } from './words.ts';

/** All keys: state, age, uses left, when to exchange them; and destructions that wait for an officer. */
export function KeyListPage(): ReactNode {
  const answer = useAnswer('keys.list', {});
  const [making, setMaking] = useState(false);
  const make = (
    <Button
      leftSection={<IconPlus size={18} />}
      onClick={() => {
        setMaking(true);
      }}
    >
      Make a key…
    </Button>
  );
  return (
    <Page
      title="Keys"
      lead="What signs and encrypts, how long it has been in use, and when to exchange it."
      actions={make}
    >
      <KeysTabs />
      {answer.isPending ? <Loading lines={6} /> : null}
      {answer.isError ? <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} /> : null}
      <Destructions requests={answer.data?.requests ?? []} keys={answer.data?.keys ?? []} />
      {answer.isSuccess && answer.data.keys.length === 0 ? (
        <EmptyState icon={<IconKey size={28} />} title="No keys yet" action={make}>
          Sign in to your token: the key you sign with then appears here. Or make a new one on the token.
        </EmptyState>
      ) : null}
      {answer.data?.keys.map((key) => (
        <KeyBlock
          key={key.keyId}
          of={key}
          uses={answer.data.uses.filter(({ keyId }) => keyId === key.keyId)}
        />
      ))}
      {answer.isSuccess && answer.data.keys.length > 0 ? (
        <>
          <Recovery keys={answer.data.keys} />
          <p className="soft">{answer.data.invisible}</p>
        </>
      ) : null}
      <MakeKey
        opened={making}
        onClose={() => {
          setMaking(false);
        }}
      />
    </Page>
  );
}

function MakeKey({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }): ReactNode {
  const generate = useAsk('keys.generate');
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<KeyKind>('aes-256');
  const submit = (): void => {
    void generate.ask({ name, kind }).then((made) => {
      if (made === null) return;
      setName('');
      onClose();
      // What comes next is there: a signing key waits for its certificate.
      void navigate({ to: '/keys/$keyId', params: { keyId: made.keyId } });
    });
  };
  return (
    <Modal opened={opened} onClose={onClose} title="Make a key on the token">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {generate.failure === null ? null : <FailurePanel failure={generate.failure} />}
        <TextInput
          label="Name"
          description="What it is for, as “Requests 2026”. No names of patients."
          value={name}
          maxLength={80}
          required
          data-autofocus
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        <Select
          mt="sm"
          label="Kind"
          allowDeselect={false}
          value={kind}
          data={keyKindSchema.options.map((value) => ({ value, label: KIND_WORDS[value] }))}
          onChange={(value) => {
            setKind(keyKindSchema.parse(value));
          }}
        />
        <Button type="submit" mt="md" loading={generate.busy} disabled={name.trim() === ''}>
          Make it
        </Button>
      </form>
    </Modal>
  );
}
