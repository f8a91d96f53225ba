import { Button } from '@mantine/core';
import { IconFileCertificate, IconScissors } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { CutMade } from '../../src-shared/audit/retention.ts';
import { useRunning } from '../jobs/running.ts';
import { formatOf } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { commonName } from '../token/words.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Hash } from '../ui/hash.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { EmptyState, Notice } from '../ui/notice.tsx';
import { Facts, Loading, Section } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';
import { NewCut } from './new-cut.tsx';

/** Certificates under which old entries were removed, and the way to a new one. */
export function Retention(): ReactNode {
  const cuts = useAnswer('retention.list', {});
  const verify = useAsk('retention.verify');
  const running = useRunning(['cut']);
  const [making, setMaking] = useState(false);
  const check = verify.answer?.check ?? null;
  return (
    <Section
      title="Removal of old entries"
      aside={
        <Button size="compact-sm" variant="default" loading={verify.busy} onClick={() => void verify.ask({})}>
          Verify a certificate…
        </Button>
      }
    >
      <p className="soft">
        The oldest entries may go once the law allows it. You sign a certificate for exactly what goes; the
        database administrator then removes it. Whatever is missing without one counts as deleted.
      </p>
      {verify.failure === null ? null : <FailurePanel failure={verify.failure} />}
      {check === null ? null : (
        <Notice tone={check.problem === null && check.knownKey !== false ? 'none' : 'bad'}>
          {check.problem !== null
            ? `The file ${check.problem}.`
            : `The signature holds: the first ${formatOf(check.certificate?.size ?? 0, 'entry', 'entries')}. ${
                check.knownKey === false ? 'This computer does not know the key.' : ''
              } ${check.agrees === true ? 'It states what this computer witnessed.' : ''}`}
        </Notice>
      )}
      {cuts.isPending ? <Loading lines={3} /> : null}
      {cuts.isError ? <FailurePanel failure={cuts.error} onRetry={() => void cuts.refetch()} /> : null}
      {cuts.data?.cuts.length === 0 && !making && running === undefined ? (
        <EmptyState icon={<IconFileCertificate size={28} />} title="Nothing was removed">
          The log is complete from its first entry on. Choose “Remove old entries…” when your retention rule
          allows it.
        </EmptyState>
      ) : null}
      {cuts.data?.cuts.map((cut) => (
        <Made key={cut.certificate.note} cut={cut} />
      ))}
      {running === undefined ? null : <JobProgress job={running} />}
      {making ? (
        <NewCut
          onEnd={() => {
            setMaking(false);
          }}
        />
      ) : (
        <div className="row">
          <Button
            variant="default"
            leftSection={<IconScissors size={18} />}
            disabled={running !== undefined}
            onClick={() => {
              setMaking(true);
            }}
          >
            Remove old entries…
          </Button>
        </div>
      )}
    </Section>
  );
}

const STORED = {
  yes: 'The database administrator has begun or finished the removal',
  no: 'Signed; nothing was removed yet',
  unknown: 'The database cannot be asked now',
} as const;

function Made({ cut: { certificate, signedHere, stored } }: { readonly cut: CutMade }): ReactNode {
  const save = useAsk('retention.save');
  return (
    <article className="panel-part" aria-label={`Certificate over ${String(certificate.size)} entries`}>
      <h3>The first {formatOf(certificate.size, 'entry', 'entries')}</h3>
      <Facts
        rows={[
          ['State', STORED[stored === null ? 'unknown' : stored ? 'yes' : 'no']],
          [
            'Rule',
            <span key="r" dir="auto">
              {certificate.policy}
            </span>,
          ],
          [
            'Period',
            certificate.period === null ? (
              '–'
            ) : (
              <span key="p">
                <When at={certificate.period.from} /> to <When at={certificate.period.to} />
              </span>
            ),
          ],
          [
            'Signed',
            <span key="s" dir="auto">
              <When at={certificate.signedAt} /> by {commonName(certificate.by)}
            </span>,
          ],
          ['Tree', <Hash key="h" value={certificate.root} what="root of the removed entries" />],
        ]}
      />
      {save.failure === null ? null : <FailurePanel failure={save.failure} />}
      {signedHere ? (
        <div>
          <Button
            size="compact-sm"
            variant="default"
            loading={save.busy}
            onClick={() => void save.ask({ size: certificate.size })}
          >
            Save for the database administrator…
          </Button>
        </div>
      ) : null}
    </article>
  );
}
