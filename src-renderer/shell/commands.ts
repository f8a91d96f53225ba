import type { EventPayload } from '../../src-shared/ipc/contract.ts';
import { useUi } from '../state/ui.ts';

type Command = EventPayload<'app.command'>['command'];

/** A place in the window, with the key that leads there after `g`. */
export interface Place {
  readonly to:
    | '/'
    | '/integrity'
    | '/rights'
    | '/controls'
    | '/clinic'
    | '/events'
    | '/keys'
    | '/reports'
    | '/review'
    | '/settings';
  readonly name: string;
  readonly key: string;
}

/** The rooms that exist, in the order of the navigation. */
export const PLACES: readonly Place[] = [
  { to: '/', name: 'Overview', key: 'o' },
  { to: '/integrity', name: 'Integrity', key: 'i' },
  { to: '/rights', name: 'Rights requests', key: 'q' },
  { to: '/controls', name: 'Controls', key: 't' },
  { to: '/clinic', name: 'Clinic database', key: 'c' },
  { to: '/events', name: 'Security events', key: 'e' },
  { to: '/keys', name: 'Keys', key: 'k' },
  { to: '/reports', name: 'Reports', key: 'r' },
  { to: '/review', name: 'Offline review', key: 'v' },
  { to: '/settings', name: 'Settings', key: 's' },
];

/** Carries out what a menu item or shortcut of the main process asks for. */
export function runCommand(command: Command): void {
  switch (command) {
    case 'palette':
    case 'shortcuts':
      useUi.getState().show(command);
      return;
    case 'overview':
      window.location.hash = '#/';
      return;
    case 'integrity':
      window.location.hash = '#/integrity';
      return;
    case 'reports':
      window.location.hash = '#/reports';
      return;
  }
}
