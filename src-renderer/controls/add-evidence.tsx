import { Button, Modal } from '@mantine/core';
import { IconFile } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { EvidenceForm } from './evidence-form.tsx';

/** Adds a file to the library: which one, what it is, where it comes from, and of which time it speaks. */
export function AddEvidence({
  start,
  onClose,
  onAdded,
}: {
  readonly start: { readonly from: string; readonly to: string };
  readonly onClose: () => void;
  readonly onAdded: (id: string) => void;
}): ReactNode {
  const choose = useAsk('evidence.choose-file');
  const [file, setFile] = useState<{ readonly handle: string; readonly name: string } | null>(null);
  return (
    <Modal opened onClose={onClose} title="Add evidence" size={600}>
      <div className="stack">
        <p>
          A copy is kept in the profile under its hash; later changes of it are found. It is meant for
          auditors: leave out names of patients.
        </p>
        <div className="row">
          <Button
            variant="default"
            leftSection={<IconFile size={16} />}
            loading={choose.busy}
            onClick={() =>
              void choose.ask({}).then((chosen) => {
                // Whoever closes the dialog keeps what was chosen before.
                if (chosen !== null && chosen.file !== null) setFile(chosen.file);
              })
            }
          >
            Choose the file…
          </Button>
          <bdi className="grow clip">{file?.name ?? 'No file is chosen.'}</bdi>
        </div>
        {choose.failure === null ? null : <FailurePanel failure={choose.failure} />}
        <EvidenceForm
          start={{ ...start, title: file?.name.replace(/\.[^.]*$/, '') ?? '', source: '' }}
          from={file === null ? null : { handle: file.handle }}
          onClose={onClose}
          onAdded={onAdded}
        />
      </div>
    </Modal>
  );
}
