import type { ReactNode } from 'react';
import type { CaseView } from '../../src-shared/rights/contract.ts';
import { useAnswer } from '../lib/query.ts';
import { commonName } from '../token/words.ts';
import { Section } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';
import { detailWords, stepWords } from './words.ts';

/** Every step that was taken, newest first; notes while somebody is signed in. */
export function CaseHistory({
  view,
  signedIn,
}: {
  readonly view: CaseView;
  readonly signedIn: boolean;
}): ReactNode {
  const words = useAnswer('rights.words', { caseId: view.row.caseId }, signedIn);
  const notes = new Map(words.data?.notes.map(({ number, note }) => [number, note]));
  return (
    <Section
      title="Recorded steps"
      aside={<span className="soft small">Chained and signed in the activity log</span>}
    >
      <ol className="case-history">
        {view.history.toReversed().map(({ number, at, by, step, detail, words: sealed }) => (
          <li key={number}>
            <p>
              <strong>{stepWords(step)}</strong>
              {detail === '' ? null : <span className="soft"> · {detailWords(detail)}</span>}
            </p>
            <p className="small soft">
              <When at={at} /> by <bdi>{by === 'attestry' ? 'Attestry' : commonName(by)}</bdi>
              {sealed && !signedIn ? ' · has words that are shown while you are signed in' : ''}
            </p>
            {notes.has(number) ? (
              <p className="case-note" dir="auto">
                {notes.get(number)}
              </p>
            ) : null}
          </li>
        ))}
      </ol>
    </Section>
  );
}
