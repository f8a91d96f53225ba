import {
  IconAlertTriangle,
  IconDatabase,
  IconFileCertificate,
  IconKey,
  IconKeyboard,
  IconPackage,
  IconListCheck,
  IconLayoutDashboard,
  IconSearch,
  IconSettings,
  IconShieldSearch,
  IconUserQuestion,
} from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useUi } from '../state/ui.ts';
import { WaitingEvents } from '../clinic/waiting-events.tsx';
import { PressingRequests } from '../rights/pressing-requests.tsx';
import { PLACES, type Place } from './commands.ts';

const ICONS: Readonly<Record<Place['to'], ReactNode>> = {
  '/': <IconLayoutDashboard size={18} aria-hidden />,
  '/integrity': <IconShieldSearch size={18} aria-hidden />,
  '/rights': <IconUserQuestion size={18} aria-hidden />,
  '/controls': <IconListCheck size={18} aria-hidden />,
  '/clinic': <IconDatabase size={18} aria-hidden />,
  '/events': <IconAlertTriangle size={18} aria-hidden />,
  '/keys': <IconKey size={18} aria-hidden />,
  '/reports': <IconFileCertificate size={18} aria-hidden />,
  '/review': <IconPackage size={18} aria-hidden />,
  '/settings': <IconSettings size={18} aria-hidden />,
};

/** The mark: a ring of links with a seal in it. */
export function Brand(): ReactNode {
  return (
    <div className="brand">
      <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden focusable="false">
        <rect x="1" y="1" width="22" height="22" rx="6" className="brand-ground" />
        <path d="M7 12.5l3.4 3.4L17.2 9" className="brand-mark" />
        <path d="M7 7.2h10" className="brand-line" />
      </svg>
      <span>Attestry</span>
    </div>
  );
}

/** The rooms of the house, words with icons. */
export function Navigation(): ReactNode {
  const show = useUi((state) => state.show);
  // The access risks are pages of the security events under an address of their own.
  const inRisk = useLocation({ select: ({ pathname }) => pathname.startsWith('/risk') });
  return (
    <nav className="nav" aria-label="Main">
      <Brand />
      <ul>
        {PLACES.map(({ to, name }) => (
          <li key={to}>
            <Link
              to={to}
              className="nav-link"
              activeOptions={{ exact: to === '/' }}
              {...(to === '/events' && inRisk ? { 'data-status': 'active' } : {})}
            >
              {ICONS[to]}
              <span className="grow nav-name">{name}</span>
              {to === '/events' ? <WaitingEvents /> : null}
              {to === '/rights' ? <PressingRequests /> : null}
            </Link>
          </li>
        ))}
      </ul>
      <div className="nav-foot">
        <button
          type="button"
          className="nav-link"
          onClick={() => {
            show('palette');
          }}
        >
          <IconSearch size={18} aria-hidden />
          <span className="grow">Go to or do</span>
          <span className="key" aria-hidden>
            Ctrl K
          </span>
        </button>
        <button
          type="button"
          className="nav-link"
          onClick={() => {
            show('shortcuts');
          }}
        >
          <IconKeyboard size={18} aria-hidden />
          <span className="grow">Shortcuts</span>
          <span className="key" aria-hidden>
            ?
          </span>
        </button>
      </div>
    </nav>
  );
}
