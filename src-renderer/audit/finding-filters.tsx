import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconFilter, IconX } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { GROUPINGS } from '../../src-shared/audit/finding-search.ts';
import { readRunSearch, type RunSearch, type SearchPart, withSearch } from './address.ts';
import { filterOf, fromLocalField, isNarrowed, localField, withoutFilter } from './finding-filter.ts';

const route = getRouteApi('/integrity/runs/$runId');

const GROUP_WORDS = {
  type: 'by what happened',
  day: 'by day',
  actor: 'by who',
  row: 'in a row',
} as const;

/** Narrows the findings and puts them together; everything stands in the address. */
export function FindingFilters(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const narrowed = isNarrowed(filterOf(search));
  const [more, setMore] = useState(narrowed && search.words === undefined);
  const set = (part: SearchPart): void => {
    void navigate({
      search: (before) => withSearch(before, { finding: undefined, ...part }),
      replace: true,
    });
  };
  // Fields keep what is typed; they begin anew when the filter is set elsewhere.
  const [cleared, setCleared] = useState(0);
  const fields = `${String(cleared)} ${search.group ?? ''}`;
  const setSoon = useDebouncedCallback(set, 250);
  return (
    <div className="finding-filters" role="search" aria-label="Narrow the findings">
      <div className="row">
        <TextInput
          key={fields}
          size="xs"
          className="grow"
          aria-label="Words in the header of the entry"
          placeholder="Words: who, what, on what"
          defaultValue={search.words ?? ''}
          onChange={(event) => {
            const words = event.currentTarget.value.trim();
            setSoon({ words: words === '' ? undefined : words.slice(0, 200) });
          }}
        />
        <NativeSelect
          size="xs"
          aria-label="Put together"
          value={search.group ?? ''}
          data={[
            { value: '', label: 'One by one' },
            ...GROUPINGS.map((value) => ({ value, label: `Together ${GROUP_WORDS[value]}` })),
          ]}
          onChange={(event) => {
            set({ group: readRunSearch({ group: event.currentTarget.value }).group });
          }}
        />
        <Button
          size="xs"
          variant={more ? 'light' : 'default'}
          leftSection={<IconFilter size={14} />}
          aria-expanded={more}
          onClick={() => {
            setMore(!more);
          }}
        >
          Filter
        </Button>
        {narrowed ? (
          <Button
            size="xs"
            variant="subtle"
            leftSection={<IconX size={14} />}
            onClick={() => {
              setCleared(cleared + 1);
              void navigate({ search: withoutFilter, replace: true });
            }}
          >
            Show all
          </Button>
        ) : null}
      </div>
      {more ? <MoreFilters key={fields} search={search} set={setSoon} /> : null}
    </div>
  );
}

function MoreFilters({
  search,
  set,
}: {
  readonly search: RunSearch;
  readonly set: (part: SearchPart) => void;
}): ReactNode {
  const whole = (value: number | string): number | undefined =>
    readRunSearch({ from: value === '' ? undefined : value }).from;
  return (
    <div className="finding-fields">
      <TextInput
        size="xs"
        label="Who, exactly"
        defaultValue={search.actor ?? ''}
        onChange={(event) => {
          const actor = event.currentTarget.value;
          set({ actor: actor === '' ? undefined : actor });
        }}
      />
      <NumberInput
        size="xs"
        label="From position"
        min={0}
        allowDecimal={false}
        hideControls
        defaultValue={search.from ?? ''}
        onChange={(value) => {
          set({ from: whole(value) });
        }}
      />
      <NumberInput
        size="xs"
        label="To position"
        min={0}
        allowDecimal={false}
        hideControls
        defaultValue={search.to ?? ''}
        onChange={(value) => {
          set({ to: whole(value) });
        }}
      />
      <TextInput
        size="xs"
        type="datetime-local"
        label="Entry’s time from"
        defaultValue={localField(search.after)}
        onChange={(event) => {
          set({ after: fromLocalField(event.currentTarget.value) });
        }}
      />
      <TextInput
        size="xs"
        type="datetime-local"
        label="Entry’s time before"
        defaultValue={localField(search.before)}
        onChange={(event) => {
          set({ before: fromLocalField(event.currentTarget.value) });
        }}
      />
      <NativeSelect
        size="xs"
        label="Acknowledged"
        defaultValue={search.acknowledged === undefined ? '' : String(search.acknowledged)}
        data={[
          { value: '', label: 'Either' },
          { value: 'true', label: 'Yes' },
          { value: 'false', label: 'Not yet' },
        ]}
        onChange={(event) => {
          const { value } = event.currentTarget;
          set({ acknowledged: value === '' ? undefined : value === 'true' });
        }}
      />
    </div>
  );
}
