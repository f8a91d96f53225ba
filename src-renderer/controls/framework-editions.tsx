import { Button, Modal, VisuallyHidden } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { FrameworkEdition, FrameworkSummary } from '../../src-shared/controls/frameworks.ts';
import { formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { Notice } from '../ui/notice.tsx';
import { type PlainColumn, PlainTable } from '../ui/plain-table.tsx';
import { SheetForm } from '../ui/sheet-form.tsx';
import { When } from '../ui/when.tsx';

/** The versions of a framework of one's own: who imported which when, and what may be taken out of use. */
export function FrameworkEditions({
  framework,
  editions,
}: {
  readonly framework: FrameworkSummary;
  readonly editions: readonly FrameworkEdition[];
}): ReactNode {
  const [shown, setShown] = useState(false);
  const [removing, setRemoving] = useState<FrameworkEdition | null>(null);
  const remove = useAsk('frameworks.remove');
  const close = (): void => {
    remove.clear();
    setRemoving(null);
    setShown(false);
  };
  const columns: readonly PlainColumn<FrameworkEdition>[] = [
    { id: 'version', header: 'Version', cell: ({ version }) => <bdi className="break">{version}</bdi> },
    {
      id: 'holds',
      header: 'Holds',
      cell: ({ effective }) =>
        effective === null
          ? 'Changed outside this application: import its file again'
          : `${effective.from} to ${effective.to ?? 'further notice'}`,
    },
    {
      id: 'imported',
      header: 'Imported',
      cell: ({ importedAt, importedBy }) => (
        <>
          <When at={importedAt} /> by <bdi className="break">{importedBy}</bdi>
        </>
      ),
    },
    { id: 'cycles', header: 'Reviews', width: '80px', align: 'end', cell: ({ cycles }) => String(cycles) },
    {
      id: 'remove',
      header: <VisuallyHidden>Take out of use</VisuallyHidden>,
      width: '110px',
      cell: (edition) =>
        edition.cycles > 0 ? (
          <span className="soft small">In use</span>
        ) : (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Remove version ${edition.version}`}
            onClick={() => {
              setRemoving(edition);
            }}
          >
            Remove…
          </Button>
        ),
    },
  ];
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        onClick={() => {
          setShown(true);
        }}
      >
        {formatOf(editions.length, 'version', 'versions')}…
      </Button>
      {shown && removing === null ? (
        <Modal opened onClose={close} title={`Versions of ${framework.name}`} size={820}>
          <div className="stack">
            <div className="sheet-table">
              <PlainTable
                label="Versions"
                columns={columns}
                rows={editions}
                keyOf={({ version, sha256 }) => `${version} ${sha256}`}
              />
            </div>
            <Notice tone="none">
              A review keeps the version that it was opened under; that version cannot be removed.
            </Notice>
          </div>
        </Modal>
      ) : null}
      {removing === null ? null : (
        <Modal opened onClose={close} title="Remove a version" size={560}>
          <SheetForm
            go="Remove it"
            dangerous
            busy={remove.busy}
            failure={remove.failure}
            onClose={() => {
              remove.clear();
              setRemoving(null);
            }}
            onGo={() => {
              void remove.ask({ framework: framework.id, version: removing.version }).then((answer) => {
                if (answer !== null) close();
              });
            }}
          >
            <p className="break">
              Version <bdi>{removing.version}</bdi> of <bdi>{framework.name}</bdi> is taken out of use: no
              review can be opened for it any more. Who removed it is recorded, and its file can be imported
              again.
            </p>
          </SheetForm>
        </Modal>
      )}
    </>
  );
}
