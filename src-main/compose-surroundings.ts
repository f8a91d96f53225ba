import type { SecretStore } from './base/secret-store.ts';
import type { MonitorListeners } from './compose-monitor.ts';
import type { RiskListeners } from './compose-risk.ts';
import type { SecurityListeners } from './compose-security.ts';
import type { StartWire } from './token/client.ts';

/** What differs between window and command line. */
export type Surroundings = {
  /** The profile. */
  readonly folder: string;
  /** The application's resources (guard/, sample/, …). */
  readonly resources: string;
  /** Folder of the main bundles, where the workers' entries are. */
  readonly bundles: string;
  readonly version: string;
  /** The operating system's safe storage; null on the command line. */
  readonly secrets: SecretStore | null;
  /** How token processes are started: Electron's utility process or a child process. */
  readonly startWire?: StartWire;
  /** Milliseconds the status waits for database and token; without it, as long as they take. */
  readonly patience?: number;
  /** Told when something the status strip shows has changed. */
  readonly changed?: () => void;
  /** Told when an administrator sat down at the desk, or left it. */
  readonly administratorChanged?: () => void;
  /** Told of what the monitor sees. */
  readonly monitor?: MonitorListeners;
  /** Told of security events. */
  readonly security?: SecurityListeners;
  /** Told when accesses were scored or decided on. */
  readonly risk?: RiskListeners;
  /** Told when a patient's request has changed. */
  readonly rightsChanged?: () => void;
  /** Told when a review of controls, a sample or evidence has changed. */
  readonly reviewsChanged?: () => void;
  /** Told when a control test has a new result. */
  readonly controlTestsChanged?: () => void;
  /** Told when a scheduled verification, or its plan, has changed. */
  readonly scheduleChanged?: () => void;
};
