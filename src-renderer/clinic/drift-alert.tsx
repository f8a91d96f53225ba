import { notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import { formatOf } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';

/** Shows what the monitor saw change in the guard of the clinic's database, until it is closed. */
export function useDriftAlert(): void {
  const report = useAnswer('drift.status', {}).data;
  const shown = useRef<string | null>(null);
  const alert = report === undefined || report.standing.length === 0 ? null : report.alert;
  useEffect(() => {
    if (alert === null || shown.current === alert.detectedAt) return;
    shown.current = alert.detectedAt;
    const id = `drift ${alert.detectedAt}`;
    notifications.show({
      id,
      autoClose: false,
      color: 'red',
      title: 'The guard in the clinic’s database was changed',
      message: (
        <>
          <span dir="auto">{alert.first}</span>
          {alert.found > 1 ? ` ${formatOf(alert.found - 1, 'more change', 'more changes')}.` : ''}{' '}
          <a
            className="link"
            href="#/clinic"
            onClick={() => {
              notifications.hide(id);
            }}
          >
            See what differs
          </a>
        </>
      ),
    });
  }, [alert]);
}
