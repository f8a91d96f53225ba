import { Button, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { REASON_LENGTH } from '../../src-shared/audit/monitor.ts';
import { useRunning } from '../jobs/running.ts';
import { formatOf } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { commonName } from '../token/words.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { Notice } from '../ui/notice.tsx';
import { Loading, Section } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';

/** This computer's own copy of the hashes: its check, and reading it anew by the officer's decision. */
export function OwnCopy(): ReactNode {
  const state = useAnswer('witness.state', {});
  const check = useAsk('witness.check');
  const rebuild = useAsk('witness.rebuild');
  const running = useRunning(['witness']);
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const enough = reason.trim().length >= REASON_LENGTH;
  const checked = state.data?.checked ?? null;
  const bad = checked === null ? [] : [...checked.problems, ...checked.contradicted.map(contradictedWords)];
  return (
    <Section title="This computer’s own copy">
      {state.isPending ? <Loading lines={2} /> : null}
      {state.isError ? <FailurePanel failure={state.error} onRetry={() => void state.refetch()} /> : null}
      {state.data === undefined ? null : (
        <p>
          This computer has witnessed {formatOf(state.data.entries, 'entry', 'entries')}. Whatever is changed
          in the clinic is compared with this copy (the witness).
        </p>
      )}
      {checked === null ? null : bad.length === 0 ? (
        <Notice tone="none">
          The copy is whole. Checked <When at={checked.at} />.
        </Notice>
      ) : (
        <Notice tone="unsure">
          <p>
            The copy is damaged, so verification cannot tell. Checked <When at={checked.at} />.
          </p>
          <ul>
            {bad.slice(0, 8).map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
          <p>
            Restore the profile folder from a backup if there is one. Only if there is none, read a new copy
            from the clinic: it then vouches only for what is in the clinic now.
          </p>
        </Notice>
      )}
      {check.failure === null ? null : <FailurePanel failure={check.failure} />}
      {rebuild.failure === null ? null : <FailurePanel failure={rebuild.failure} />}
      {running === undefined ? (
        <div className="row">
          <Button variant="default" loading={check.busy} onClick={() => void check.ask({})}>
            Check this computer’s own copy
          </Button>
          <button
            type="button"
            className="link small"
            aria-expanded={asking}
            onClick={() => {
              setAsking(!asking);
            }}
          >
            Read a new copy from the clinic…
          </button>
        </div>
      ) : (
        <JobProgress job={running} />
      )}
      {asking && running === undefined ? (
        <form
          className="panel-part stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (!enough) return;
            void rebuild.ask({ reason: reason.trim() }).then((done) => {
              if (done === null) return;
              setAsking(false);
              setReason('');
            });
          }}
        >
          <Notice tone="unsure">
            The old copy is kept beside as evidence and all signed checkpoints stay. Changes made in the
            clinic that only the old copy could show can then be shown by the checkpoints alone.
          </Notice>
          <Textarea
            label="Why a new copy is needed"
            description="It stands with your name in every later verification and report."
            value={reason}
            maxLength={500}
            autosize
            minRows={2}
            onChange={(event) => {
              setReason(event.currentTarget.value);
            }}
          />
          <div className="row">
            <Button type="submit" color="red" disabled={!enough} loading={rebuild.busy}>
              Keep the old copy and read a new one
            </Button>
            <span className="soft small">
              {enough ? '' : `At least ${String(REASON_LENGTH)} characters.`}
            </span>
          </div>
        </form>
      ) : null}
      {state.data === undefined || state.data.rebuilds.length === 0 ? null : (
        <ul className="acknowledgements" aria-label="Copies read anew">
          {state.data.rebuilds.map(({ at, by, reason: given, kept, behind }) => (
            <li key={at}>
              <p dir="auto">
                Read anew, because: {given} <span className="soft">(before: {kept})</span>
              </p>
              {behind === null ? null : (
                <p className="soft small" dir="auto">
                  It begins behind the removal of the first {formatOf(behind.size, 'entry', 'entries')}, on
                  the word of {commonName(behind.by)} (signed <When at={behind.signedAt} />
                  ).
                </p>
              )}
              <p className="soft small">
                <bdi>{by}</bdi>, <When at={at} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

const contradictedWords = (size: number): string =>
  `It does not give the root of the signed checkpoint over ${formatOf(size, 'entry', 'entries')}.`;
