import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { DriftReport } from '../../src-shared/clinic/drift.ts';
import { formatOf } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { CheckList } from '../ui/checks.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { ReasonSheet } from '../ui/reason-sheet.tsx';
import { Section } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';

/** What no comparison with the pack shows: what hung on tables and is gone without a word. */
const isLost = ({ change, object }: DriftReport['standing'][number]): boolean =>
  change === 'vanished' || object === 'schema guard';

/** The monitor's eye on the guard: when it compared, and what vanished since it first looked. */
export function DriftWatchSection(): ReactNode {
  const report = useAnswer('drift.status', {});
  const look = useAsk('drift.look');
  const [accepting, setAccepting] = useState(false);
  const seen = report.data;
  if (seen === undefined) return null;
  const lost = seen.standing.filter(isLost);
  const others = seen.standing.length - lost.length;
  return (
    <Section
      title="Watched"
      aside={
        <>
          {lost.some(({ change }) => change === 'vanished') ? (
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => {
                setAccepting(true);
              }}
            >
              Accept what is gone…
            </Button>
          ) : null}
          <Button size="compact-sm" variant="default" loading={look.busy} onClick={() => void look.ask({})}>
            Look now
          </Button>
        </>
      }
    >
      <p className="soft">
        The monitor compares the guard with the pack every {seen.everyMs / 60_000} minutes, and remembers on
        which tables something of it hangs. What changes past Attestry becomes a security event.
      </p>
      {seen.problem === '' ? null : <Notice tone="unsure">{seen.problem}</Notice>}
      <p>
        {seen.lookedAt === null ? (
          'Not compared yet.'
        ) : (
          <>
            Compared <When at={seen.lookedAt} />:{' '}
            {seen.standing.length === 0
              ? 'everything is as it was put there.'
              : `${formatOf(seen.standing.length, 'difference stands', 'differences stand')}${lost.length === 0 ? '; see above.' : others === 0 ? '.' : `, ${String(others)} of them above.`}`}
          </>
        )}
      </p>
      {lost.length === 0 ? null : (
        <CheckList
          label="What is gone"
          checks={lost.map(({ object, sentence, since }, at) => ({
            id: `lost-${String(at)}`,
            outcome: 'failed',
            word: 'Gone',
            title: object,
            detail: sentence,
            remedy: `Seen since ${since.slice(0, 16).replace('T', ' ')} UTC. Ask the database administrator who did it; put it there again, or accept it with a reason.`,
          }))}
        />
      )}
      {look.failure === null ? null : <FailurePanel failure={look.failure} />}
      {accepting ? (
        <Accept
          lost={lost.length}
          onClose={() => {
            setAccepting(false);
          }}
        />
      ) : null}
    </Section>
  );
}

function Accept({ lost, onClose }: { readonly lost: number; readonly onClose: () => void }): ReactNode {
  const accept = useAsk('drift.accept');
  return (
    <ReasonSheet
      title="Accept what is gone"
      sentence={`${formatOf(lost, 'guard is', 'guards are')} no longer expected. What the security event says stays, and your reason goes into the activity log.`}
      go="Accept"
      busy={accept.busy}
      failure={accept.failure}
      onGo={(reason) =>
        void accept.ask({ reason }).then((done) => {
          if (done !== null) onClose();
        })
      }
      onClose={onClose}
    />
  );
}
