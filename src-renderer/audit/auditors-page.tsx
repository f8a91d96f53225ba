import { Button, Menu, TextInput } from '@mantine/core';
import { IconChevronDown, IconFileText, IconKey, IconSearch, IconShieldSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { ProofFile } from '../../src-shared/audit/exports.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState } from '../ui/notice.tsx';
import { Loading, Page, Section } from '../ui/page.tsx';
import { tellSaved } from '../ui/saved.tsx';
import { readEntryId } from './address.ts';
import { MakeBundle } from '../review/make-bundle.tsx';
import { CheckpointFacts } from './checkpoint-facts.tsx';
import { ExportEntries } from './export-entries.tsx';
import { IntegrityTabs } from './integrity-tabs.tsx';

/** What can be given to an auditor: the signed checkpoint, the key to check it with, proofs of entries, the entries. */
export function AuditorsPage(): ReactNode {
  return (
    <Page
      title="Integrity"
      lead="What an auditor needs to check the log without the clinic, this computer or the token."
    >
      <IntegrityTabs />
      <div className="columns columns-even">
        <div className="stack">
          <CheckpointAndKey />
          <FindEntry />
        </div>
        <div className="stack">
          <MakeBundle />
          <ExportEntries />
        </div>
      </div>
    </Page>
  );
}

function CheckpointAndKey(): ReactNode {
  const checkpoint = useAnswer('audit.checkpoint', {});
  const save = useAsk('proofs.save');
  const ask = (file: ProofFile): void => {
    void save.ask(file).then((answer) => {
      const saved = answer?.saved ?? null;
      if (saved !== null) tellSaved(saved);
    });
  };
  const newest = checkpoint.data?.checkpoint ?? null;
  return (
    <Section title="Signed checkpoint and public key">
      {checkpoint.isPending ? <Loading lines={4} /> : null}
      {checkpoint.isError ? (
        <FailurePanel failure={checkpoint.error} onRetry={() => void checkpoint.refetch()} />
      ) : null}
      {checkpoint.data !== undefined && newest === null ? (
        <EmptyState icon={<IconShieldSearch size={28} />} title="No checkpoint is signed yet">
          Sign in with the token and seal the log: then there is something to hand on.
        </EmptyState>
      ) : null}
      {newest === null ? null : (
        <>
          <p>
            The checkpoint states how many entries there are and what they come to (root hash), signed with
            the token. It holds nothing of the entries. Whoever keeps it can tell later whether they are still
            the same.
          </p>
          <CheckpointFacts checkpoint={newest} />
          {save.failure === null ? null : <FailurePanel failure={save.failure} />}
          <div className="row">
            <Button
              variant="default"
              leftSection={<IconFileText size={18} />}
              onClick={() => {
                ask({ what: 'checkpoint' });
              }}
            >
              Save checkpoint…
            </Button>
            <Menu position="bottom-start" width={320}>
              <Menu.Target>
                <Button
                  variant="default"
                  leftSection={<IconKey size={18} />}
                  rightSection={<IconChevronDown size={16} />}
                >
                  Save public key
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item
                  onClick={() => {
                    ask({ what: 'key', format: 'vkey' });
                  }}
                >
                  For readers of signed notes (verifier key)…
                </Menu.Item>
                <Menu.Item
                  onClick={() => {
                    ask({ what: 'key', format: 'pem' });
                  }}
                >
                  For OpenSSL (PEM)…
                </Menu.Item>
                <Menu.Item
                  onClick={() => {
                    ask({ what: 'key', format: 'certificate' });
                  }}
                >
                  With name and validity (certificate)…
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </div>
          <p className="small soft">
            Hand the key over in person, or have the auditor compare its name over the telephone: a key that
            comes with the file it is to check proves nothing.
          </p>
        </>
      )}
    </Section>
  );
}

function FindEntry(): ReactNode {
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const entryId = readEntryId(typed.trim());
  return (
    <Section title="Proof of one entry">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (entryId !== null)
            void navigate({ to: '/integrity/entries/$entryId', params: { entryId: String(entryId) } });
        }}
      >
        <div className="row row-bottom">
          <TextInput
            label="Number of the entry"
            description="The entry’s own number (id), as it stands in the log and in findings."
            inputMode="numeric"
            className="grow"
            value={typed}
            error={typed.trim() === '' || entryId !== null ? null : 'A whole number, such as 1200'}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
            }}
          />
          <Button
            type="submit"
            variant="default"
            leftSection={<IconSearch size={18} />}
            disabled={entryId === null}
          >
            Open
          </Button>
        </div>
      </form>
    </Section>
  );
}
