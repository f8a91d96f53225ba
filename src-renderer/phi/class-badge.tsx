import type { ReactNode } from 'react';
import type { DataClass } from '../../src-shared/phi/classification.ts';
import { CLASS_WORDS } from './words.ts';

/** A class as colour and word; dashed while it is only proposed. */
export function ClassBadge({
  of,
  proposed = false,
}: {
  readonly of: DataClass | null;
  readonly proposed?: boolean;
}): ReactNode {
  if (of === null) return <span className="badge badge-none class-badge">Not looked at</span>;
  return (
    <span className="badge class-badge" data-class={of} data-proposed={proposed}>
      {CLASS_WORDS[of].name}
      {proposed ? '?' : ''}
    </span>
  );
}
