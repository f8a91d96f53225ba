import { Button, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { RiskChange } from '../../src-shared/risk/change.ts';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';

const LEAST = 3;

/** The reason of a change, and the button that makes it. */
export function ReasonRow({
  change,
  go,
  onDone,
}: {
  /** Null while something is missing. */
  readonly change: RiskChange | null;
  readonly go: string;
  readonly onDone?: () => void;
}): ReactNode {
  const [reason, setReason] = useState('');
  const tune = useAsk('risk.tune');
  const enough = reason.trim().length >= LEAST && change !== null;
  return (
    <>
      {tune.failure === null ? null : <FailurePanel failure={tune.failure} />}
      <div className="row access-filter">
        <TextInput
          className="grow"
          label="Why"
          placeholder="Kept with your name; name no patients"
          value={reason}
          maxLength={2000}
          onChange={(event) => {
            setReason(event.currentTarget.value);
          }}
        />
        <Button
          type="button"
          variant="default"
          loading={tune.busy}
          disabled={!enough}
          onClick={() => {
            if (change === null) return;
            void tune.ask({ change, reason: reason.trim() }).then((answer) => {
              if (answer !== null) onDone?.();
            });
          }}
        >
          {go}
        </Button>
      </div>
    </>
  );
}
