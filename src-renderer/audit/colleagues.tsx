import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Comparison } from '../../src-shared/audit/witness.ts';
import { formatOf } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { commonName } from '../token/words.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Hash } from '../ui/hash.tsx';
import { Notice } from '../ui/notice.tsx';
import { Facts, Section } from '../ui/page.tsx';
import { VerdictBadge } from '../ui/verdict.tsx';
import { When } from '../ui/when.tsx';

const WORDS = {
  agrees: ['intact', 'saw the same log as this computer'],
  contradicts: [
    'tampered',
    'saw another log than this computer. Keep both computers as they are and verify at “block chain”',
  ],
  later: [
    'could-not-tell',
    'saw more than this computer has. It is compared as soon as this one has seen as much',
  ],
  earlier: ['could-not-tell', 'saw the log before the removal behind which this computer’s copy begins'],
} as const satisfies Record<Comparison['outcome'], readonly [string, string]>;

/** Checkpoints of colleagues who watch the same log, against this computer's copy. */
export function Colleagues(): ReactNode {
  const state = useAnswer('witness.state', {});
  const compare = useAsk('witness.compare');
  const imported = compare.answer?.imported ?? null;
  const unknown = imported?.state === 'unknown-key' ? imported : null;
  const comparisons = state.data?.comparisons ?? [];
  return (
    <Section
      title="Colleagues who watch the same log"
      aside={
        <Button
          size="compact-sm"
          variant="default"
          loading={compare.busy}
          onClick={() => void compare.ask({ accept: null, handle: null })}
        >
          Compare a checkpoint…
        </Button>
      }
    >
      <p className="soft">
        Two computers that were shown different logs can only find out by comparing. Ask a colleague for the
        newest checkpoint and certificate of their computer.
      </p>
      {compare.failure === null ? null : <FailurePanel failure={compare.failure} />}
      {unknown === null ? null : (
        <Notice tone="unsure">
          <p>
            This computer does not know the key of <bdi>{commonName(unknown.signer)}</bdi> yet. Have your
            colleague read out the fingerprint of their certificate:
          </p>
          <Facts
            rows={[
              ['SHA-256', <Hash key="f" value={unknown.certificate} what="fingerprint of the certificate" />],
            ]}
          />
          <div className="row">
            <Button
              size="compact-sm"
              loading={compare.busy}
              onClick={() => void compare.ask({ accept: unknown.certificate, handle: unknown.handle })}
            >
              It is the same: accept this key
            </Button>
            <Button size="compact-sm" variant="default" onClick={compare.clear}>
              It is not
            </Button>
          </div>
        </Notice>
      )}
      {comparisons.length === 0 ? (
        <p className="soft">Nothing was compared yet.</p>
      ) : (
        <ul className="acknowledgements" aria-label="Comparisons">
          {comparisons.map((one) => (
            <li key={`${one.certificate}${String(one.size)}${one.root}`}>
              <div className="row">
                <span className="grow" dir="auto">
                  {commonName(one.signer)} {WORDS[one.outcome][1]}, up to{' '}
                  {formatOf(one.size, 'entry', 'entries')}.
                </span>
                <VerdictBadge verdict={WORDS[one.outcome][0]} />
              </div>
              <p className="soft small">
                Signed <When at={one.signedAt} />, compared <When at={one.at} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
