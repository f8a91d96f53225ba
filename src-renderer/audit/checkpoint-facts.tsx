import type { ReactNode } from 'react';
import type { Checkpoint } from '../../src-shared/audit/types.ts';
import { formatOf } from '../lib/format.ts';
import { Hash } from '../ui/hash.tsx';
import { Facts } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';

/** What a signed checkpoint says, and whose key signed it. */
export function CheckpointFacts({ checkpoint }: { readonly checkpoint: Checkpoint }): ReactNode {
  return (
    <Facts
      rows={[
        ['Covers', formatOf(checkpoint.size, 'entry', 'entries')],
        ['Signed', <When key="at" at={checkpoint.signedAt} />],
        ['Root hash', <Hash key="root" value={checkpoint.root} what="root hash" />],
        [
          'Key',
          <span key="key" dir="auto">
            {checkpoint.keyName}
          </span>,
        ],
      ]}
    />
  );
}
