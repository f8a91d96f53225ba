import { ActionIcon, Tooltip, UnstyledButton } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { groupHash, shortHash } from '../lib/format.ts';

/** Copies a text; says so by icon and by word for those who do not see it. */
export function Copy({ value, what }: { readonly value: string; readonly what: string }): ReactNode {
  const { copied, copy } = useClipboard({ timeout: 1500 });
  const label = copied ? 'Copied' : `Copy ${what}`;
  return (
    <Tooltip label={label}>
      <ActionIcon
        size="sm"
        variant="subtle"
        color="gray"
        aria-label={label}
        onClick={() => {
          copy(value);
        }}
      >
        {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
      </ActionIcon>
    </Tooltip>
  );
}

/** An id that a click copies. */
export function Id({ value, what }: { readonly value: string; readonly what: string }): ReactNode {
  return (
    <span className="hash">
      <span className="mono" dir="ltr">
        {value}
      </span>
      <Copy value={value} what={what} />
    </span>
  );
}

/** A hash: the first and last eight digits, all of it in groups on a click, and a button that copies all of it. */
export function Hash({
  value,
  what = 'hash',
  open = false,
}: {
  readonly value: string;
  readonly what?: string;
  /** Shown in full from the start. */
  readonly open?: boolean;
}): ReactNode {
  const [full, setFull] = useState(open);
  return (
    <span className={full ? 'hash hash-full' : 'hash'}>
      <UnstyledButton
        className="mono hash-digits"
        dir="ltr"
        aria-expanded={full}
        aria-label={full ? `${what} ${value}, show less` : `${what} ${shortHash(value)}, show all of it`}
        onClick={() => {
          setFull(!full);
        }}
      >
        {full ? groupHash(value).map((group, at) => <span key={at}>{group}</span>) : shortHash(value)}
      </UnstyledButton>
      <Copy value={value} what={what} />
    </span>
  );
}
