import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import { CHANNELS } from '../../src-shared/ipc/channels.ts';
import type { Windows } from './push.ts';
import type { Route } from './router.ts';
import type { Sender } from './sender.ts';

/** Binds every channel of the contract to the router. A channel that is not listed has no handler at all. */
export function bindIpc(route: Route, windows: Windows): void {
  for (const channel of CHANNELS)
    ipcMain.handle(channel, async (event, input: unknown) => {
      const sender = senderOf(event);
      const result = await route(channel, input, sender);
      if (channel === 'app.ready' && result.ok) windows.listening(sender.webContentsId);
      return result;
    });
}

function senderOf(event: IpcMainInvokeEvent): Sender {
  const webContentsId = event.sender.id;
  try {
    const frame = event.senderFrame;
    return { webContentsId, url: frame?.url ?? '', topFrame: frame !== null && frame.parent === null };
  } catch {
    // The frame navigated away or crashed after it sent: Electron throws on every property.
    return { webContentsId, url: '', topFrame: false };
  }
}
