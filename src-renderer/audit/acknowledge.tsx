import { Button, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { REASON_LENGTH } from '../../src-shared/audit/monitor.ts';
import { queries, useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { When } from '../ui/when.tsx';

/** Who took note of a finding and why, and the form to do so. The verdict stays as it is. */
export function Acknowledge({ runId, index }: { readonly runId: string; readonly index: number }): ReactNode {
  const known = useAnswer('findings.acknowledgements', { runId, index });
  const save = useAsk('findings.acknowledge');
  const [reason, setReason] = useState('');
  const enough = reason.trim().length >= REASON_LENGTH;
  const list = known.data?.acknowledgements ?? [];
  return (
    <section className="panel-part" aria-label="Acknowledgement">
      <h3>Acknowledgement</h3>
      {known.isError ? <FailurePanel failure={known.error} onRetry={() => void known.refetch()} /> : null}
      {list.length === 0 ? null : (
        <ul className="acknowledgements">
          {list.map(({ reason: given, by, at }) => (
            <li key={`${at}${by}`}>
              <p dir="auto">{given}</p>
              <p className="soft small">
                <bdi>{by}</bdi>, <When at={at} />
              </p>
            </li>
          ))}
        </ul>
      )}
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!enough) return;
          void save.ask({ runId, index, reason: reason.trim() }).then(async (done) => {
            if (done === null) return;
            setReason('');
            await queries.invalidateQueries({ queryKey: ['findings.acknowledgements'] });
          });
        }}
      >
        <Textarea
          label={list.length === 0 ? 'Take note of this finding: why, or what was done' : 'Add to it'}
          description="It is kept with your name and the time. The verdict stays as it is."
          value={reason}
          maxLength={2000}
          autosize
          minRows={2}
          onChange={(event) => {
            setReason(event.currentTarget.value);
          }}
        />
        {save.failure === null ? null : <FailurePanel failure={save.failure} />}
        <div className="row">
          <Button type="submit" variant="default" loading={save.busy} disabled={!enough}>
            Acknowledge
          </Button>
          <span className="soft small">{enough ? '' : `At least ${REASON_LENGTH} characters.`}</span>
        </div>
      </form>
    </section>
  );
}
