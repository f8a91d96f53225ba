import { notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import type { MonitorAlert } from '../../src-shared/audit/monitor.ts';
import { formatOf } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';

/** Shows what the monitor saw, at once and until it is closed; then what the full verification made of it. */
export function useMonitorAlert(): void {
  const alert = useAnswer('monitor.status', {}).data?.alert ?? null;
  const shown = useRef<string | null>(null);
  useEffect(() => {
    if (alert === null) return;
    const state = `${alert.detectedAt} ${alert.run?.runId ?? ''}`;
    if (shown.current === state) return;
    const isNew = shown.current?.startsWith(alert.detectedAt) !== true;
    shown.current = state;
    const id = `monitor ${alert.detectedAt}${isNew ? '' : ' run'}`;
    const notice = {
      id,
      autoClose: false as const,
      ...wordsFor(alert, () => {
        notifications.hide(id);
      }),
    };
    // One that was closed meanwhile: what came of it is shown all the same.
    if (!isNew) notifications.hide(`monitor ${alert.detectedAt}`);
    notifications.show(notice);
  }, [alert]);
}

/** @param opened - the officer goes to the run: the notice has done its work, and may lie over what they came for */
function wordsFor({ by, run }: MonitorAlert, opened: () => void) {
  if (run === null)
    return {
      title: 'The monitor saw something that does not agree',
      message: 'The log is not as this computer witnessed it. The whole log is being verified now.',
      color: 'red',
    };
  const open = (
    <a className="link" href={`#/integrity/runs/${run.runId}`} onClick={opened}>
      Open the run
    </a>
  );
  const who = by === 'monitor' ? 'The monitor' : 'A scheduled verification';
  if (run.result === 'tampered')
    return {
      title: `${who} found tampering`,
      message: (
        <>
          {by === 'monitor' ? 'The whole log was verified' : 'The log was verified'}:{' '}
          {formatOf(run.found, 'finding', 'findings')}. {open}
        </>
      ),
      color: 'red',
    };
  return {
    title: run.result === 'intact' ? `${who} looked into it` : `${who} could not tell`,
    message:
      run.result === 'intact' ? (
        <>What did not agree a moment ago agrees again: the whole log is intact now. {open}</>
      ) : (
        <>The log was verified, without a verdict. {open}</>
      ),
    color: 'yellow',
  };
}
