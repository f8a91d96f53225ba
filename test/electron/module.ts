import { windows } from './runtime.ts';
import { strict } from './strict.ts';
import { contentsOf } from './web-contents.ts';

/* The `electron` module of the main process: what the application uses, and webContents for Playwright. */
export { app } from './app.ts';
export {
  clipboard,
  dialog,
  Menu,
  MenuItem,
  Notification,
  powerMonitor,
  safeStorage,
  screen,
  shell,
} from './desktop.ts';
export { ipcMain } from './ipc.ts';
export { net } from './net.ts';
export { protocol } from './scheme.ts';
export { session } from './session.ts';
export { nativeTheme } from './theme.ts';
export { utilityProcess } from './utility-process.ts';
export { BrowserWindow } from './window.ts';
export const webContents = strict('webContents', contentsOf(windows));
