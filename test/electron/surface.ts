import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Protocol } from './chromium.ts';
import { debug, devtools } from './runtime.ts';
import { toWeb } from './scheme.ts';
import { WORLD, worldScripts, type WorldNames } from './worlds.ts';

/** Path of the empty document a window starts with. */
export const BLANK = '/standin-blank-document';

type Size = { readonly width: number; readonly height: number };

interface SurfaceEvents {
  /** Text from the preload's world. */
  message: [text: string];
  console: [level: string, text: string];
  navigated: [url: string];
  moved: [url: string];
  ready: [];
  loaded: [];
  painted: [];
  crashed: [];
  /** The page asked for a window. */
  open: [url: string, name: string, features: string, disposition: string];
  download: [url: string, filename: string];
}

const withoutHash = (url: string): string => url.replace(/#.*/, '');

/** The DevTools side of one window: its target, its worlds, and what happens in it. Addresses are as Chromium has them. */
export class Surface extends EventEmitter<SurfaceEvents> {
  /** Resolves when the window is there and scripts may be loaded into it. */
  readonly opened: Promise<void>;
  targetId = '';
  url = '';
  readonly #names: WorldNames;
  readonly #frames = new Set<string>();
  #session = '';
  #context: number | undefined;
  #expected = '';

  /** `prepare` runs when commands may be sent, before the first document. */
  constructor(size: Size, preload: string, prepare: () => Promise<void>) {
    super();
    const { electron, chrome, node } = process.versions;
    this.#names = {
      ...{ secret: randomUUID(), send: `_${randomUUID()}`, receive: `_${randomUUID()}` },
      ...{ platform: process.platform, arch: process.arch, versions: { electron, chrome, node } },
    };
    this.opened = this.#open(size, preload, prepare);
  }

  /** Sends a DevTools command to the page. */
  async send<K extends keyof Protocol.CommandParameters>(
    method: K,
    params: Protocol.CommandParameters[K],
  ): Promise<Protocol.CommandReturnValues[K]> {
    return devtools().send(method, params, this.#session);
  }

  owns(frameId: string): boolean {
    return frameId === this.targetId || this.#frames.has(frameId);
  }

  /** Whether the main process asked for this document, or the page reloads itself. */
  expects(url: string): boolean {
    return url === this.#expected || url === withoutHash(this.url);
  }

  /** Shows an address; resolves when the document is committed. */
  async navigate(url: string): Promise<{ errorText?: string }> {
    await this.opened;
    const web = toWeb(url);
    this.#expected = new URL(withoutHash(web)).href;
    return this.send('Page.navigate', { url: web });
  }

  async reload(): Promise<void> {
    this.#expected = withoutHash(this.url);
    await this.send('Page.reload', {});
  }

  /** Hands an answer (id above 0) or a push (id 0) to the preload's world; lost if there is no document. */
  deliver(id: number, channel: string, body: string): void {
    if (this.#context === undefined) return;
    const receive = JSON.stringify(this.#names.receive);
    this.send('Runtime.callFunctionOn', {
      executionContextId: this.#context,
      functionDeclaration: `function(id,channel,body){globalThis[${receive}](id,channel,body)}`,
      arguments: [id, channel, body].map((value) => ({ value })),
    }).then(({ exceptionDetails }) => {
      if (exceptionDetails !== undefined) console.error(exceptionDetails.exception?.description);
    }, debug);
  }

  async #open(size: Size, preload: string, prepare: () => Promise<void>): Promise<void> {
    const chromium = devtools();
    const blank = `https://${randomUUID()}.invalid${BLANK}`;
    this.#expected = blank;
    this.targetId = await chromium.openWindow(blank, size);
    const attached = await chromium.send('Target.attachToTarget', { targetId: this.targetId, flatten: true });
    this.#session = attached.sessionId;
    this.#listen();
    const scripts = worldScripts(this.#names, preload);
    await Promise.all([
      this.send('Page.enable', {}),
      this.send('Runtime.enable', {}),
      this.send('Page.setLifecycleEventsEnabled', { enabled: true }),
      this.send('Runtime.addBinding', { name: this.#names.send, executionContextName: WORLD }),
      this.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.page }),
      this.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.isolated, worldName: WORLD }),
      prepare(),
    ]);
  }

  #listen(): void {
    const on = <K extends keyof Protocol.EventMap>(
      event: K,
      listener: (params: Protocol.EventMap[K][0]) => void,
    ): void => {
      devtools().on(event, listener, this.#session);
    };
    on('Runtime.executionContextCreated', ({ context }) => {
      const { frameId } = (context.auxData ?? {}) as { frameId?: string };
      if (context.name === WORLD && frameId === this.targetId) this.#context = context.id;
    });
    on('Runtime.executionContextsCleared', () => {
      this.#context = undefined;
    });
    on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === this.#names.send) this.emit('message', payload);
    });
    on('Runtime.consoleAPICalled', ({ type, args }) => {
      this.emit('console', type, args.map((arg) => String(arg.value ?? arg.description)).join(' '));
    });
    on('Runtime.exceptionThrown', ({ exceptionDetails: { exception, text } }) => {
      this.emit('console', 'error', exception?.description ?? text);
    });
    on('Page.frameAttached', ({ frameId }) => this.#frames.add(frameId));
    on('Page.frameDetached', ({ frameId }) => this.#frames.delete(frameId));
    on('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId !== undefined || frame.url.endsWith(BLANK)) return;
      // The empty first document is not a place to go back to.
      if (this.url === '') this.send('Page.resetNavigationHistory', {}).catch(debug);
      this.url = frame.url;
      this.#expected = '';
      this.emit('navigated', frame.url);
    });
    on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      if (frameId !== this.targetId) return;
      this.url = url;
      this.emit('moved', url);
    });
    on('Page.domContentEventFired', () => {
      if (this.url !== '') this.emit('ready');
    });
    on('Page.loadEventFired', () => {
      if (this.url === '') return;
      this.emit('loaded');
      this.emit('painted'); // An invisible page never paints.
    });
    on('Page.lifecycleEvent', ({ name, frameId }) => {
      if (name === 'firstPaint' && frameId === this.targetId && this.url !== '') this.emit('painted');
    });
    on('Page.windowOpen', ({ url, windowName, windowFeatures }) => {
      this.emit('open', url, windowName, windowFeatures.join(','), 'new-window');
    });
    on('Page.downloadWillBegin', ({ url, suggestedFilename }) => {
      this.emit('download', url, suggestedFilename);
    });
    on('Inspector.targetCrashed', () => this.emit('crashed'));
  }
}
