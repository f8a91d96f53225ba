import { Button, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { REASON_LENGTH } from '../../src-shared/audit/monitor.ts';
import type { StartingPoint as Point } from '../../src-shared/audit/witness.ts';
import { useRunning } from '../jobs/running.ts';
import { formatOf } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { commonName } from '../token/words.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Hash } from '../ui/hash.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { Notice } from '../ui/notice.tsx';
import { Facts, Section } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';

const AUTHORITY = {
  trusted: 'An authority that you trust stands behind it',
  untrusted: 'No authority that you trust stands behind it',
  'no-anchor': 'You trust no authority yet, so nothing vouches for this name',
} as const;
const FOLLOWS = {
  follows: 'It leads back to what this computer has witnessed',
  contradicts: 'It contradicts what this computer has witnessed',
  'nothing-witnessed': 'Nothing to compare: this computer has witnessed nothing of this log',
  'own-copy-damaged': 'Cannot be compared: this computer’s own copy is damaged',
} as const;

/** Beginning this computer's copy behind a removal that it did not see: what would be trusted, and the decision. */
export function StartingPoint(): ReactNode {
  const answer = useAnswer('witness.startingPoint', {});
  const running = useRunning(['witness']);
  const [asking, setAsking] = useState(false);
  const point = answer.data?.point ?? null;
  // That the database does not answer is said above, with the certificates.
  if (point === null) return null;
  const removed = formatOf(point.certificate.size, 'entry', 'entries');
  return (
    <Section title="Begin behind the removal">
      {point.needed ? (
        <Notice tone={point.follows === 'contradicts' ? 'bad' : 'unsure'}>
          The first {removed} were removed before this computer had witnessed them all, so it cannot tell what
          came before and witnesses nothing now. Whoever signed vouches for them: decide whether this computer
          begins behind the removal.
        </Notice>
      ) : (
        <p className="soft">
          This computer has witnessed what follows the removal of the first {removed}. Only if its own copy is
          damaged and there is no backup, begin anew behind that removal.
        </p>
      )}
      {point.needed || asking ? <Facts rows={factsOf(point)} /> : null}
      {running !== undefined ? (
        <JobProgress job={running} />
      ) : asking ? (
        <Decision
          point={point}
          onEnd={() => {
            setAsking(false);
          }}
        />
      ) : (
        <div className="row">
          <Button
            variant="default"
            disabled={point.follows === 'contradicts'}
            onClick={() => {
              setAsking(true);
            }}
          >
            Begin behind this removal…
          </Button>
          {point.follows === 'contradicts' ? (
            <span className="soft small">
              Not possible: verify at “block chain” and ask who removed entries.
            </span>
          ) : null}
        </div>
      )}
    </Section>
  );
}

const factsOf = ({
  certificate,
  subject,
  issuer,
  authority,
  knownKey,
  witnessed,
  follows,
  behind,
}: Point): readonly (readonly [string, ReactNode])[] => [
  [
    'Signed',
    <span key="s" dir="auto">
      <When at={certificate.signedAt} /> by {commonName(subject)}
    </span>,
  ],
  [
    'Authority',
    <span key="a" dir="auto">
      {commonName(issuer)}. {AUTHORITY[authority]}
    </span>,
  ],
  [
    'Key',
    knownKey
      ? 'Known: it signed here before, or you accepted it'
      : 'Not known to this computer yet: compare the fingerprint',
  ],
  ['Fingerprint', <Hash key="f" value={certificate.signer} what="fingerprint of the certificate" open />],
  [
    'Rule',
    <span key="r" dir="auto">
      {certificate.policy}
    </span>,
  ],
  [
    'Covers',
    `the first ${formatOf(certificate.size, 'entry', 'entries')}; ${formatOf(behind, 'entry follows', 'entries follow')}`,
  ],
  ['Tree', <Hash key="t" value={certificate.root} what="root of the removed entries" />],
  ['Witnessed here', `${formatOf(witnessed, 'entry', 'entries')}. ${FOLLOWS[follows]}`],
];

function Decision({ point, onEnd }: { readonly point: Point; readonly onEnd: () => void }): ReactNode {
  const begin = useAsk('witness.begin');
  const [reason, setReason] = useState('');
  const enough = reason.trim().length >= REASON_LENGTH;
  return (
    <form
      className="panel-part stack"
      aria-label="Begin behind the removal"
      onSubmit={(event) => {
        event.preventDefault();
        if (!enough) return;
        void begin.ask({ digest: point.digest, reason: reason.trim() }).then((done) => {
          if (done !== null) onEnd();
        });
      }}
    >
      <Notice tone="unsure">
        Have the officer who signed read out the fingerprint and compare it. What was removed this computer
        will never have seen; the copy so far is kept beside as evidence, and this key counts from now on for
        removals from this log.
      </Notice>
      {begin.failure === null ? null : <FailurePanel failure={begin.failure} />}
      <Textarea
        label="Why you take this certificate as the starting point"
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
        <Button type="submit" color="red" disabled={!enough} loading={begin.busy}>
          The fingerprint is the same: begin here
        </Button>
        <Button variant="subtle" onClick={onEnd}>
          Not now
        </Button>
        <span className="soft small">{enough ? '' : `At least ${String(REASON_LENGTH)} characters.`}</span>
      </div>
    </form>
  );
}
