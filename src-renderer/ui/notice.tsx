import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';

/** A sentence that must not be overlooked, with what it is as icon and hidden word. */
export function Notice({
  tone,
  children,
}: {
  readonly tone: 'none' | 'unsure' | 'bad';
  readonly children: ReactNode;
}): ReactNode {
  const Icon = tone === 'none' ? IconInfoCircle : IconAlertTriangle;
  return (
    <div className={`notice notice-${tone}`} role="note">
      <Icon size={18} className={`ink-${tone}`} aria-label={tone === 'none' ? 'Note' : 'Warning'} />
      <div className="notice-body">{children}</div>
    </div>
  );
}

/** Nothing here: what would be here, and what to do about it. */
export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}): ReactNode {
  return (
    <div className="empty">
      <div className="empty-icon" aria-hidden>
        {icon}
      </div>
      <p className="empty-title">{title}</p>
      <p className="soft">{children}</p>
      {action}
    </div>
  );
}
