import { join } from 'node:path';
import { announceReady, app, chromiumSwitches } from './app.ts';
import { DevTools } from './chromium.ts';
import { watchNetwork } from './network.ts';
import { args, runtime } from './runtime.ts';
import { session } from './session.ts';
import { releaseLock } from './single-instance.ts';

/** Starts Chromium, once the application's main bundle has run, and announces `ready`. */
export async function start(): Promise<void> {
  if (runtime.quitting) return;
  const port = args.find((arg) => arg.startsWith('--remote-debugging-port='));
  const chromium = new DevTools(join(app.getPath('userData'), 'standin-chromium'), [
    // Playwright's own port comes from the command line below.
    ...chromiumSwitches.filter((item) => !item.startsWith('remote-debugging-')),
    ...(port === undefined ? [] : [port.slice(2)]),
    ...(args.includes('--no-sandbox') ? ['no-sandbox'] : []),
  ]);
  runtime.devtools = chromium;
  process.on('exit', () => {
    releaseLock();
    chromium.process.kill();
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      app.quit();
    });
  const { product } = await chromium.send('Browser.getVersion', {});
  Object.assign(process.versions, { chrome: product.replace(/^[^/]*\//, '') });
  chromium.onExit(() => {
    if (runtime.quitting) return;
    console.error('electron stand-in: Chromium has ended');
    process.exit(1);
  });
  await watchNetwork();
  app.emit('session-created', session.defaultSession);
  announceReady();
}
