import { Button, Checkbox, Modal, NativeSelect } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import {
  type Deciding,
  decidingSchema,
  type ItemFilter,
  type ItemRow,
  type ReviewSummary,
} from '../../src-shared/rights/review.ts';
import { formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { backTo } from './undo.ts';

/** What is decided on: one item, or all that a filter finds. */
export type DecideSubject =
  | { readonly kind: 'one'; readonly row: ItemRow; readonly decision: 'redact' | 'withhold' }
  | { readonly kind: 'all'; readonly filter: ItemFilter; readonly total: number };

/** Withholding or redacting needs a ground of the law; deciding all says how many. */
export function DecideItems({
  caseId,
  summary,
  subject,
  onDone,
  onClose,
}: {
  readonly caseId: string;
  readonly summary: ReviewSummary;
  readonly subject: DecideSubject;
  /** Given the item that was decided and the way back; nulls for many. */
  readonly onDone: (number: number | null, back: Deciding | null) => void;
  readonly onClose: () => void;
}): ReactNode {
  const decide = useAsk('rights.review-decide');
  const one = subject.kind === 'one' ? subject.row : null;
  const [decision, setDecision] = useState<string>(subject.kind === 'one' ? subject.decision : 'release');
  const [ground, setGround] = useState<string>(one?.ground ?? '');
  const [fields, setFields] = useState<readonly string[]>(one?.redacted ?? []);
  const source = one?.source ?? (subject.kind === 'all' ? subject.filter.source : null);
  const known = summary.sources.find((each) => each.source === source)?.fields ?? [];
  const choice = summary.choices.find((each) => each.ground === ground);
  const wanted = decidingSchema.safeParse(
    decision === 'redact'
      ? { decision, ground, fields: [...fields] }
      : decision === 'withhold'
        ? { decision, ground }
        : { decision },
  );
  const what =
    one === null ? (subject.kind === 'all' ? formatOf(subject.total, 'item', 'items') : '') : 'this item';
  return (
    <Modal
      opened
      onClose={onClose}
      title={one === null ? 'Decide all that match' : 'Decide on this item'}
      size={560}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!wanted.success) return;
          void decide
            .ask({
              caseId,
              deciding: wanted.data,
              chosen:
                subject.kind === 'one'
                  ? { by: 'number', numbers: [subject.row.number] }
                  : { by: 'filter', filter: subject.filter, expected: subject.total },
            })
            .then((done) => {
              if (done !== null) onDone(one?.number ?? null, one === null ? null : backTo(one));
            });
        }}
      >
        <p>
          The decision is recorded for {what} under your name. Until the review is finished it can be decided
          anew.
        </p>
        <NativeSelect
          label="Decision"
          value={decision}
          data={[
            { value: 'release', label: 'Release' },
            ...(known.length === 0 ? [] : [{ value: 'redact', label: 'Redact: leave fields out' }]),
            { value: 'withhold', label: 'Withhold' },
            { value: 'open', label: 'Back to undecided' },
          ]}
          onChange={(event) => {
            setDecision(event.currentTarget.value);
          }}
        />
        {decision === 'redact' || decision === 'withhold' ? (
          <NativeSelect
            label="Ground"
            description={
              choice === undefined
                ? 'Only these count.'
                : `${choice.basis}${choice.licensed ? '; a licensed health care professional has to confirm it' : ''}`
            }
            value={ground}
            data={[
              { value: '', label: 'Choose the ground' },
              ...summary.choices.map((each) => ({
                value: each.ground,
                label: `${each.ground}: ${each.words}`,
              })),
            ]}
            onChange={(event) => {
              setGround(event.currentTarget.value);
            }}
          />
        ) : null}
        {decision === 'redact' ? (
          <Checkbox.Group label="Fields that are left out" value={[...fields]} onChange={setFields}>
            <div className="stack stack-tight gap-top">
              {known.map(({ field, title }) => (
                <Checkbox key={field} value={field} label={title} />
              ))}
            </div>
          </Checkbox.Group>
        ) : null}
        {decide.failure === null ? null : <FailurePanel failure={decide.failure} />}
        <div className="row row-end">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={decide.busy} disabled={!wanted.success}>
            Decide
          </Button>
        </div>
      </form>
    </Modal>
  );
}
