import { Button } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Failure } from '../../src-shared/ipc/result.ts';
import { Copy } from './hash.tsx';

/** A failure: what happened, what to do, and small the code and where it stands in the log. */
export function FailurePanel({
  failure,
  onRetry,
  children,
}: {
  readonly failure: Pick<Failure, 'code' | 'message' | 'remedy' | 'correlation'>;
  readonly onRetry?: (() => void) | undefined;
  /** A better way out than trying again. */
  readonly children?: ReactNode;
}): ReactNode {
  const reference = failure.correlation === '' ? failure.code : `${failure.code} · ${failure.correlation}`;
  return (
    <section className="notice notice-bad" role="alert" data-code={failure.code}>
      <IconAlertCircle size={20} className="ink-bad" aria-hidden />
      <div className="notice-body">
        <p className="notice-title" dir="auto">
          {failure.message}
        </p>
        {failure.remedy === '' ? null : <p dir="auto">{failure.remedy}</p>}
        <p className="small soft notice-reference">
          <span className="mono" dir="ltr">
            {reference}
          </span>
          <Copy value={reference} what="reference" />
        </p>
        {onRetry === undefined && children === undefined ? null : (
          <div className="row">
            {onRetry === undefined ? null : (
              <Button size="xs" variant="default" onClick={onRetry}>
                Try again
              </Button>
            )}
            {children}
          </div>
        )}
      </div>
    </section>
  );
}
