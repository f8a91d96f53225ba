import type { Handlers } from '../../../src-shared/ipc/contract.ts';
import type { JobRunner, Scheduler } from '../../jobs/index.ts';
import type { Services } from '../../jobs/ports.ts';
import type { FileDialogs, Push } from '../ports.ts';

/** What the handlers are given. */
export type HandlerParts = {
  readonly services: Services;
  readonly jobs: JobRunner;
  readonly scheduler: Scheduler;
  readonly dialogs: FileDialogs;
  readonly push: Push;
  readonly applyColourScheme: (scheme: 'system' | 'light' | 'dark') => void;
  /** Tells the windows that something the status strip shows has changed. */
  readonly changed: () => void;
};

/** The handlers of one capability's contract. */
export type HandlersOf<C> = Pick<Handlers, keyof C & keyof Handlers>;
