import { EventEmitter } from 'node:events';
import type { MenuItemConstructorOptions, NotificationConstructorOptions } from 'electron';
import { runtime } from './runtime.ts';
import { emitter, strict } from './strict.ts';

/* What Electron asks of the desktop. Here it is recorded, scripted by tests, or without effect. */

const scripted = JSON.parse(process.env.STANDIN_DIALOGS ?? '{}') as Record<string, unknown>;
const scriptedAnswer =
  (name: string) =>
  (...args: unknown[]): Promise<unknown> =>
    name in scripted
      ? Promise.resolve(scripted[name])
      : Promise.reject(
          new Error(
            `electron stand-in: no answer scripted for dialog.${name}(${JSON.stringify(args.at(-1))})`,
          ),
        );

export const dialog = strict('dialog', {
  showOpenDialog: scriptedAnswer('showOpenDialog'),
  showSaveDialog: scriptedAnswer('showSaveDialog'),
  showMessageBox: scriptedAnswer('showMessageBox'),
  showErrorBox(title: string, content: string): void {
    console.error(`${title}: ${content}`);
  },
});

/** Calls that would have left the application, oldest first; tests read them. */
const shellCalls: unknown[][] = [];
const record =
  <T>(name: string, result: T) =>
  (...args: unknown[]): T => {
    shellCalls.push([name, ...args]);
    return result;
  };
export const shell = strict('shell', {
  _calls: shellCalls,
  openExternal: record('openExternal', Promise.resolve()),
  openPath: record('openPath', Promise.resolve('')),
  showItemInFolder: record('showItemInFolder', undefined),
});

/** Menus are not drawn; tests find items by id and click them. */
export class MenuItem {
  readonly id: string | undefined;
  readonly label: string;
  readonly role: string | undefined;
  readonly accelerator: string | undefined;
  readonly type: string;
  readonly submenu: Menu | undefined;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  readonly click: () => void;

  constructor(options: MenuItemConstructorOptions) {
    const { submenu } = options;
    this.id = options.id;
    this.label = options.label ?? options.role ?? '';
    this.role = options.role;
    this.accelerator = options.accelerator;
    this.type = options.type ?? (submenu === undefined ? 'normal' : 'submenu');
    this.submenu = Array.isArray(submenu) ? Menu.buildFromTemplate(submenu) : undefined;
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.checked = options.checked ?? false;
    const click = options.click as ((item: MenuItem, window: unknown, event: object) => void) | undefined;
    this.click = () => {
      click?.(this, runtime.focused ?? undefined, {});
    };
  }
}

export class Menu extends EventEmitter {
  items: MenuItem[] = [];
  private static current: Menu | null = null;

  static buildFromTemplate(template: readonly MenuItemConstructorOptions[]): Menu {
    const menu = new Menu();
    menu.items = template.map((options) => new MenuItem(options));
    return strict('Menu', menu);
  }
  static setApplicationMenu(menu: Menu | null): void {
    Menu.current = menu;
  }
  static getApplicationMenu(): Menu | null {
    return Menu.current;
  }
  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found) return found;
    }
    return null;
  }
}

export class Notification extends EventEmitter {
  /** Notifications shown so far; tests read them. */
  static readonly shown: Notification[] = [];
  readonly title: string;
  readonly body: string;

  constructor(options: NotificationConstructorOptions = {}) {
    super();
    this.title = options.title ?? '';
    this.body = options.body ?? '';
  }
  static isSupported(): boolean {
    return true;
  }
  show(): void {
    Notification.shown.push(this);
    setImmediate(() => this.emit('show', {}));
  }
  close(): void {
    this.emit('close', {});
  }
}

const MARK = Buffer.from('standin-not-secret:');
const scramble = (bytes: Uint8Array): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0x5a));
const encryptString = (text: string): Buffer => Buffer.concat([MARK, scramble(Buffer.from(text))]);
const decryptString = (bytes: Buffer): string => {
  if (!MARK.equals(bytes.subarray(0, MARK.length)))
    throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString.');
  return scramble(bytes.subarray(MARK.length)).toString();
};
/** Keeps no secret: the text is only scrambled, and marked as such. */
export const safeStorage = strict('safeStorage', {
  encryptString,
  decryptString,
  encryptStringAsync: (text: string): Promise<Buffer> => Promise.resolve(encryptString(text)),
  decryptStringAsync: async (bytes: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> => {
    await Promise.resolve();
    return { result: decryptString(bytes), shouldReEncrypt: false };
  },
  isEncryptionAvailable: (): boolean => runtime.devtools !== undefined,
  isAsyncEncryptionAvailable: (): Promise<boolean> => Promise.resolve(true),
  // The truth by default, so that no real password ends up here; tests may claim a keyring.
  getSelectedStorageBackend: (): string => process.env.STANDIN_STORAGE_BACKEND ?? 'basic_text',
});

export const powerMonitor = emitter('powerMonitor', {
  getSystemIdleState: (): string => 'active',
  getSystemIdleTime: (): number => 0,
  isOnBatteryPower: (): boolean => false,
});

let clipboardText = '';
/** A clipboard of its own: tests must not touch the user's. */
export const clipboard = strict('clipboard', {
  writeText(text: string): void {
    clipboardText = text;
  },
  readText: (): string => clipboardText,
  clear(): void {
    clipboardText = '';
  },
});

const area = { x: 0, y: 0, width: 1920, height: 1080 };
const display = strict('Display', { id: 1, bounds: area, workArea: area, scaleFactor: 1 });
/** One screen of the usual size; how large the real one is, Chromium does not tell before it has a window. */
export const screen = emitter('screen', {
  getAllDisplays: () => [display],
  getPrimaryDisplay: () => display,
});
