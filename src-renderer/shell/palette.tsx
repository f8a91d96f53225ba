import { Modal, TextInput } from '@mantine/core';
import {
  IconArrowRight,
  IconCornerDownLeft,
  IconFileSearch,
  IconKey,
  IconLogout,
  IconRosetteDiscountCheck,
  IconShieldCheck,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState, type ReactNode } from 'react';
import { readEntryId } from '../audit/address.ts';
import { LEVEL_WORDS } from '../../src-shared/audit/level-words.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { useSession } from '../state/session.ts';
import { useUi } from '../state/ui.ts';
import { PLACES } from './commands.ts';

interface Entry {
  readonly id: string;
  readonly group: 'Go to' | 'Do';
  readonly name: string;
  readonly icon: ReactNode;
  readonly run: () => void;
}

/** Go to a place, or do something, by typing a part of its name. */
export function Palette(): ReactNode {
  const { overlay, show } = useUi();
  const close = (): void => {
    show(null);
  };
  return (
    <Modal.Root
      opened={overlay === 'palette'}
      onClose={close}
      size={560}
      padding={0}
      centered={false}
      yOffset="12vh"
    >
      <Modal.Overlay />
      <Modal.Content aria-label="Go to a place or do something">
        <Modal.Body>
          <Choices onClose={close} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function useEntries(wanted: string): readonly Entry[] {
  const navigate = useNavigate();
  const status = useAnswer('app.status', {});
  const level = useUi((state) => state.level);
  const pace = useUi((state) => state.pace);
  const openSignIn = useSession((state) => state.openSignIn);
  const seal = useAsk('audit.seal');
  const verify = useAsk('audit.verify');
  const signOut = useAsk('session.sign-out');
  if (status.data === undefined || status.data.profile === 'none') return [];
  const signedIn = status.data.token.state === 'signed-in';
  const connected = status.data.clinic.state === 'connected';
  const entryId = readEntryId(wanted);
  return [
    ...(entryId === null
      ? []
      : [
          {
            id: 'entry',
            group: 'Go to' as const,
            name: `Entry ${String(entryId)}`,
            icon: <IconArrowRight size={16} aria-hidden />,
            run: () =>
              void navigate({ to: '/integrity/entries/$entryId', params: { entryId: String(entryId) } }),
          },
        ]),
    ...PLACES.map(({ to, name }) => ({
      id: to,
      group: 'Go to' as const,
      name,
      icon: <IconArrowRight size={16} aria-hidden />,
      run: () => void navigate({ to }),
    })),
    ...(connected
      ? [
          {
            id: 'verify',
            group: 'Do' as const,
            name: `Verify: ${LEVEL_WORDS[level].plain.toLowerCase()}`,
            icon: <IconShieldCheck size={16} aria-hidden />,
            run: () => {
              void verify.ask({ level, pace });
              void navigate({ to: '/integrity' });
            },
          },
          {
            id: 'seal',
            group: 'Do' as const,
            name: 'Seal waiting entries',
            icon: <IconRosetteDiscountCheck size={16} aria-hidden />,
            run: () => {
              void seal.ask({});
              void navigate({ to: '/integrity' });
            },
          },
        ]
      : []),
    {
      id: 'activity',
      group: 'Go to',
      name: 'Activity log',
      icon: <IconArrowRight size={16} aria-hidden />,
      run: () => void navigate({ to: '/keys/activity' }),
    },
    {
      id: 'verify-pdf',
      group: 'Do',
      name: 'Verify a PDF…',
      icon: <IconFileSearch size={16} aria-hidden />,
      run: () => void navigate({ to: '/reports' }),
    },
    signedIn
      ? {
          id: 'sign-out',
          group: 'Do',
          name: 'Sign out',
          icon: <IconLogout size={16} aria-hidden />,
          run: () => void signOut.ask({}),
        }
      : {
          id: 'sign-in',
          group: 'Do',
          name: 'Sign in',
          icon: <IconKey size={16} aria-hidden />,
          run: openSignIn,
        },
  ];
}

function Choices({ onClose }: { readonly onClose: () => void }): ReactNode {
  const id = useId();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const wanted = typed.trim().toLowerCase();
  const entries = useEntries(wanted).filter(({ name, group }) =>
    `${group} ${name}`.toLowerCase().includes(wanted),
  );
  const at = Math.min(chosen, entries.length - 1);
  const run = (entry: Entry | undefined): void => {
    if (entry === undefined) return;
    onClose();
    entry.run();
  };
  return (
    <div className="palette">
      <TextInput
        data-autofocus
        variant="unstyled"
        size="md"
        className="palette-input"
        placeholder="Go to a place, do something, or type the number of an entry"
        aria-label="Go to a place, or do something"
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={`${id}-${String(at)}`}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') run(entries[at]);
          else if (event.key === 'ArrowDown') setChosen(Math.min(at + 1, entries.length - 1));
          else if (event.key === 'ArrowUp') setChosen(Math.max(at - 1, 0));
          else return;
          event.preventDefault();
        }}
      />
      <ul id={`${id}-list`} role="listbox" aria-label="Choices" className="palette-list">
        {entries.map((entry, index) => (
          <li
            key={entry.id}
            id={`${id}-${String(index)}`}
            role="option"
            aria-selected={index === at}
            onMouseMove={() => {
              setChosen(index);
            }}
            onClick={() => {
              run(entry);
            }}
          >
            {entry.icon}
            <span className="grow">{entry.name}</span>
            <span className="small soft">{entry.group}</span>
            {index === at ? <IconCornerDownLeft size={14} aria-hidden /> : null}
          </li>
        ))}
        {entries.length === 0 ? <li className="soft palette-none">Nothing with this name.</li> : null}
      </ul>
    </div>
  );
}
