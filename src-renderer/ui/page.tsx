import { Skeleton } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';

/** A page: its heading takes the focus when it opens, so that reading goes on from there. */
export function Page({
  title,
  lead,
  actions,
  fill = false,
  children,
}: {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  /** The page fills the window and its parts scroll by themselves. */
  readonly fill?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – Attestry`;
    heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <div className={fill ? 'page page-fill' : 'page'}>
      <header className="page-head">
        <div className="grow">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead === undefined ? null : <div className="soft page-lead">{lead}</div>}
        </div>
        {actions === undefined ? null : <div className="row">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A block of a page with its heading. */
export function Section({
  title,
  aside,
  className = '',
  children,
}: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <section className={`card ${className}`} aria-label={title}>
      <header className="card-head">
        <h2 className="grow">{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}

/** Pairs of a name and what it is. */
export function Facts({ rows }: { readonly rows: readonly (readonly [string, ReactNode])[] }): ReactNode {
  return (
    <dl className="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Lines where text will be. */
export function Loading({ lines = 3 }: { readonly lines?: number }): ReactNode {
  return (
    <div className="stack" role="group" aria-busy="true" aria-label="Loading">
      {Array.from({ length: lines }, (_, at) => (
        <Skeleton key={at} height={16} width={`${String(92 - ((at * 17) % 40))}%`} />
      ))}
    </div>
  );
}
