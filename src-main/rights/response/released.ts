import type { Companion } from '../../../src-shared/rights/dossier.ts';

/** A field of an item as it is given out. */
export type ReleasedField = {
  readonly field: string;
  readonly title: string;
  /** Null: nothing stands there, it was redacted, or it is content. */
  readonly value: string | null;
  readonly redacted: boolean;
  /** A document, or a very long text, that is read when it is needed. */
  readonly content: {
    readonly bytes: number;
    readonly sha256: string;
    readonly text: boolean;
    read(): Promise<Uint8Array>;
  } | null;
};

/** An item that the person gets, whole or with fields left out. */
export type ReleasedItem = {
  readonly number: number;
  /** Source of the dossier map. */
  readonly source: string;
  /** What the source is called. */
  readonly title: string;
  readonly category: string;
  /** Names the row in its source. */
  readonly key: string;
  readonly day: string | null;
  readonly fields: readonly ReleasedField[];
  readonly companions: readonly Companion[];
  /** Treatment for substance use: whoever gets it is told not to pass it on (42 CFR 2.32). */
  readonly part2: boolean;
};

/**
 * What is released of a case, in order; it can be read more than once and is never held as a whole.
 *
 * @throws Fault `not-signed-in`, `token-…`, `envelope-…` while it is read
 */
export type ReleasedItems = () => AsyncIterable<ReleasedItem>;
