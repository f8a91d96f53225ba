import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import type { Protocol } from '../../node_modules/playwright-core/types/protocol.d.ts';

/** Types of the DevTools protocol; only types, nothing of Playwright runs in here. */
export type { Protocol };
type Parameters = Protocol.CommandParameters;
type Returns = Protocol.CommandReturnValues;
type EventMap = Protocol.EventMap;

interface Message {
  readonly id?: number;
  readonly method: string;
  readonly params: unknown;
  readonly sessionId?: string;
  readonly result: unknown;
  readonly error?: { readonly message: string };
}
interface Waiting {
  readonly method: string;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Whether windows are drawn off screen: when asked for, and where there is no display. */
export const headless = (): boolean =>
  process.env.STANDIN_HEADLESS === '1' ||
  (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY);

// The Debian wrapper script costs 50 ms of shell, so the program itself comes first.
const executable = (): string =>
  process.env.STANDIN_CHROMIUM ??
  ['/usr/lib/chromium/chromium', '/usr/bin/chromium', '/usr/bin/google-chrome'].find((f) => existsSync(f)) ??
  'chromium';

const SWITCHES = [
  ...['no-first-run', 'no-default-browser-check', 'no-startup-window', 'no-service-autorun', 'test-type'],
  ...['disable-background-networking', 'disable-component-update', 'disable-sync', 'disable-default-apps'],
  ...[
    'disable-extensions',
    'disable-breakpad',
    'disable-dev-shm-usage',
    'disable-search-engine-choice-screen',
  ],
  ...['password-store=basic', 'use-mock-keychain', 'metrics-recording-only', 'force-color-profile=srgb'],
  'disable-features=Translate,OptimizationHints,MediaRouter,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,' +
    'PaintHolding,NetworkTimeServiceQuerying,OptimizationGuideModelDownloading,OnDeviceModelService',
];

/** The command line: later switches win, lists of features are joined. */
function commandLine(userDataDir: string, extra: readonly string[]): string[] {
  const root = process.getuid?.() === 0;
  const wanted = [
    ...SWITCHES,
    `user-data-dir=${userDataDir}`,
    ...(headless() ? ['headless=new'] : []),
    ...(root ? ['no-sandbox'] : []), // Chromium refuses to sandbox for root.
    ...extra,
  ];
  const switches = new Map<string, string>();
  for (const item of wanted) {
    const [name = '', ...rest] = item.split('=');
    const value = rest.join('=');
    const before = switches.get(name);
    switches.set(name, /^(dis|en)able-features$/.test(name) && before ? `${before},${value}` : value);
  }
  return [...switches].map(([name, value]) => (value === '' ? `--${name}` : `--${name}=${value}`));
}

/**
 * Chromium and the DevTools protocol over its pipe (file descriptors 3 and 4): no port is opened, and Chromium ends when
 * the pipe does, however this process goes.
 */
export class DevTools {
  readonly process: ChildProcess;
  readonly #arguments: readonly string[];
  readonly #userDataDir: string;
  readonly #events = new EventEmitter();
  readonly #waiting = new Map<number, Waiting>();
  readonly #input: Writable;
  #rest: Buffer[] = [];
  #lastId = 0;

  constructor(userDataDir: string, extra: readonly string[]) {
    mkdirSync(userDataDir, { recursive: true });
    this.#userDataDir = userDataDir;
    this.#arguments = commandLine(userDataDir, extra);
    this.process = spawn(executable(), [...this.#arguments, '--remote-debugging-pipe'], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    });
    const [, , stderr, input, output] = this.process.stdio as unknown as [
      null,
      null,
      Readable,
      Writable,
      Readable,
    ];
    this.#input = input;
    this.#events.setMaxListeners(0);
    for (const stream of [input, output]) stream.on('error', () => undefined); // The exit says it all.
    stderr.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n'))
        // Playwright waits for the first of these; the others explain why there is no window.
        if (/^DevTools listening|X display|FATAL/.test(line) || process.env.STANDIN_DEBUG)
          process.stderr.write(`${line}\n`);
    });
    output.on('data', (chunk: Buffer) => {
      this.#read(chunk);
    });
    const gone = (error: Error): void => {
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
      this.#events.emit('exit');
    };
    this.process.once('exit', () => {
      gone(new Error('Chromium has ended'));
    });
    this.process.once('error', (error) => {
      gone(new Error('Chromium could not be started; install it or set STANDIN_CHROMIUM', { cause: error }));
    });
  }

  #read(chunk: Buffer): void {
    let rest = chunk;
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      this.#rest.push(rest.subarray(0, end));
      rest = rest.subarray(end + 1);
      const text = Buffer.concat(this.#rest).toString();
      this.#rest = [];
      this.#receive(JSON.parse(text) as Message);
    }
    if (rest.length > 0) this.#rest.push(rest);
  }

  #receive({ id, method, params, sessionId, result, error }: Message): void {
    if (id === undefined) {
      this.#events.emit(sessionId === undefined ? method : `${sessionId}:${method}`, params);
      return;
    }
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(`${waiting.method}: ${error.message}`));
  }

  /** Sends a command, to the browser or to one page, and resolves with its answer. */
  send<K extends keyof Parameters>(
    method: K,
    params: Parameters[K],
    sessionId?: string,
  ): Promise<Returns[K]> {
    const id = ++this.#lastId;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, method });
      this.#input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
    return answer as Promise<Returns[K]>;
  }

  /** Listens for an event of the browser or of one page; returns the way to stop. */
  on<K extends keyof EventMap>(
    event: K,
    listener: (params: EventMap[K][0]) => void,
    sessionId?: string,
  ): () => void {
    const name = sessionId === undefined ? event : `${sessionId}:${event}`;
    this.#events.on(name, listener);
    return () => this.#events.off(name, listener);
  }

  /** Calls back once when Chromium has ended. */
  onExit(listener: () => void): void {
    this.#events.once('exit', listener);
  }

  /** Opens a window showing `url` and returns its target; on a display it is one without tabs and address bar. */
  async openWindow(url: string, size: { width: number; height: number }): Promise<string> {
    const targetId = headless() ? await this.#createTarget(url) : await this.#handOver(url);
    const { windowId } = await this.send('Browser.getWindowForTarget', { targetId });
    await this.send('Browser.setContentsSize', { windowId, width: size.width, height: size.height });
    return targetId;
  }

  async #createTarget(url: string): Promise<string> {
    const { targetId } = await this.send('Target.createTarget', { url, newWindow: true });
    return targetId;
  }

  /** A second start with the same profile hands its command line to the running browser: the way to an app window. */
  #handOver(url: string): Promise<string> {
    return new Promise((resolve) => {
      const seen = ({ targetInfo }: { targetInfo: Protocol.Target.TargetInfo }): void => {
        if (targetInfo.type !== 'page' || targetInfo.url !== url) return;
        for (const stop of stops) stop();
        resolve(targetInfo.targetId);
      };
      const stops = [this.on('Target.targetCreated', seen), this.on('Target.targetInfoChanged', seen)];
      const kept = this.#arguments.filter((a) => a === '--no-sandbox' || a === '--test-type');
      spawn(executable(), [`--user-data-dir=${this.#userDataDir}`, `--app=${url}`, ...kept], {
        stdio: 'ignore',
      });
    });
  }
}
