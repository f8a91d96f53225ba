import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import type { CaseView } from '../../src-shared/rights/contract.ts';
import { formatOf } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { SignInForm } from '../token/sign-in-form.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Loading } from '../ui/page.tsx';

/** Collecting: from which sources, by which map; it goes on where it was broken off. */
export function CollectSheet({
  view,
  onClose,
}: {
  readonly view: CaseView;
  readonly onClose: () => void;
}): ReactNode {
  const { caseId } = view.row;
  const map = useAnswer('rights.dossier-map', {});
  const status = useAnswer('app.status', {});
  const collect = useAsk('rights.collect');
  const signedIn = status.data?.token.state === 'signed-in';
  return (
    <Modal opened onClose={onClose} title="Collect the record" size={600}>
      <div className="stack">
        <p>
          Every place that holds a part of the record is read for this patient, and nothing is changed there.
          What is found is sealed under the token’s key and stays on this computer; what must not be given out
          is left out.
        </p>
        {map.isPending ? <Loading /> : null}
        {map.isError ? <FailurePanel failure={map.error} onRetry={() => void map.refetch()} /> : null}
        {map.data === undefined ? null : map.data.problems.length > 0 ? (
          <Notice tone="unsure">
            The list of these places (dossier map) has{' '}
            {formatOf(map.data.problems.length, 'problem', 'problems')}. It is mended on the page “Record map”
            before anything is collected.
          </Notice>
        ) : (
          <>
            <p>
              By the list <bdi>{map.data.name}</bdi> (dossier map, revision {map.data.revision}):
            </p>
            <ul className="plain-list">
              {map.data.categories.map(({ category, titles }) => (
                <li key={category}>{titles.join(', ')}</li>
              ))}
            </ul>
          </>
        )}
        {signedIn ? null : <SignInForm />}
        {collect.failure === null ? null : <FailurePanel failure={collect.failure} />}
        <div className="row row-end">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button
            loading={collect.busy}
            disabled={!signedIn || map.data === undefined || map.data.problems.length > 0}
            onClick={() => {
              void collect.ask({ caseId }).then((started) => {
                if (started !== null) onClose();
              });
            }}
          >
            Collect
          </Button>
        </div>
      </div>
    </Modal>
  );
}
