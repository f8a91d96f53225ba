import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** A page beside others of the same room. */
export interface PageTab {
  readonly to: NonNullable<LinkProps['to']>;
  readonly name: string;
}

/** Links to the pages of one room, the one that is open marked; a single page needs none. */
export function PageTabs({
  room,
  tabs,
}: {
  readonly room: string;
  readonly tabs: readonly PageTab[];
}): ReactNode {
  if (tabs.length < 2) return null;
  return (
    <nav className="page-tabs" aria-label={`Pages of ${room}`}>
      {tabs.map(({ to, name }) => (
        <Link key={to} to={to} className="page-tab" activeOptions={{ exact: true, includeSearch: false }}>
          {name}
        </Link>
      ))}
    </nav>
  );
}
