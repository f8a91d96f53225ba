import type { Protocol } from './chromium.ts';
import { debug, devtools, runtime, windows } from './runtime.ts';
import { handlerOf, toApp } from './scheme.ts';
import { askBeforeRequest, type RequestDetails } from './session.ts';
import { cancellable } from './strict.ts';
import { BLANK } from './surface.ts';
import type { BrowserWindow } from './window.ts';

type Paused = Protocol.Fetch.requestPausedPayload;
type Header = Protocol.Fetch.HeaderEntry;

/** Targets that are pages: top-level documents, as opposed to frames. */
const pages = new Set<string>();

// Chromium asks no one before it opens a popup. In a sandboxed document window.open() returns null, as when Electron's
// handler denies; everything else stays allowed.
const NO_POPUPS =
  'sandbox allow-scripts allow-same-origin allow-forms allow-modals allow-downloads allow-pointer-lock';

const fail = async (
  requestId: string,
  errorReason: 'Aborted' | 'BlockedByClient' | 'Failed',
): Promise<void> => {
  await devtools().send('Fetch.failRequest', { requestId, errorReason });
};
const headersOf = (headers: Headers): Header[] => [...headers].map(([name, value]) => ({ name, value }));

async function answer(
  requestId: string,
  status: number,
  responseHeaders: Header[],
  body: Uint8Array,
): Promise<void> {
  await devtools().send('Fetch.fulfillRequest', {
    requestId,
    responseCode: status === 0 ? 500 : status,
    responseHeaders,
    body: Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64'),
  });
}

/** Serves a request of a custom scheme by the application's own handler. */
async function serve(url: string, { requestId, request, resourceType }: Paused): Promise<void> {
  const handler = handlerOf(url);
  if (handler === undefined) return fail(requestId, 'Failed');
  const parts = (request.postDataEntries ?? []).map((part) => Buffer.from(part.bytes ?? '', 'base64'));
  const response = await handler(
    new Request(url, {
      method: request.method,
      headers: request.headers,
      ...(request.hasPostData === true ? { body: Buffer.concat(parts) } : {}),
    }),
  );
  const headers = headersOf(response.headers);
  if (resourceType === 'Document') headers.push({ name: 'content-security-policy', value: NO_POPUPS });
  return answer(requestId, response.status, headers, new Uint8Array(await response.arrayBuffer()));
}

/** Emits the navigation events for a document request and says whether the application prevented it. */
function navigationPrevented(
  window: BrowserWindow,
  { request, frameId, redirectedRequestId }: Paused,
): boolean {
  const url = toApp(request.url);
  const isMainFrame = frameId === window.surface.targetId;
  // DevTools does not tell who asked: what loadURL() announced and reloads pass, all else is the page's doing.
  const announced = isMainFrame && window.surface.expects(request.url);
  if (announced && redirectedRequestId === undefined) return false;
  const names =
    redirectedRequestId === undefined
      ? ['will-frame-navigate', ...(isMainFrame ? ['will-navigate'] : [])]
      : ['will-redirect'];
  return names.some((name) => {
    const event = cancellable({ url, isMainFrame, isSameDocument: false });
    window.webContents.emit(name, event, url);
    return event.defaultPrevented;
  });
}

async function onRequest(paused: Paused): Promise<void> {
  const { requestId, request, resourceType, frameId } = paused;
  const url = toApp(request.url);
  if (url.includes(BLANK))
    return answer(requestId, 200, [{ name: 'content-type', value: 'text/html' }], new Uint8Array());
  // Chromium looks for an icon by itself, which Electron does not.
  if (resourceType === 'Other' && new URL(url).pathname === '/favicon.ico')
    return answer(requestId, 204, [], new Uint8Array());
  const window = windows.find(({ surface }) => surface.owns(frameId));
  if (resourceType === 'Document') {
    if (window === undefined && pages.has(frameId)) {
      // A tab that the page opened by a modified click: there are none in Electron.
      devtools().send('Target.closeTarget', { targetId: frameId }).catch(debug);
      (runtime.focused ?? windows[0])?.surface.emit('open', url, '', '', 'foreground-tab');
      return fail(requestId, 'Aborted');
    }
    // Aborted leaves the page standing; any other reason would show Chromium's error page.
    if (window !== undefined && navigationPrevented(window, paused)) return fail(requestId, 'Aborted');
  }
  const details: RequestDetails = {
    url,
    method: request.method,
    resourceType: resourceType === 'Document' ? 'mainFrame' : resourceType.toLowerCase(),
    webContentsId: window?.webContents.id,
    referrer: request.headers.Referer ?? '',
  };
  if ((await askBeforeRequest(details)).cancel === true) return fail(requestId, 'BlockedByClient');
  if (url !== request.url) return serve(url, paused);
  await devtools().send('Fetch.continueRequest', { requestId });
}

/** Routes every request of every page, frame and worker through here and keeps stray tabs shut. */
export async function watchNetwork(): Promise<void> {
  const chromium = devtools();
  chromium.on('Target.targetCreated', ({ targetInfo: { type, targetId, openerId, url } }) => {
    if (type !== 'page') return;
    pages.add(targetId);
    if (openerId !== undefined || url.startsWith('chrome:'))
      chromium.send('Target.closeTarget', { targetId }).catch(debug);
  });
  chromium.on('Target.targetDestroyed', ({ targetId }) => {
    pages.delete(targetId);
    windows.find(({ surface }) => surface.targetId === targetId)?.closed();
  });
  chromium.on('Fetch.requestPaused', (paused) => {
    onRequest(paused).catch((error: unknown) => {
      if (runtime.quitting) return;
      console.error(error);
      fail(paused.requestId, 'Failed').catch(debug);
    });
  });
  await Promise.all([
    chromium.send('Target.setDiscoverTargets', { discover: true }),
    chromium.send('Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Request' }] }),
    chromium.send('Browser.setDownloadBehavior', { behavior: 'deny', eventsEnabled: true }),
  ]);
}
