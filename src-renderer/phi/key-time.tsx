import { Button, NumberInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { KEY_SECONDS } from '../../src-shared/phi/fields.ts';
import { formatCount } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Loading, Section } from '../ui/page.tsx';

/** For how long a program may read encrypted columns with the key it was given, and the field that sets it. */
export function KeyTime({
  busy,
  need,
}: {
  readonly busy: boolean;
  readonly need: (then: (handle: string) => void) => void;
}): ReactNode {
  const answer = useAnswer('fields.key-time', {});
  const set = useAsk('fields.set-key-time');
  const [typed, setTyped] = useState<number | null>(null);
  const seconds = answer.data?.seconds;
  const wanted = typed ?? seconds ?? KEY_SECONDS.preset;
  const ready = wanted >= KEY_SECONDS.min && wanted <= KEY_SECONDS.max && wanted !== seconds;
  return (
    <Section title="How long the key stays given">
      {answer.isPending ? <Loading /> : null}
      {answer.isError ? <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {seconds === null ? (
        <Notice tone="unsure">
          The guard pack in the database is older: a transaction that is given the key keeps it to its end,
          however long that is. Upgrade the pack on the page Connection.
        </Notice>
      ) : null}
      {typeof seconds !== 'number' ? null : (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (!ready) return;
            need((handle) => {
              void set.ask({ administrator: handle, seconds: wanted }).then((done) => {
                if (done !== null) setTyped(null);
              });
            });
          }}
        >
          <p>
            A program of the clinic that was given the key may begin to read with it for{' '}
            <strong>{formatCount(seconds)} seconds</strong>, in the transaction that got it and no other. A
            transaction that is left open for that long is ended by the database.
          </p>
          <div className="row row-bottom">
            <NumberInput
              label="Seconds"
              description={`${formatCount(KEY_SECONDS.min)} to ${formatCount(KEY_SECONDS.max)}; the shorter, the less a forgotten connection can read`}
              allowDecimal={false}
              min={KEY_SECONDS.min}
              max={KEY_SECONDS.max}
              w={320}
              value={wanted}
              onChange={(value) => {
                setTyped(typeof value === 'number' ? value : null);
              }}
            />
            <Button type="submit" variant="default" disabled={busy || !ready} loading={set.busy}>
              Set it
            </Button>
          </div>
          {set.failure === null ? null : <FailurePanel failure={set.failure} />}
        </form>
      )}
    </Section>
  );
}
