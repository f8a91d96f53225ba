import { Button, Modal } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { FrameworkPreview } from '../../src-shared/controls/frameworks.ts';
import type { FrameworkProblem } from '../../src-shared/controls/types.ts';
import type { Output } from '../../src-shared/ipc/contract.ts';
import { formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Facts } from '../ui/page.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { tellSaved } from '../ui/saved.tsx';
import { SheetForm } from '../ui/sheet-form.tsx';
import { treeOf } from './tree-rows.ts';

type Chosen = NonNullable<Output<'frameworks.choose-file'>['chosen']>;

/** Brings in a framework of one's own: the file is chosen, looked at, and only then kept. */
export function ImportFramework({
  onImported,
}: {
  readonly onImported: (framework: string) => void;
}): ReactNode {
  const choose = useAsk('frameworks.choose-file');
  const save = useAsk('frameworks.save-template');
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const failure = choose.failure ?? save.failure;
  const look = async (): Promise<void> => {
    const answer = await choose.ask({});
    if (answer !== null) setChosen(answer.chosen);
  };
  const saveTemplate = async (): Promise<void> => {
    const answer = await save.ask({});
    if (answer?.saved) tellSaved(answer.saved);
  };
  return (
    <>
      <Button variant="subtle" loading={save.busy} onClick={() => void saveTemplate()}>
        Save a template…
      </Button>
      <Button
        variant="default"
        leftSection={<IconFileImport size={16} />}
        loading={choose.busy}
        onClick={() => void look()}
      >
        Import a framework…
      </Button>
      {failure === null ? null : (
        <Modal
          opened
          title="The file was not read"
          onClose={() => {
            choose.clear();
            save.clear();
          }}
        >
          <FailurePanel failure={failure} />
        </Modal>
      )}
      {chosen === null ? null : (
        <Modal
          opened
          size={720}
          title={chosen.preview === null ? 'This file cannot be imported' : 'Import a framework'}
          onClose={() => {
            setChosen(null);
          }}
        >
          {chosen.preview === null ? (
            <Problems
              chosen={chosen}
              busy={choose.busy}
              onAgain={() => void look()}
              onClose={() => {
                setChosen(null);
              }}
            />
          ) : (
            <Preview
              handle={chosen.file.handle}
              name={chosen.file.name}
              preview={chosen.preview}
              onClose={() => {
                setChosen(null);
              }}
              onImported={(framework) => {
                setChosen(null);
                onImported(framework);
              }}
            />
          )}
        </Modal>
      )}
    </>
  );
}

function Problems({
  chosen: { file, problems },
  busy,
  onAgain,
  onClose,
}: {
  readonly chosen: Chosen;
  readonly busy: boolean;
  readonly onAgain: () => void;
  readonly onClose: () => void;
}): ReactNode {
  return (
    <SheetForm go="Choose again…" busy={busy} failure={null} onGo={onAgain} onClose={onClose}>
      <Notice tone="bad">
        {formatOf(problems.length, 'thing is', 'things are')} wrong in{' '}
        <bdi className="break">{file.name}</bdi>. Nothing was imported: mend the file, then choose it again.
      </Notice>
      <div className="sheet-table">
        <PlainTable<FrameworkProblem>
          label="What is wrong"
          columns={[
            {
              ...{ id: 'line', header: 'Line', width: '64px', align: 'end' as const },
              cell: ({ line }) => (line === null ? '–' : String(line)),
            },
            {
              id: 'text',
              header: 'What is wrong',
              cell: ({ text }) => <bdi className="break">{text}</bdi>,
            },
          ]}
          rows={problems}
          keyOf={({ line, text }) => `${String(line)} ${text}`}
        />
      </div>
    </SheetForm>
  );
}

function Preview({
  handle,
  name,
  preview,
  onClose,
  onImported,
}: {
  readonly handle: string;
  readonly name: string;
  readonly preview: FrameworkPreview;
  readonly onClose: () => void;
  readonly onImported: (framework: string) => void;
}): ReactNode {
  const keep = useAsk('frameworks.import');
  const { effective, standing } = preview;
  const rows = treeOf(preview.nodes, () => true);
  return (
    <SheetForm
      go="Import it"
      ready={standing.kind !== 'same'}
      busy={keep.busy}
      failure={keep.failure}
      onClose={onClose}
      onGo={() => {
        void keep.ask({ handle, sha256: preview.sha256 }).then((answer) => {
          if (answer !== null) onImported(answer.framework);
        });
      }}
    >
      <Facts
        rows={[
          ['Name', <bdi key="name">{preview.name}</bdi>],
          [
            'Id',
            <span key="id" className="mono">
              {preview.id}
            </span>,
          ],
          ['File', <bdi key="file">{name}</bdi>],
          ['Publisher', <bdi key="publisher">{preview.publisher}</bdi>],
          ['Version', <bdi key="version">{preview.version}</bdi>],
          [
            'Holds',
            `from ${effective.from}${effective.to === undefined ? ' until further notice' : ` to ${effective.to}`}`,
          ],
          [
            'Asks for',
            `${formatOf(preview.requirements, 'requirement', 'requirements')}; ${formatOf(preview.mappings, 'mapping', 'mappings')} to other frameworks, ${formatOf(preview.tests, 'automatic test', 'automatic tests')}`,
          ],
        ]}
      />
      <Notice tone={standing.kind === 'same' ? 'unsure' : 'none'}>{standingWords(preview)}</Notice>
      <div className="sheet-table">
        <PlainTable
          label="Requirements in the file"
          columns={[
            {
              id: 'title',
              header: 'Requirement',
              cell: ({ node, depth }) => (
                <span
                  className={node.kind === 'group' ? 'strong break' : 'break'}
                  style={{ display: 'block', paddingInlineStart: depth * 16 }}
                >
                  <span className="mono">{node.id}</span> <bdi>{node.title}</bdi>
                </span>
              ),
            },
          ]}
          rows={rows.slice(0, SHOWN)}
          keyOf={({ node }) => node.id}
        />
      </div>
      {rows.length > SHOWN ? (
        <p className="soft small">and {formatOf(rows.length - SHOWN, 'more line', 'more lines')}</p>
      ) : null}
    </SheetForm>
  );
}

/** A preview shows whether it is the right file; the whole tree is shown once it is imported. */
const SHOWN = 200;

function standingWords({ id, version, standing }: FrameworkPreview): string {
  switch (standing.kind) {
    case 'new':
      return 'It is new here. It is kept on this computer with who imported it and when; a later file with a later version follows it.';
    case 'same':
      return `Version ${version} of ${id} is here already, with the same text. There is nothing to import.`;
    case 'later':
      return `It follows version ${standing.version}: ${formatOf(standing.added, 'requirement is', 'requirements are')} new, ${String(standing.changed)} changed, ${String(standing.removed)} gone. Reviews that were opened before keep the version that they have.`;
  }
}
