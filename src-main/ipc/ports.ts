import type { EventName } from '../../src-shared/ipc/channels.ts';
import type { EventPayload } from '../../src-shared/ipc/contract.ts';

/** Tells every window that something changed; the payload holds ids only. Never throws. */
export type Push = <E extends EventName>(event: E, payload: EventPayload<E>) => void;

/** The end of a wire to one window. */
export interface WindowEnd {
  /** Id of its web contents. */
  readonly id: number;
  send(event: string, payload: unknown): void;
}

/** What a file dialog offers, e.g. `{ name: 'PDF document', extensions: ['pdf'] }`; extensions without the dot. */
export type FileFilter = { readonly name: string; readonly extensions: readonly string[] };

/** A file as the window may know it: an opaque handle, and the name without its folder. */
export type ChosenFile = { readonly handle: string; readonly name: string };

/** File dialogs. Paths stay in the main process: the window sees handles and names. */
export interface FileDialogs {
  /** Lets the officer choose one file to read; null when they cancelled. */
  openFile(options: {
    readonly title: string;
    readonly filters: readonly FileFilter[];
  }): Promise<ChosenFile | null>;
  /** Lets the officer choose where to write; null when they cancelled. Nothing is written yet. */
  saveFile(options: {
    readonly title: string;
    /** Name without a folder. */
    readonly defaultName: string;
    readonly filters: readonly FileFilter[];
  }): Promise<ChosenFile | null>;
  /**
   * Absolute path behind a handle of this run.
   * @throws Fault `file-unreadable` for a handle that is not known (any more)
   */
  pathOf(handle: string): string;
  /** A handle for a file that was written beside a chosen one. */
  handleOf(path: string): ChosenFile;
  /**
   * Shows the file in the system's file manager.
   * @throws Fault `file-unreadable` as {@link FileDialogs.pathOf}
   */
  reveal(handle: string): void;
}
