import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { CHANNELS, EVENTS } from '../../src-shared/ipc/channels.ts';
import type { Bridge } from '../../src-shared/ipc/contract.ts';

const channels: ReadonlySet<unknown> = new Set(CHANNELS);
const events: ReadonlySet<unknown> = new Set(EVENTS);

// The page gets these two functions and nothing else: no ipcRenderer, no event object, which would lead back to it.
const bridge: Bridge = {
  async invoke(channel, input) {
    if (!channels.has(channel)) throw new TypeError('attestry: unknown channel');
    return ipcRenderer.invoke(channel, input) as Promise<never>;
  },
  on(event, listener) {
    if (!events.has(event)) throw new TypeError('attestry: unknown event');
    if (typeof listener !== 'function') throw new TypeError('attestry: the listener is not a function');
    const forward = (_event: IpcRendererEvent, payload: unknown): void => {
      listener(payload as never);
    };
    ipcRenderer.on(event, forward);
    return () => {
      ipcRenderer.off(event, forward);
    };
  },
};

contextBridge.exposeInMainWorld('attestry', bridge);
