import type { ReactNode } from 'react';
import { formatAgo, formatInstant, formatInstantExactly } from '../lib/format.ts';
import { useNow } from './now.ts';

/** A moment as the clinic writes it; seconds, zone and UTC on hover. */
export function When({ at }: { readonly at: string }): ReactNode {
  return (
    <time dateTime={at} title={formatInstantExactly(at)}>
      {formatInstant(at) ?? at}
    </time>
  );
}

/** How long ago a moment was; the moment itself on hover. */
export function Ago({ at, short = false }: { readonly at: string; readonly short?: boolean }): ReactNode {
  const now = useNow();
  return (
    <time dateTime={at} title={formatInstantExactly(at)}>
      {formatAgo(at, now, undefined, short ? 'short' : 'long')}
    </time>
  );
}
