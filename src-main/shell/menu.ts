import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { EventPayload } from '../../src-shared/ipc/contract.ts';
import type { Push } from '../ipc/index.ts';
import type { PageId } from './pages.ts';

type Command = EventPayload<'app.command'>['command'];

/**
 * The application menu. Its items name what to do and the window does it, so that menu, palette and keys are one list.
 */
export function setUpMenu(options: {
  readonly push: Push;
  readonly openPage: (id: PageId) => Promise<void>;
  /** Then without the tools of development. */
  readonly packaged: boolean;
  readonly platform: NodeJS.Platform;
}): void {
  const { push, openPage, packaged, platform } = options;
  const command = (id: Command, label: string, accelerator: string): MenuItemConstructorOptions => ({
    id,
    label,
    accelerator,
    click: () => {
      push('app.command', { command: id });
    },
  });
  const page = (id: PageId, label: string): MenuItemConstructorOptions => ({
    id,
    label,
    click: () => {
      void openPage(id);
    },
  });
  const separator: MenuItemConstructorOptions = { type: 'separator' };

  const file: MenuItemConstructorOptions = {
    label: '&File',
    submenu: [command('palette', 'Go to…', 'CmdOrCtrl+K'), separator, { role: 'quit' }],
  };
  const edit: MenuItemConstructorOptions = {
    label: '&Edit',
    submenu: [
      { role: 'undo' },
      { role: 'redo' },
      separator,
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'selectAll' },
    ],
  };
  const development: MenuItemConstructorOptions[] = packaged
    ? []
    : [separator, { role: 'reload' }, { role: 'toggleDevTools' }];
  const view: MenuItemConstructorOptions = {
    label: '&View',
    submenu: [
      command('overview', 'Overview', 'CmdOrCtrl+1'),
      command('integrity', 'Integrity', 'CmdOrCtrl+2'),
      command('reports', 'Reports', 'CmdOrCtrl+3'),
      separator,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'togglefullscreen' },
      ...development,
    ],
  };
  const help: MenuItemConstructorOptions = {
    label: '&Help',
    submenu: [
      command('shortcuts', 'Keyboard shortcuts', 'CmdOrCtrl+/'),
      separator,
      page('hipaa-security', 'HIPAA Security Rule (opens your browser)'),
      page('hipaa-privacy', 'HIPAA Privacy Rule (opens your browser)'),
    ],
  };
  const own: MenuItemConstructorOptions[] = platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  Menu.setApplicationMenu(Menu.buildFromTemplate([...own, file, edit, view, help]));
}
