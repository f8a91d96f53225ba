// A small application for the stand-in's own tests, written the way the product's main process is.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  nativeTheme,
  protocol,
  safeStorage,
  session,
  utilityProcess,
} from 'electron';

const PAGE = 'app://probe/index.html';
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src https:; base-uri 'none'; form-action 'none'";
const TYPES = {
  '/index.html': 'text/html',
  '/page.js': 'text/javascript',
  '/file.bin': 'application/octet-stream',
};
const seen = { opened: [], navigations: [], downloads: [], second: [] };
globalThis.seen = seen;

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);
app.setName('Probe');
app.enableSandbox();

async function serve(request) {
  const { host, pathname } = new URL(request.url);
  const type = TYPES[pathname];
  if (host !== 'probe' || type === undefined) return new Response('not found', { status: 404 });
  const headers = { 'content-type': type, 'content-security-policy': CSP };
  if (pathname === '/file.bin')
    return new Response('bytes', { headers: { ...headers, 'content-disposition': 'attachment' } });
  return new Response(await readFile(join(import.meta.dirname, pathname)), { headers });
}

const handlers = {
  echo: (value) => value,
  size: (bytes) => bytes.length,
  fail: (how) => {
    if (how === 'type') throw new TypeError('bad argument');
    if (how === 'unclonable') return () => 1;
    throw Object.assign(new Error('boom'), { code: 'SECRET' });
  },
  sender: () => undefined,
  save: async () => (await dialog.showSaveDialog({ defaultPath: 'report.pdf' })).filePath,
  theme: (source) => {
    nativeTheme.themeSource = source;
    return nativeTheme.shouldUseDarkColors;
  },
  keep: async (text) => {
    const bytes = await safeStorage.encryptStringAsync(text);
    const { result } = await safeStorage.decryptStringAsync(bytes);
    return {
      hidden: !bytes.includes(text),
      same: result === text,
      sync: safeStorage.decryptString(bytes) === text,
    };
  },
  work: (n) =>
    new Promise((resolve) => {
      const child = utilityProcess.fork(join(import.meta.dirname, 'worker.js'), [], { serviceName: 'probe' });
      child.once('message', (answer) => {
        child.once('exit', () => resolve(answer));
        child.kill();
      });
      child.postMessage({ n, bytes: new Uint8Array(3) });
    }),
};
for (const [channel, handler] of Object.entries(handlers))
  ipcMain.handle(channel, (event, ...args) =>
    channel === 'sender'
      ? [event.senderFrame.url, event.senderFrame === event.sender.mainFrame, event.senderFrame.parent]
      : handler(...args),
  );

function openWindow() {
  const window = new BrowserWindow({
    width: 900,
    height: 600,
    show: false,
    webPreferences: {
      preload: join(import.meta.dirname, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
    },
  });
  window.webContents.setWindowOpenHandler(({ url }) => {
    seen.opened.push(url);
    return { action: 'deny' };
  });
  for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])
    window.webContents.on(name, (event) => {
      seen.navigations.push([name, event.url]);
      event.preventDefault();
    });
  window.on('ready-to-show', () => window.show());
  return window.loadURL(PAGE);
}
globalThis.openWindow = openWindow;

if (!app.requestSingleInstanceLock()) app.quit();
else {
  app.on('second-instance', (_event, argv) => seen.second.push(argv.at(-1)));
  app.on('window-all-closed', () => app.quit());
  await Promise.resolve(); // A main bundle may await before it is through.
  app.whenReady().then(() => {
    protocol.handle('app', serve);
    session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
    session.defaultSession.setPermissionCheckHandler(() => false);
    session.defaultSession.on('will-download', (event, item) => {
      seen.downloads.push(item.getURL());
      event.preventDefault();
    });
    return openWindow();
  });
}
