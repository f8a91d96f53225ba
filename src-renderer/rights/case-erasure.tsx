import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { CaseView } from '../../src-shared/rights/contract.ts';
import type { Erased } from '../../src-shared/rights/steps.ts';
import { formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Copy } from '../ui/hash.tsx';
import { Notice } from '../ui/notice.tsx';
import { Facts, Section } from '../ui/page.tsx';

const rows = (count: number): string => formatOf(count, 'row', 'rows');

/** What was erased for a request, what was kept and why, and the certificate of it. */
export function CaseErasure({ view }: { readonly view: CaseView }): ReactNode {
  const { erasure, row } = view;
  if (erasure === null) return null;
  return (
    <Section title="Erasure">
      {erasure.pending.length === 0 ? null : (
        <Notice tone="unsure">
          It was begun and has not ended. Nothing is lost:{' '}
          <Link to="/clinic/retention" search={{ request: row.caseId }} className="link">
            go on with it under Retention
          </Link>
          .
        </Notice>
      )}
      {erasure.done.map((erased) => (
        <Done key={erased.disposal} erased={erased} />
      ))}
      {erasure.elsewhere === null ? null : (
        <Facts
          rows={[
            [
              'Erased elsewhere',
              <bdi key="document" className="mono">
                {erasure.elsewhere}
              </bdi>,
            ],
          ]}
        />
      )}
    </Section>
  );
}

/** One deletion, in rows. */
export function Done({
  erased: { disposal, signOff, deleted, held, referenced, retained, verified },
}: {
  readonly erased: Erased;
}): ReactNode {
  const save = useAsk('disposal.save-certificate');
  const kept = [
    ...(held === 0 ? [] : [`${rows(held)} by a legal hold`]),
    ...(referenced === 0 ? [] : [`${rows(referenced)} that other rows point at`]),
    ...(retained === 0 ? [] : [`${rows(retained)} that a rule of retention asks to keep`]),
  ];
  return (
    <>
      <Facts
        rows={[
          ['Erased', `${rows(deleted)}${verified ? '; reading again found none of them' : ''}`],
          ['Kept', kept.length === 0 ? 'Nothing of the tables that name the patient' : kept.join(', ')],
          [
            'Certificate',
            <span key="certificate" className="row">
              <span className="mono clip">{signOff}</span>
              <Copy value={signOff} what="number of the certificate" />
            </span>,
          ],
        ]}
      />
      {verified ? null : (
        <Notice tone="unsure">
          Not all of it could be verified: rows were in use, or their space is still held. Count again under
          Retention, and erase what is left.
        </Notice>
      )}
      <div className="row">
        <Button
          size="compact-sm"
          variant="default"
          loading={save.busy}
          onClick={() => void save.ask({ disposalId: disposal })}
        >
          Save the certificate…
        </Button>
      </div>
      {save.failure === null ? null : <FailurePanel failure={save.failure} />}
    </>
  );
}
