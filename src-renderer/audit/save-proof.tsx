import { Button, Checkbox, Modal } from '@mantine/core';
import { IconFileCheck } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { tellSaved } from '../ui/saved.tsx';

/** Saves the proof of an entry; says what the file holds before it is written. */
export function SaveProof({
  entryId,
  possible,
}: {
  readonly entryId: number;
  readonly possible: boolean;
}): ReactNode {
  const save = useAsk('proofs.save');
  const [opened, setOpened] = useState(false);
  const [withContent, setWithContent] = useState(false);
  const close = (): void => {
    setOpened(false);
  };
  return (
    <>
      <Button
        leftSection={<IconFileCheck size={18} />}
        disabled={!possible}
        title={possible ? undefined : 'No signed checkpoint covers this entry yet'}
        onClick={() => {
          save.clear();
          setWithContent(false);
          setOpened(true);
        }}
      >
        Save proof…
      </Button>
      <Modal opened={opened} onClose={close} title={`Save the proof of entry ${String(entryId)}`} size={560}>
        <div className="stack">
          <p>
            The file lets an auditor check that this entry is in the log, without the clinic’s database, this
            computer or the token. It holds hashes and the signed checkpoint, and nothing of what is in the
            entry.
          </p>
          <Checkbox
            checked={withContent}
            onChange={(event) => {
              setWithContent(event.currentTarget.checked);
            }}
            label="Put the whole entry into the file"
            description="Without it the auditor needs the entry from you in another way, to compare it."
          />
          {withContent ? (
            <Notice tone="unsure">
              The file will then hold patient data: the patient’s reference, the address, the session and all
              details of this entry, readable by whoever has the file. Hand it on as you would the record
              itself.
            </Notice>
          ) : null}
          <p className="soft">
            The auditor also needs the public key, from you in person or in another trusted way: it is on the
            page For auditors.
          </p>
          {save.failure === null ? null : <FailurePanel failure={save.failure} />}
          <div className="row row-end">
            <Button variant="default" onClick={close}>
              Not now
            </Button>
            <Button
              data-autofocus
              loading={save.busy}
              onClick={() => {
                void save.ask({ what: 'proof', entryId, withContent }).then((answer) => {
                  const saved = answer?.saved ?? null;
                  if (saved === null) return;
                  close();
                  tellSaved(saved);
                });
              }}
            >
              {withContent ? 'Save with the entry…' : 'Save…'}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}
