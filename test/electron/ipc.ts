import { makeCodec } from './codec.ts';
import { toApp } from './scheme.ts';
import { emitter } from './strict.ts';
import type { BrowserWindow } from './window.ts';

type Handler = (event: object, ...args: unknown[]) => unknown;

/** The main process's side of the codec. */
export const { encode, decode } = makeCodec(
  (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
  (text) => new Uint8Array(Buffer.from(text, 'base64')),
);

const handlers = new Map<string, Handler>();

export const ipcMain = emitter('ipcMain', {
  handle(channel: string, handler: Handler): void {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    handlers.set(channel, handler);
  },
  removeHandler(channel: string): void {
    handlers.delete(channel);
  },
});

/** Takes a message of a page's preload: an invoke that awaits its answer, or a send (id 0). */
export async function receive(window: BrowserWindow, text: string): Promise<void> {
  const [, head = '', name = '""', body = '[]'] = /^(\d+) (.*)\n([^]*)$/.exec(text) ?? [];
  const id = Number(head);
  const channel = JSON.parse(name) as string;
  const args = decode(body) as unknown[];
  const url = toApp(window.surface.url);
  const origin = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(url)?.[0] ?? 'null';
  // One object per window, as comparing frames is how a sender check finds the top one.
  const senderFrame = Object.assign(window.webContents.mainFrame, { url, origin });
  const event = { type: 'frame', sender: window.webContents, senderFrame, processId: 1, frameId: 1 };
  if (id === 0) {
    ipcMain.emit(channel, event, ...args);
    return;
  }
  window.surface.deliver(id, channel, await reply(channel, event, args));
}

/** The encoded answer; the texts of errors are Electron's own. */
async function reply(channel: string, event: object, args: unknown[]): Promise<string> {
  try {
    const handler = handlers.get(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    return encodeResult(await handler(event, ...args));
  } catch (error) {
    console.error(`Error occurred in handler for '${channel}':`, error);
    return encode({ error: String(error) });
  }
}

function encodeResult(result: unknown): string {
  try {
    return encode({ result });
  } catch {
    throw new TypeError('An object could not be cloned.');
  }
}
