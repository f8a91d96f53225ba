import type { ActivityEvent } from '../../../src-shared/audit/activity.ts';
import type { ReadFramework } from '../framework-file.ts';
import type { Edition, EditionRecord } from './edition.ts';

/** Where frameworks of one's own are kept; none is ever changed or lost. */
export interface FrameworkStore {
  /** Every edition, also those taken out of use, in the order in which they came. */
  all(): Promise<readonly Edition[]>;
  /** Changes whenever an edition came or went. */
  state(): Promise<string>;
  /**
   * Adds an edition together with the entry of the activity log.
   *
   * @param after - how many editions there were on the picture that it was decided on
   * @throws Fault `framework-changed` when another one was faster
   */
  add(edition: Omit<EditionRecord, 'number' | 'removed'>, after: number, event: ActivityEvent): Promise<void>;
  /**
   * Takes editions out of use, all of them or none.
   *
   * @throws Fault `framework-in-use` when a cycle was opened under one of them, `framework-changed` when one is gone already
   */
  remove(
    numbers: readonly number[],
    when: { readonly at: string; readonly by: string },
    event: ActivityEvent,
  ): Promise<void>;
}

/** Takes files of frameworks apart; seconds for a large one, so the program does it on a thread. */
export interface FrameworkReader {
  /** As `readFramework`, without what stands beside it. */
  read(bytes: Uint8Array): Promise<ReadFramework>;
  /** The lines of places in the file; null where there is none. */
  lines(bytes: Uint8Array, paths: readonly (readonly PropertyKey[])[]): Promise<readonly (number | null)[]>;
}
