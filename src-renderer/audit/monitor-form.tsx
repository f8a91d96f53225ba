import { Button, NumberInput, Switch } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import {
  CYCLES_IN_GUARANTEE,
  GUARANTEE_MS,
  type MonitorStatus,
  PERIOD_MS,
} from '../../src-shared/audit/monitor.ts';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';

const SECOND = 1000;
const HOUR = 3_600_000;

/** The settings of the monitor. Typed values stay until they are saved. */
export function MonitorForm({ status }: { readonly status: MonitorStatus }): ReactNode {
  const save = useAsk('monitor.set');
  const [enabled, setEnabled] = useState(status.state !== 'off');
  const [seconds, setSeconds] = useState<number | string>(status.periodMs / SECOND);
  const [hours, setHours] = useState<number | string>(status.guaranteeMs / HOUR);
  const [seal, setSeal] = useState(status.sealEveryCycle);
  const periodMs = Math.round(Number(seconds) * SECOND);
  const guaranteeMs = Math.round(Number(hours) * HOUR);
  const periodWrong = !(periodMs >= PERIOD_MS.min && periodMs <= PERIOD_MS.max);
  const guaranteeWrong = !(
    guaranteeMs >= Math.max(GUARANTEE_MS.min, CYCLES_IN_GUARANTEE * periodMs) &&
    guaranteeMs <= GUARANTEE_MS.max
  );
  return (
    <form
      className="stack"
      aria-label="Settings of the monitor"
      onSubmit={(event) => {
        event.preventDefault();
        if (!periodWrong && !guaranteeWrong)
          void save.ask({ enabled, periodMs, guaranteeMs, sealEveryCycle: seal });
      }}
    >
      <Switch
        label="Monitor the log while this window is open"
        checked={enabled}
        onChange={(event) => {
          setEnabled(event.currentTarget.checked);
        }}
      />
      <Switch
        label="Seal new entries in every cycle"
        checked={seal}
        onChange={(event) => {
          setSeal(event.currentTarget.checked);
        }}
      />
      <div className="row monitor-fields">
        <NumberInput
          label="A cycle every"
          suffix=" seconds"
          value={seconds}
          onChange={setSeconds}
          min={PERIOD_MS.min / SECOND}
          max={PERIOD_MS.max / SECOND}
          clampBehavior="none"
          error={periodWrong ? 'From 10 seconds to 1 hour (3,600).' : null}
        />
        <NumberInput
          label="Every entry again within"
          suffix=" hours"
          value={hours}
          onChange={setHours}
          max={GUARANTEE_MS.max / HOUR}
          decimalScale={3}
          clampBehavior="none"
          error={guaranteeWrong ? 'At least four cycles, at most 744 hours (31 days).' : null}
        />
      </div>
      {save.failure === null ? null : <FailurePanel failure={save.failure} />}
      <div className="row">
        <Button type="submit" variant="default" loading={save.busy} disabled={periodWrong || guaranteeWrong}>
          Save
        </Button>
        <span role="status" className="soft small">
          {save.answer === null ? '' : 'Saved; the next cycle begins at once.'}
        </span>
      </div>
    </form>
  );
}
