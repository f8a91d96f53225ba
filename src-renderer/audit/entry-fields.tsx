import type { ReactNode } from 'react';
import type { EntryHeader } from '../../src-shared/audit/types.ts';
import { Facts } from '../ui/page.tsx';
import { differences } from './diff.ts';
import { BeforeAndNow, Value } from './finding-panel.tsx';

/** The visible fields of an entry: both sides when there are two to compare, else the one that is known. */
export function EntryFields({
  before,
  now,
  asked,
  same,
}: {
  readonly before: EntryHeader | null;
  readonly now: EntryHeader | null;
  /** Whether the database was asked: only then is a missing row a row that is gone. */
  readonly asked: boolean;
  /** Whether the row is what was witnessed, to the last byte: then there is nothing to set side by side. */
  readonly same: boolean;
}): ReactNode {
  const one = asked && !same ? (before === null ? now : null) : (before ?? now);
  if (one === null) return <BeforeAndNow before={before} now={now} />;
  return (
    <>
      <p className="small soft">
        {!asked
          ? 'As this computer witnessed it.'
          : same
            ? 'As this computer witnessed it, and as the row is now: they are the same.'
            : 'As the row is now; this computer has not witnessed it.'}
      </p>
      <Facts
        rows={differences(one, one).map(({ field, label, before: value }) => [
          label,
          <Value key={field} field={field} value={value} exact={field === 'occurredAt'} />,
        ])}
      />
    </>
  );
}
