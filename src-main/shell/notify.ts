import { Notification, type BrowserWindow } from 'electron';
import type { Job } from '../../src-shared/jobs/types.ts';
import type { SecurityCall } from '../clinic/index.ts';

/** Fixed words, chosen by kind and state only: a notification stays on a locked screen and in the system's history. */
const WORDS: Readonly<Record<Job['kind'], Partial<Record<Job['state'], string>>>> = {
  sample: { done: 'The sample clinic is ready.', failed: 'The sample clinic could not be started.' },
  seal: { done: 'The audit log is sealed.', failed: 'The audit log could not be sealed.' },
  'sign-checkpoints': { done: 'Checkpoints are signed.', failed: 'Checkpoints could not be signed.' },
  verify: { done: 'A verification has finished.', failed: 'A verification could not be finished.' },
  export: { done: 'A file is saved.', failed: 'A file could not be saved.' },
  bundle: { done: 'The bundle is saved.', failed: 'The bundle could not be made.' },
  'take-over': { failed: 'An audit table could not be taken over.' },
  cut: { done: 'The certificate is signed.', failed: 'The certificate could not be signed.' },
  witness: { done: 'The own copy was looked at.', failed: 'The own copy could not be looked at.' },
  'control-tests': { done: 'Controls were tested.', failed: 'Controls could not be tested.' },
  respond: { done: 'An answer is prepared.', failed: 'An answer could not be prepared.' },
  dispose: { done: 'The deletion is done, verified and signed.', failed: 'A deletion failed.' },
  guard: { done: 'The guard pack was changed.', failed: 'The guard pack could not be changed.' },
  collect: { done: 'Records were collected.', failed: 'Records could not be collected to the end.' },
  'seal-evidence': { done: 'Evidence was encrypted.', failed: 'Evidence could not be encrypted to the end.' },
  'share-evidence': {
    done: 'Evidence was opened up to colleagues.',
    failed: 'Evidence could not be opened up to the end.',
  },
  rewrap: { done: 'Data was encrypted anew.', failed: 'Data could not be encrypted anew.' },
  fields: { done: 'Columns are done.', failed: 'Columns could not be finished.' },
  classify: { done: 'The columns were looked at.', failed: 'The columns could not be looked at.' },
  check: { done: 'Everything was checked.', failed: 'The check could not be finished.' },
  report: { done: 'A report is ready.', failed: 'A report could not be made.' },
};

/** Tells the officer that a job ended, when the window is not what they are looking at; a click brings it up. */
export function notifyEnded(
  job: Pick<Job, 'kind' | 'state' | 'verification'>,
  window: BrowserWindow | null,
): void {
  // What comes by itself speaks up when it found something, see notifyTampering.
  if (job.verification?.scheduled === true) return;
  const body = WORDS[job.kind][job.state];
  if (body === undefined || window === null || window.isDestroyed() || window.isFocused()) return;
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title: 'Attestry', body });
  notification.on('click', () => {
    bringUp(window);
  });
  notification.show();
}

/** Tells the officer that the monitor found tampering, whatever they are looking at; a click brings the window up. */
export function notifyTampering(window: BrowserWindow | null): void {
  callUp('The audit log was tampered with.', 'critical', window);
}

const SECURITY: Readonly<Record<SecurityCall, string>> = {
  high: 'A security event of high severity came in.',
  critical: 'A critical security event waits for an answer within 15 minutes.',
  overdue: 'A critical security event was not answered in time.',
};

/** Tells the officer that a security event waits, whatever they are looking at; a click brings the window up. */
export function notifySecurity(why: SecurityCall, window: BrowserWindow | null): void {
  callUp(SECURITY[why], why === 'high' ? 'normal' : 'critical', window);
}

/** Tells the officer that patients' requests have become pressing, or late; a click brings the window up. */
export function notifyDue(isLate: boolean, window: BrowserWindow | null): void {
  if (isLate) callUp('A patient’s request is overdue.', 'critical', window);
  else callUp('A patient’s request is due soon.', 'normal', window);
}

function callUp(body: string, urgency: 'normal' | 'critical', window: BrowserWindow | null): void {
  if (window === null || window.isDestroyed() || !Notification.isSupported()) return;
  const notification = new Notification({ title: 'Attestry', body, urgency });
  notification.on('click', () => {
    bringUp(window);
  });
  notification.show();
}

/** Shows the window in front of the others. */
export function bringUp(window: BrowserWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
