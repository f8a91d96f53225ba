import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useSession } from '../state/session.ts';
import { useUi } from '../state/ui.ts';
import { PLACES } from './commands.ts';
import { isCovered } from './covered.ts';

/** Every key, for the list that `?` shows. */
export const KEYS: readonly (readonly [readonly string[], string])[] = [
  [['Ctrl', 'K'], 'Go to a place or do something'],
  [['?'], 'Show the keys'],
  ...PLACES.map(({ key, name }) => [['g', key], `Go to ${name}`] as const),
  [['↑', '↓'], 'Move in a list'],
  [['k', 'j'], 'The same, by letters'],
  [['Page Up', 'Page Down'], 'Move by a screen'],
  [['Home', 'End'], 'First and last row'],
  [['Enter'], 'Open the row'],
  [['Esc'], 'Step back'],
  [['Tab'], 'Next control'],
];

/** How long after `g` the second key may come, in milliseconds. */
const SEQUENCE_MS = 1200;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}

/** Keys that work everywhere. Sheets handle Esc themselves and come first. */
export function useKeys(): void {
  const navigate = useNavigate();
  const pathname = useRouterState({ select: (state) => state.location.pathname });

  useEffect(() => {
    let leader = 0;
    const onKey = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        useUi.getState().show('palette');
        return;
      }
      const covered = useUi.getState().overlay !== null || useSession.getState().signingIn;
      if (covered || isCovered() || event.defaultPrevented || isTyping(event.target)) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === '?') {
        useUi.getState().show('shortcuts');
      } else if (event.key === 'Escape') {
        if (pathname.startsWith('/integrity/runs/')) void navigate({ to: '/integrity' });
        else if (pathname.startsWith('/welcome/')) void navigate({ to: '/welcome' });
      } else if (event.key === 'g') {
        leader = event.timeStamp;
        return;
      } else if (leader > 0 && event.timeStamp - leader < SEQUENCE_MS) {
        const place = PLACES.find(({ key }) => key === event.key);
        if (place !== undefined) void navigate({ to: place.to });
      }
      leader = 0;
    };
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
    };
  }, [navigate, pathname]);
}
