import type { ReactNode } from 'react';
import type { Evidence, EvidenceState } from '../../src-shared/controls/evidence.ts';
import { formatInstant } from '../lib/format.ts';

const WORDS: Readonly<Record<EvidenceState, { name: string; tone: string }>> = {
  intact: { name: 'As it was added', tone: 'good' },
  'not-checked': { name: 'Kept', tone: 'none' },
  missing: { name: 'File is gone', tone: 'bad' },
  changed: { name: 'File was changed', tone: 'bad' },
};

/** What the kept copy is like; when its content was read last on hover. */
export function EvidenceBadge({
  evidence: { state, checkedAt },
}: {
  readonly evidence: Pick<Evidence, 'state' | 'checkedAt'>;
}): ReactNode {
  const { name, tone } = WORDS[state];
  return (
    <span
      className={`badge badge-${tone}`}
      title={
        checkedAt === null
          ? 'Its content was not read again since it was added.'
          : `Its content was read again on ${formatInstant(checkedAt) ?? checkedAt}.`
      }
    >
      {name}
    </span>
  );
}
