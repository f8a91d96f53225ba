import { Button, Modal, Radio } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { CaseView } from '../../src-shared/rights/contract.ts';
import { type Candidate, nobody, type Person } from '../../src-shared/rights/people.ts';
import { formatOf } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { SignInForm } from '../token/sign-in-form.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Loading } from '../ui/page.tsx';
import { PersonLines } from './case-people.tsx';
import { PersonFields } from './person-fields.tsx';
import { formatDay } from './words.ts';

const RESULTS = {
  same: 'the same',
  similar: 'similar',
  different: 'different',
  'not-given': 'not given',
} as const;

const FIELDS: Readonly<Record<Candidate['fields'][number]['field'], string>> = {
  name: 'Name',
  'birth-date': 'Date of birth',
  'record-number': 'Record number',
  address: 'Address',
  phone: 'Telephone',
  email: 'E-mail',
};

/** Finds the patient in the clinic's database, and says why each one has its score. */
export function MatchSheet({
  view,
  onClose,
}: {
  readonly view: CaseView;
  readonly onClose: () => void;
}): ReactNode {
  const { caseId } = view.row;
  const status = useAnswer('app.status', {});
  const signedIn = status.data?.token.state === 'signed-in';
  const words = useAnswer('rights.words', { caseId }, signedIn);
  return (
    <Modal opened onClose={onClose} title="Find the patient" size={760}>
      <div className="stack">
        <p>The clinic’s database is searched, read only. That somebody searched is recorded, not for whom.</p>
        {signedIn ? null : <SignInForm />}
        {signedIn && words.isPending ? <Loading /> : null}
        {words.isError ? <FailurePanel failure={words.error} onRetry={() => void words.refetch()} /> : null}
        {signedIn && words.data !== undefined ? (
          <Search view={view} asked={words.data.request.patient} onClose={onClose} />
        ) : null}
      </div>
    </Modal>
  );
}

function Search({
  view,
  asked,
  onClose,
}: {
  readonly view: CaseView;
  readonly asked: Person;
  readonly onClose: () => void;
}): ReactNode {
  const { caseId } = view.row;
  const match = useAsk('rights.match');
  const link = useAsk('rights.link');
  const [person, setPerson] = useState<Person>({ ...nobody, ...asked });
  const [chosen, setChosen] = useState<string | null>(null);
  const found = match.answer?.candidates;
  const candidate = found?.find(({ patientId }) => patientId === chosen);
  return (
    <>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          setChosen(null);
          void match.ask({ caseId, person });
        }}
      >
        <PersonFields person={person} onChange={setPerson} />
        <div className="row row-end">
          <Button type="submit" variant={found === undefined ? 'filled' : 'default'} loading={match.busy}>
            Search
          </Button>
        </div>
      </form>
      {match.failure === null ? null : <FailurePanel failure={match.failure} />}
      {found === undefined ? null : found.length === 0 ? (
        <Notice tone="unsure">
          Nobody in the clinic’s database is like this. Try another spelling, or the record number alone.
        </Notice>
      ) : (
        <Radio.Group
          label={formatOf(found.length, 'patient may be meant', 'patients may be meant')}
          value={chosen}
          onChange={setChosen}
        >
          <ul className="candidates">
            {found.map((one) => (
              <CandidateRow key={one.patientId} one={one} />
            ))}
          </ul>
        </Radio.Group>
      )}
      {link.failure === null ? null : <FailurePanel failure={link.failure} />}
      {found === undefined ? null : (
        <div className="row row-end">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button
            disabled={candidate === undefined}
            loading={link.busy}
            onClick={() => {
              if (candidate === undefined) return;
              const { patientId, basis, score } = candidate;
              void link.ask({ caseId, steps: view.steps, patientId, basis, score }).then((done) => {
                if (done !== null) onClose();
              });
            }}
          >
            This is the patient
          </Button>
        </div>
      )}
    </>
  );
}

function CandidateRow({ one }: { readonly one: Candidate }): ReactNode {
  return (
    <li className="candidate">
      <Radio
        value={one.patientId}
        label={
          <span className="row">
            <span className="grow">
              <PersonLines person={one.person} />
            </span>
            <span className="badge badge-none no-shrink">{one.score} of 100</span>
          </span>
        }
      />
      <ul className="candidate-fields small soft">
        {one.fields.map(({ field, result, why }) => (
          <li key={field}>
            {FIELDS[field]}: {why === '' ? RESULTS[result] : why}
          </li>
        ))}
        {one.deceasedOn === null ? null : <li>Died on {formatDay(one.deceasedOn)}</li>}
        {one.mergedFrom.length === 0 ? null : (
          <li>{formatOf(one.mergedFrom.length, 'record was', 'records were')} merged into this one</li>
        )}
      </ul>
    </li>
  );
}
