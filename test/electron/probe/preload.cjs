// The probe's preload: raw access to the channels, and one value of each kind for the bridge.
const { contextBridge, ipcRenderer } = require('electron');
globalThis.preloadSecret = 'must not be visible to the page';
contextBridge.exposeInMainWorld('probe', {
  invoke: (channel, ...args) => ipcRenderer.invoke(channel, ...args),
  on: (channel, listener) => {
    const wrapped = (_event, ...values) => listener(...values);
    ipcRenderer.on(channel, wrapped);
    return () => ipcRenderer.off(channel, wrapped);
  },
  versions: { electron: process.versions.electron },
  add: (a, b) => a + b,
  fail: () => {
    throw Object.assign(new RangeError('too far'), { code: 7 });
  },
  later: (callback) => callback(20) + 1,
  bytes: (value) => [value instanceof Uint8Array, value.byteLength],
  made: () => new Map([['k', new Date(5)]]),
  reject: () => Promise.reject(new TypeError('nope')),
  nested: { list: [1, { x: 2 }], when: new Date(1) },
});
