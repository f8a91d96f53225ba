import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { type ItemFilter, noItemFilter } from '../../src-shared/rights/review.ts';
import { formatOf } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Loading } from '../ui/page.tsx';
import { Day } from './due.tsx';

/** How many are shown at once; narrower words find the others. */
const SHOWN = 50;

/** Chooses items of what was collected, by source and words. Somebody must be signed in. */
export function ItemChoice({
  caseId,
  chosen,
  onChange,
}: {
  readonly caseId: string;
  readonly chosen: readonly number[];
  readonly onChange: (chosen: readonly number[]) => void;
}): ReactNode {
  const [filter, setFilter] = useState<ItemFilter>(noItemFilter);
  const [typed, setTyped] = useState('');
  const summary = useAnswer('rights.review', { caseId });
  const items = useAnswer('rights.review-items', { caseId, filter, offset: 0, limit: SHOWN });
  const search = (): void => {
    setFilter({ ...filter, words: typed.trim() });
  };
  return (
    <fieldset className="stack item-choice">
      <legend>
        Records it concerns <span className="soft">({formatOf(chosen.length, 'is', 'are')} ticked)</span>
      </legend>
      <div className="row wrap">
        <NativeSelect
          aria-label="Source"
          value={filter.source ?? ''}
          data={[
            { value: '', label: 'Every source' },
            ...(summary.data?.sources ?? []).map(({ source, title }) => ({ value: source, label: title })),
          ]}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setFilter({ ...filter, source: value === '' ? null : value });
          }}
        />
        <TextInput
          className="grow"
          aria-label="Words in the records"
          placeholder="Words"
          maxLength={200}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
          }}
          onKeyDown={(event) => {
            // Enter searches; it must not send the form around it.
            if (event.key !== 'Enter') return;
            event.preventDefault();
            search();
          }}
        />
        <Button variant="default" onClick={search}>
          Search
        </Button>
      </div>
      {items.isPending ? <Loading /> : null}
      {items.isError ? <FailurePanel failure={items.error} onRetry={() => void items.refetch()} /> : null}
      {items.data === undefined ? null : (
        <>
          <div className="item-choice-list scroll">
            {items.data.rows.map(({ number, title, day, summary: said }) => (
              <Checkbox
                key={number}
                checked={chosen.includes(number)}
                label={
                  <>
                    <bdi>{title}</bdi> {day === null ? null : <Day on={day} />}{' '}
                    <bdi className="soft">{said}</bdi>
                  </>
                }
                onChange={(event) => {
                  onChange(
                    event.currentTarget.checked
                      ? [...chosen, number]
                      : chosen.filter((each) => each !== number),
                  );
                }}
              />
            ))}
          </div>
          <p className="soft small">
            {items.data.rows.length === 0
              ? 'Nothing is like this. Try other words, or another source.'
              : items.data.total > SHOWN
                ? `The first ${String(SHOWN)} of ${formatOf(items.data.total, 'record', 'records')}; narrow it by words.`
                : formatOf(items.data.total, 'record', 'records')}
          </p>
        </>
      )}
    </fieldset>
  );
}
