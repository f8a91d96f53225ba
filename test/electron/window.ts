import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { BrowserWindowConstructorOptions } from 'electron';
import { app } from './app.ts';
import type { Protocol } from './chromium.ts';
import { receive } from './ipc.ts';
import { debug, devtools, runtime, windows } from './runtime.ts';
import { toApp } from './scheme.ts';
import { downloadBegan, granted, PERMISSIONS } from './session.ts';
import { cancellable, strict } from './strict.ts';
import { Surface } from './surface.ts';
import { showTheme } from './theme.ts';
import { makeWebContents, type WebContents } from './web-contents.ts';

type Bounds = { x: number; y: number; width: number; height: number };
type WindowState = NonNullable<Protocol.Browser.Bounds['windowState']>;

/** What is secure by default in Electron and cannot be switched off here. */
const SECURE = {
  nodeIntegration: false,
  contextIsolation: true,
  sandbox: true,
  webSecurity: true,
  webviewTag: false,
};

let lastId = 0;

/** Electron's window, a page of Chromium. Members it lacks throw by name. */
export class BrowserWindow extends EventEmitter {
  readonly id = ++lastId;
  readonly surface: Surface;
  readonly webContents: WebContents;
  /** The web preferences given, with Electron's defaults for those that matter to safety. */
  readonly preferences: object;
  private readonly bounds: Bounds;
  private title: string;
  private visible: boolean;
  private gone = false;
  private painted = false;
  private state: WindowState = 'normal';

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super();
    const given = options.webPreferences ?? {};
    for (const [name, value] of Object.entries(SECURE))
      if ((given as Record<string, unknown>)[name] === !value)
        throw new Error(`electron stand-in: webPreferences.${name} can only be ${String(value)}`);
    this.preferences = { ...SECURE, ...given };
    const { width = 800, height = 600, x = 0, y = 0 } = options;
    this.bounds = { x, y, width, height };
    this.title = options.title ?? app.getName();
    this.visible = options.show !== false;
    const preload = given.preload === undefined ? '' : readFileSync(given.preload, 'utf8');
    this.surface = new Surface({ width, height }, preload, () => this.prepare());
    this.webContents = makeWebContents(this);
    const self = strict('BrowserWindow', this);
    windows.push(self);
    this.surface.on('message', (text) => {
      receive(self, text).catch(console.error);
    });
    this.surface.on('painted', () => {
      if (!this.painted) this.emit('ready-to-show');
      this.painted = true;
    });
    this.surface.on('crashed', () => {
      const details = { reason: 'crashed', exitCode: 1 };
      this.webContents.emit('render-process-gone', {}, details);
      app.emit('render-process-gone', {}, this.webContents, details);
    });
    this.surface.on('download', (url, name) => {
      downloadBegan(toApp(url), name, this.webContents);
    });
    this.surface.opened.catch((error: unknown) => {
      if (!this.gone && !runtime.quitting) console.error(error);
    });
    app.emit('web-contents-created', {}, this.webContents);
    app.emit('browser-window-created', {}, self);
    return self;
  }

  /**
   * What must be so before the first document. DevTools cannot ask for permissions at request time, so the application's
   * handlers are asked for every one now.
   */
  private async prepare(): Promise<void> {
    const permissions = PERMISSIONS.map(async ([name, web]) => {
      const setting = granted(this.webContents, name) ? 'granted' : 'denied';
      await devtools()
        .send('Browser.setPermission', { permission: { name: web }, setting })
        .catch(debug);
    });
    await Promise.all([...permissions, showTheme(this.surface)]);
  }

  private place(bounds: Protocol.Browser.Bounds, size?: { width: number; height: number }): void {
    const apply = async (): Promise<void> => {
      await this.surface.opened;
      if (this.gone) return;
      const { targetId } = this.surface;
      const { windowId } = await devtools().send('Browser.getWindowForTarget', { targetId });
      await devtools().send('Browser.setWindowBounds', { windowId, bounds });
      if (size !== undefined) await devtools().send('Browser.setContentsSize', { windowId, ...size });
    };
    apply().catch(debug);
  }

  private become(state: WindowState): void {
    this.state = state;
    this.place({ windowState: state });
  }

  /** The page is gone, by us or by the window manager. */
  closed(): void {
    if (this.gone) return;
    this.gone = true;
    const place = windows.findIndex((window) => window.id === this.id);
    if (place >= 0) windows.splice(place, 1);
    if (runtime.focused?.id === this.id) runtime.focused = null;
    this.webContents.emit('destroyed');
    this.emit('closed');
    if (windows.length > 0 || runtime.quitting) return;
    if (app.listenerCount('window-all-closed') > 0) app.emit('window-all-closed');
    else app.quit();
  }

  close(): void {
    const event = cancellable({});
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }
  destroy(): void {
    const { targetId } = this.surface;
    if (targetId !== '') devtools().send('Target.closeTarget', { targetId }).catch(debug);
    this.closed();
  }
  async loadURL(url: string): Promise<void> {
    await this.webContents.loadURL(url);
  }
  show(): void {
    this.visible = true;
    this.focus();
    this.emit('show');
  }
  hide(): void {
    this.visible = false;
    this.become('minimized');
    this.emit('hide');
  }
  focus(): void {
    runtime.focused = windows.find((window) => window.id === this.id) ?? null;
    this.surface.opened.then(() => this.surface.send('Page.bringToFront', {})).catch(debug);
    this.emit('focus');
  }
  minimize(): void {
    this.become('minimized');
  }
  maximize(): void {
    this.become('maximized');
  }
  restore(): void {
    this.become('normal');
  }
  setBounds(bounds: Partial<Bounds>): void {
    Object.assign(this.bounds, bounds);
    const { x, y, width, height } = this.bounds;
    this.place({ left: x, top: y }, { width, height });
  }
  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }
  setContentSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }
  getBounds(): Bounds {
    return { ...this.bounds };
  }
  getNormalBounds(): Bounds {
    return this.getBounds();
  }
  getSize(): [number, number] {
    return [this.bounds.width, this.bounds.height];
  }
  isDestroyed(): boolean {
    return this.gone;
  }
  isVisible(): boolean {
    return this.visible && !this.gone;
  }
  isFocused(): boolean {
    return runtime.focused?.id === this.id;
  }
  isMinimized(): boolean {
    return this.state === 'minimized';
  }
  isMaximized(): boolean {
    return this.state === 'maximized';
  }
  getTitle(): string {
    return this.title;
  }
  setTitle(title: string): void {
    this.title = title;
  }
  static getAllWindows(): BrowserWindow[] {
    return [...windows];
  }
  static getFocusedWindow(): BrowserWindow | null {
    return runtime.focused;
  }
  static fromId(id: number): BrowserWindow | null {
    return windows.find((window) => window.id === id) ?? null;
  }
  static fromWebContents(contents: { readonly id: number } | undefined): BrowserWindow | null {
    return windows.find((window) => window.webContents.id === contents?.id) ?? null;
  }
}
