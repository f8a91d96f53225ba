import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ApiFailure } from '../lib/api.ts';
import { FailurePanel } from './failure.tsx';

/** What stands below every sheet: what came of the last try, the way back, and the button that does it. */
export type SheetEnd = {
  /** The word on the button. */
  readonly go: string;
  readonly dangerous?: boolean;
  readonly ready?: boolean;
  readonly busy: boolean;
  readonly failure: ApiFailure | null;
  readonly onGo: () => void;
  readonly onClose: () => void;
};

/** What a sheet says before something is changed: what happens in one sentence, to what, and how it is undone. */
export type SheetWords = {
  readonly title: string;
  readonly sentence: ReactNode;
  readonly facts: readonly (readonly [string, ReactNode])[];
  readonly undo: string;
};

/** The form of a sheet. Without a field of its own the way back has the focus: Enter must not change anything by chance. */
export function SheetForm({
  go,
  dangerous = false,
  ready = true,
  busy,
  failure,
  onGo,
  onClose,
  asks = false,
  children,
}: SheetEnd & {
  /** It has a field that takes the focus. */
  readonly asks?: boolean;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onGo();
      }}
    >
      {children}
      {failure === null ? null : <FailurePanel failure={failure} />}
      <div className="row row-end">
        <Button variant="default" {...(asks ? {} : { 'data-autofocus': true })} onClick={onClose}>
          Not now
        </Button>
        <Button type="submit" loading={busy} disabled={!ready} {...(dangerous ? { color: '#a8221b' } : {})}>
          {go}
        </Button>
      </div>
    </form>
  );
}
