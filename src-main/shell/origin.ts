import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { APP_SCHEME } from '../ipc/index.ts';
import { builtFiles, requestedFile } from './built-files.ts';
import { NONCE_PLACE, securityHeaders } from './csp.ts';

/** Makes app: a scheme with an origin of its own. Must run before the application is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/**
 * Serves the built window on `app://attestry/`, and nothing else. Files are read once and kept.
 *
 * @param rendererFolder - folder of the built index.html
 */
export function serveApp(rendererFolder: string): void {
  const files = builtFiles(rendererFolder);
  const kept = new Map<string, Promise<Buffer>>();
  const bytesOf = (file: string): Promise<Buffer> => {
    const known = kept.get(file) ?? readFile(file);
    kept.set(file, known);
    return known;
  };

  protocol.handle(APP_SCHEME, async ({ method, url }) => {
    const nonce = randomBytes(18).toString('base64');
    const headers = securityHeaders(nonce);
    const wanted = requestedFile(files, method, url);
    if (wanted === null) return new Response('not found', { status: 404, headers });
    const bytes = await bytesOf(wanted.file);
    const isDocument = wanted.file.endsWith('.html');
    const body = isDocument ? bytes.toString('utf8').replaceAll(NONCE_PLACE, nonce) : new Uint8Array(bytes);
    return new Response(body, { status: 200, headers: { ...headers, 'content-type': wanted.type } });
  });
}
