// Loaded before the entry of a utility process: gives it Electron's process.parentPort.
import { emitter } from './strict.ts';

const parentPort = emitter('parentPort', {
  postMessage(message: unknown): void {
    process.send?.([structuredClone(message)]);
  },
  start(): void {
    // Messages flow from the beginning here.
  },
});
process.on('message', (packed: [unknown]) => {
  parentPort.emit('message', { data: packed[0], ports: [] });
});
Object.assign(process, { type: 'utility', parentPort });
