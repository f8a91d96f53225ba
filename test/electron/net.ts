import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { strict } from './strict.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Electron's `net`, for the application's own files: nothing else is to be fetched through Chromium. */
export const net = strict('net', {
  isOnline: (): boolean => true,
  async fetch(address: string | URL): Promise<Response> {
    const url = new URL(address);
    if (url.protocol !== 'file:')
      throw new Error(`electron stand-in: net.fetch of ${url.protocol} is not implemented`);
    const file = fileURLToPath(new URL(url.pathname, 'file:'));
    const bytes = await readFile(file).catch(() => {
      throw new Error('net::ERR_FILE_NOT_FOUND');
    });
    const headers = { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' };
    return new Response(new Uint8Array(bytes), { headers });
  },
});
