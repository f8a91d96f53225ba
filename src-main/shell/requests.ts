import { isOwnUrl } from '../ipc/index.ts';

/**
 * Whether the window may load an address: our own pages and what they embed, nothing from any network. Runs before the
 * request leaves, whatever asked for it.
 *
 * @param resourceType - Electron's name for what is loaded, e.g. `image`
 * @param devUrl - the development server of an unpackaged application, or null
 */
export function requestAllowed(url: string, resourceType: string, devUrl: string | null): boolean {
  if (!URL.canParse(url)) return false;
  if (isOwnUrl(url, devUrl)) return true;
  const { protocol, host, pathname } = new URL(url);
  if (protocol === 'data:') return resourceType === 'image';
  if (protocol === 'blob:') return isOwnUrl(pathname, devUrl);
  if (devUrl === null) return false;
  // Hot reloading, and the tools that only an unpackaged application has.
  return protocol === 'devtools:' || (protocol === 'ws:' && host === new URL(devUrl).host);
}
