import { dialog, type App } from 'electron';
import type { Log } from '../base/log.ts';
import { newCorrelation } from '../ipc/index.ts';

/**
 * Makes this the only instance on its profile; two would both write its witness.
 *
 * @param onSecond - another start was attempted: bring the window up
 * @returns false when another instance runs: it was told, and this one must quit
 */
export function holdSingleInstance(app: App, onSecond: () => void): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', onSecond);
  return true;
}

/** Quits with the last window, after everything is closed in order. */
export function setUpQuit(
  app: App,
  options: {
    /** Stops jobs, then closes adapters; called once. */
    readonly close: () => Promise<void>;
    /** Quitting waits no longer than this. Milliseconds. */
    readonly limitMs: number;
    readonly log: Log;
  },
): void {
  const { close, limitMs, log } = options;
  let state: 'open' | 'closing' | 'closed' = 'open';
  const finish = async (): Promise<void> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, limitMs, 'late');
    });
    try {
      if ((await Promise.race([close(), late])) === 'late') log.warn('quit.late');
    } catch (error) {
      log.failure('quit.close', error, newCorrelation());
    } finally {
      clearTimeout(timer);
      state = 'closed';
      app.quit();
    }
  };
  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    void finish();
  });
  app.on('window-all-closed', () => {
    app.quit();
  });
}

/** A page that crashes again within this time would crash for ever. Milliseconds. */
const CRASH_LOOP_MS = 10_000;

/**
 * Failures that nobody foresaw: logged with their place, told with the id under which the log has them. The application
 * goes on after a forgotten promise, and ends after an exception that may have left anything half done.
 */
export function setUpCrashReport(app: App, log: Log): void {
  process.on('uncaughtException', (error) => {
    const correlation = newCorrelation();
    log.failure('uncaught-exception', error, correlation);
    dialog.showErrorBox(
      'Attestry has to close',
      `Something unforeseen went wrong. What was saved and sealed is unharmed. Start Attestry again; if it happens again, ` +
        `give the log file to your IT department (${correlation}).`,
    );
    app.exit(1);
  });
  let told = false;
  process.on('unhandledRejection', (error) => {
    const correlation = newCorrelation();
    log.failure('unhandled-rejection', error, correlation);
    if (told) return;
    told = true;
    dialog.showErrorBox(
      'Something did not work',
      `Attestry goes on, and what was saved and sealed is unharmed. If something is missing, try it again and ` +
        `give the log file to your IT department (${correlation}).`,
    );
  });
  let lastCrash = Number.NEGATIVE_INFINITY;
  app.on('render-process-gone', (_event, contents, details) => {
    log.warn('window.gone', { reason: details.reason, exitCode: details.exitCode });
    if (details.reason === 'clean-exit' || contents.isDestroyed()) return;
    const again = Date.now() - lastCrash < CRASH_LOOP_MS;
    lastCrash = Date.now();
    if (again) {
      dialog.showErrorBox(
        'Attestry has to close',
        'The window stopped working twice in a row; nothing was lost. Give the log file to your IT department.',
      );
      app.quit();
      return;
    }
    dialog.showErrorBox(
      'The window stopped working',
      'Work in the background goes on and nothing was lost. The window opens again now.',
    );
    contents.reload();
  });
}
