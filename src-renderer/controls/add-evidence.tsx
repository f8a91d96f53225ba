import { Button, Modal, TextInput } from '@mantine/core';
import { IconFile } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { evidenceFactsSchema } from '../../src-shared/controls/evidence.ts';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';

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
  const add = useAsk('evidence.add');
  const [file, setFile] = useState<{ readonly handle: string; readonly name: string } | null>(null);
  const [facts, setFacts] = useState({ title: '', source: '', ...start, expiresOn: '' });
  const set = (change: Partial<typeof facts>): void => {
    setFacts((before) => ({ ...before, ...change }));
  };
  const wanted = evidenceFactsSchema.safeParse({
    ...facts,
    expiresOn: facts.expiresOn === '' ? null : facts.expiresOn,
  });
  const backwards = facts.to < facts.from;
  return (
    <Modal opened onClose={onClose} title="Add evidence" size={600}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (file === null || !wanted.success) return;
          void add.ask({ facts: wanted.data, from: { handle: file.handle } }).then((added) => {
            if (added === null) return;
            onAdded(added.id);
            onClose();
          });
        }}
      >
        <p>
          A copy is kept in the profile under its hash; later changes of the file are found. It is not
          encrypted: leave out names of patients.
        </p>
        <div className="row">
          <Button
            variant="default"
            leftSection={<IconFile size={16} />}
            loading={choose.busy}
            onClick={() =>
              void choose.ask({}).then((chosen) => {
                if (chosen?.file === null || chosen === null) return;
                setFile(chosen.file);
                if (facts.title === '') set({ title: chosen.file.name.replace(/\.[^.]*$/, '') });
              })
            }
          >
            Choose the file…
          </Button>
          <bdi className="grow clip">{file?.name ?? 'No file is chosen.'}</bdi>
        </div>
        <TextInput
          label="Title"
          required
          maxLength={200}
          value={facts.title}
          onChange={(event) => {
            set({ title: event.currentTarget.value });
          }}
        />
        <TextInput
          label="Where it comes from"
          description="A system, a department or a function"
          required
          maxLength={200}
          value={facts.source}
          onChange={(event) => {
            set({ source: event.currentTarget.value });
          }}
        />
        <div className="row row-bottom">
          <TextInput
            type="date"
            className="grow"
            label="Speaks of (first day)"
            value={facts.from}
            onChange={(event) => {
              set({ from: event.currentTarget.value });
            }}
          />
          <TextInput
            type="date"
            className="grow"
            label="to (last day)"
            value={facts.to}
            error={backwards ? 'Before the first day' : null}
            onChange={(event) => {
              set({ to: event.currentTarget.value });
            }}
          />
          <TextInput
            type="date"
            className="grow"
            label="Counts to (if it expires)"
            value={facts.expiresOn}
            onChange={(event) => {
              set({ expiresOn: event.currentTarget.value });
            }}
          />
        </div>
        {choose.failure === null ? null : <FailurePanel failure={choose.failure} />}
        {add.failure === null ? null : <FailurePanel failure={add.failure} />}
        <div className="row row-end">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={add.busy} disabled={file === null || !wanted.success || backwards}>
            Add it
          </Button>
        </div>
      </form>
    </Modal>
  );
}
