import { join } from 'node:path';
import { app, type BrowserWindow, dialog, powerMonitor, safeStorage, session } from 'electron';
import { contract } from '../src-shared/ipc/contract.ts';
import { SIGN_OUT_AFTER } from '../src-shared/settings/contract.ts';
import { profileArgument, profileFolder, readProfile, updateProfile } from './base/config.ts';
import { systemClock, systemTimer } from './base/clock.ts';
import { Fault } from './base/fault.ts';
import { fileLog } from './base/log.ts';
import { compose } from './compose.ts';
import { dailyTests } from './controls/index.ts';
import { bindIpc } from './ipc/electron.ts';
import { handlersFor } from './ipc/handlers.ts';
import {
  developmentUrl,
  failureMapper,
  newCorrelation,
  pushTo,
  router,
  senderCheck,
  windowRegister,
} from './ipc/index.ts';
import { jobRunner, scheduler as schedulerOf } from './jobs/index.ts';
import { utilityWire } from './processes/utility.ts';
import { reminderWatch } from './rights/index.ts';
import { fileDialogs } from './shell/dialogs.ts';
import { fileHandles } from './shell/file-handles.ts';
import { holdSingleInstance, setUpCrashReport, setUpQuit } from './shell/lifecycle.ts';
import { setUpMenu } from './shell/menu.ts';
import { bringUp, notifyDue, notifyEnded, notifySecurity, notifyTampering } from './shell/notify.ts';
import { registerScheme, serveApp } from './shell/origin.ts';
import { lockSession, openPage, setUpPolicy } from './shell/policy.ts';
import { watchPresence } from './shell/presence.ts';
import { osSecretStore } from './shell/secrets.ts';
import { applyColourScheme, createWindow } from './shell/window.ts';

/** How often reports that wait for a time-stamp are tried again, and how soon after the start. Milliseconds. */
const STAMP_EVERY_MS = 15 * 60_000;
const STAMP_FIRST_MS = 20_000;

const asked = profileArgument(process.argv);
const machine = { platform: process.platform, env: process.env, home: app.getPath('home') };
if (asked !== null) app.setPath('userData', profileFolder(asked, machine));
const folder = app.getPath('userData');
const log = fileLog(join(folder, 'logs', 'attestry.log'));
const devUrl = developmentUrl(process.env.ELECTRON_RENDERER_URL, app.isPackaged);
let window: BrowserWindow | null = null;

setUpCrashReport(app, log);
registerScheme();
setUpPolicy(app, { devUrl, log });
const first = holdSingleInstance(app, () => {
  if (window !== null) bringUp(window);
});
if (first)
  app
    .whenReady()
    .then(open)
    .catch((error: unknown) => {
      log.failure('app.start', error, 'start');
      const known =
        error instanceof Fault ? `${error.message}\n\n${error.remedy}` : 'Something unforeseen went wrong.';
      dialog.showErrorBox('Attestry cannot start', known);
      app.exit(1);
    });
else app.quit();

async function open(): Promise<void> {
  lockSession(session.defaultSession, devUrl);
  serveApp(join(import.meta.dirname, '../renderer'));
  const windows = windowRegister();
  const push = pushTo(windows, log);
  const { settings } = await readProfile(folder);
  applyColourScheme(settings.colourScheme);
  const services = compose({
    folder,
    resources: app.isPackaged ? process.resourcesPath : join(app.getAppPath(), 'resources'),
    bundles: import.meta.dirname,
    version: app.getVersion(),
    secrets: osSecretStore(safeStorage, process.platform),
    startWire: utilityWire,
    patience: 800,
    changed: () => {
      push('status.changed', {});
    },
    administratorChanged: () => {
      push('administrator.changed', {});
    },
    reviewsChanged: () => {
      push('reviews.changed', {});
    },
    rightsChanged: () => {
      push('rights.changed', {});
    },
    controlTestsChanged: () => {
      push('control-tests.changed', {});
    },
    scheduleChanged: () => {
      push('schedule.changed', {});
    },
    security: {
      changed: () => {
        push('security-events.changed', {});
      },
      driftChanged: () => {
        push('drift.changed', {});
      },
      called: (why) => {
        log.warn('security-events.call', { why });
        notifySecurity(why, window);
      },
    },
    risk: {
      changed: () => {
        push('risk.changed', {});
      },
      failed: (error) => {
        log.failure('risk.look', error, newCorrelation());
      },
    },
    monitor: {
      changed: () => {
        push('monitor.changed', {});
      },
      alerted: ({ run }) => {
        push('monitor.changed', {});
        if (run === null) {
          log.warn('monitor.disagreement');
          return;
        }
        log.warn('monitor.looked-into', { runId: run.runId, result: run.result, found: run.found });
        push('runs.changed', {});
        push('status.changed', {});
        if (run.result === 'tampered') notifyTampering(window);
      },
      failed: (error) => {
        log.failure('monitor.cycle', error, newCorrelation());
      },
    },
  });
  const jobs = jobRunner({
    clock: systemClock,
    log,
    push,
    toFailure: failureMapper({ log }),
    onEnd: (job) => {
      notifyEnded(job, window);
    },
    // Records that cannot be read are told where they are needed; the window opens all the same.
    past: await services.jobHistory.recent().catch(() => []),
    record: (job) => services.jobHistory.append(job),
  });
  const scheduler = schedulerOf({
    schedule: services.schedule,
    jobs,
    timer: systemTimer,
    verified: (run) => {
      push('runs.changed', {});
      push('status.changed', {});
      if (run.result !== 'intact') services.monitor.raise(run);
    },
    failed: (error) => {
      log.failure('schedule.look', error, newCorrelation());
    },
  });
  const reminders = reminderWatch({
    ...{ rights: services.rights, timer: systemTimer },
    told: (due) => {
      const isLate = due.some(({ level }) => level === 'overdue');
      notifyDue(isLate, window);
    },
    failed: (error) => {
      log.failure('rights.remind', error, newCorrelation());
    },
  });
  const daily = dailyTests({
    ...{ timer: systemTimer, clock: systemClock },
    list: () => services.controlTests.list(),
    connected: async () => (await services.status()).clinic.state === 'connected',
    begin: () => {
      if (jobs.list().some(({ kind, state }) => kind === 'control-tests' && state === 'running')) return;
      jobs.start('control-tests', 'Daily tests of controls', async (work) => {
        await services.controlTests.run({}, work);
        return null;
      });
    },
    failed: (error) => {
      log.failure('control-tests.daily', error, newCorrelation());
    },
  });
  const dialogs = fileDialogs({
    parent: () => {
      if (window === null) throw new Error('no window');
      return window;
    },
    folder: app.getPath('documents'),
    handles: fileHandles(),
  });
  const handlers = handlersFor({ services, jobs, scheduler, dialogs, push, applyColourScheme });
  bindIpc(
    router(contract, handlers, {
      trusted: senderCheck({ registered: (id) => windows.has(id), devUrl }),
      log,
    }),
    windows,
  );
  const stampWaiting = (): void => {
    const work = { signal: new AbortController().signal, progress: () => undefined };
    services.signing.stampWaiting(work.signal).catch((error: unknown) => {
      log.failure('time-stamps.waiting-files', error, newCorrelation());
    });
    services.reports.stampWaiting(work).then(
      (added) => {
        if (added > 0) push('reports.changed', {});
      },
      // An authority that is out of reach is the ordinary case here; the reports say that they wait.
      (error: unknown) => {
        log.failure('time-stamps.waiting', error, newCorrelation());
      },
    );
  };
  setInterval(stampWaiting, STAMP_EVERY_MS).unref();
  setTimeout(stampWaiting, STAMP_FIRST_MS).unref();
  powerMonitor.on('suspend', () => {
    services.monitor.suspend();
  });
  powerMonitor.on('resume', () => {
    services.monitor.renew();
    services.securityWatch.renew();
    scheduler.wake();
    reminders.wake();
  });
  // Who cannot be asked how long it may take is trusted for the shortest time.
  const idleSeconds = async (): Promise<number> =>
    60 * (await services.signOutAfter.get().catch(() => SIGN_OUT_AFTER.shortest));
  watchPresence(powerMonitor, idleSeconds, (why) => {
    services.administrator.leave();
    if (services.token.identity() === null) return;
    log.info('token.left', { why });
    services.token.signOut().catch((error: unknown) => {
      log.failure('token.left', error, newCorrelation());
    });
  });
  setUpMenu({ push, openPage, packaged: app.isPackaged, platform: process.platform });
  let remembered: Promise<unknown> = Promise.resolve();
  setUpQuit(app, {
    close: async () => {
      scheduler.close();
      reminders.close();
      daily.close();
      await jobs.shutdown(5000);
      await services.close();
      await remembered;
    },
    limitMs: 8000,
    log,
  });
  window = createWindow({
    url: devUrl ?? 'app://attestry/index.html',
    preload: join(import.meta.dirname, '../preload/preload.cjs'),
    devTools: !app.isPackaged,
    bounds: settings.window,
    windows,
    log,
    remember: (bounds) => {
      remembered = updateProfile(folder, (p) => ({
        ...p,
        settings: { ...p.settings, window: bounds },
      })).catch(() => {
        log.warn('window.place-not-kept');
      });
    },
  });
  await services.monitor.start();
  services.securityWatch.start();
  scheduler.start();
  reminders.start();
  daily.start();
}
