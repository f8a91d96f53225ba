import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ApiFailure } from '../lib/api.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Facts } from '../ui/page.tsx';

/** The sheet before a change of the clinic's database: what happens in one sentence, to what, and how it is undone. */
export function ChangeSheet({
  title,
  sentence,
  facts,
  undo,
  go,
  dangerous = false,
  ready = true,
  busy,
  failure,
  onGo,
  onClose,
  children,
}: {
  readonly title: string;
  readonly sentence: ReactNode;
  readonly facts: readonly (readonly [string, ReactNode])[];
  readonly undo: string;
  /** The word on the button. */
  readonly go: string;
  readonly dangerous?: boolean;
  readonly ready?: boolean;
  readonly busy: boolean;
  readonly failure: ApiFailure | null;
  readonly onGo: () => void;
  readonly onClose: () => void;
  /** What else has to be said or chosen. */
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <Modal opened onClose={onClose} title={title} size={600}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) onGo();
        }}
      >
        <p className="break">{sentence}</p>
        <Facts rows={[...facts, ['Undo', undo]]} />
        {children}
        {failure === null ? null : <FailurePanel failure={failure} />}
        <div className="row row-end">
          <Button variant="default" data-autofocus onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={busy} disabled={!ready} {...(dangerous ? { color: '#a8221b' } : {})}>
            {go}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
