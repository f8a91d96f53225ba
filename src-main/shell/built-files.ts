import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { APP_HOST, APP_SCHEME } from '../ipc/index.ts';

/** A file of the built window. */
export type BuiltFile = { readonly file: string; readonly type: string };

/** Built files by the path they are asked for, e.g. `/assets/index-abc.js`. */
export type BuiltFiles = ReadonlyMap<string, BuiltFile>;

/** Kinds of files that a window is made of; a file of another kind (a source map) is not served. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** Lists what may be served, once; links are not followed. */
export function builtFiles(folder: string): BuiltFiles {
  const found = new Map<string, BuiltFile>();
  const walk = (inside: string, path: string): void => {
    for (const entry of readdirSync(inside, { withFileTypes: true })) {
      const at = `${path}/${entry.name}`;
      const type = TYPES[extname(entry.name)];
      if (entry.isDirectory()) walk(join(inside, entry.name), at);
      else if (entry.isFile() && type !== undefined) found.set(at, { file: join(inside, entry.name), type });
    }
  };
  walk(folder, '');
  return found;
}

/**
 * The file that a request may have, or null. Only exact members of the list are given out, so no trick with dots,
 * slashes or encodings can reach another file.
 */
export function requestedFile(files: BuiltFiles, method: string, url: string): BuiltFile | null {
  if (method !== 'GET' || !URL.canParse(url)) return null;
  const { protocol, host, username, password, pathname } = new URL(url);
  if (protocol !== `${APP_SCHEME}:` || host !== APP_HOST || username !== '' || password !== '') return null;
  return files.get(pathname === '/' ? '/index.html' : decoded(pathname)) ?? null;
}

function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    // Half an escape: such a file does not exist.
    return '';
  }
}
