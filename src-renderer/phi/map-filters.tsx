import { NativeSelect, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { DATA_CLASSES, type DataClass, type DataMap } from '../../src-shared/phi/classification.ts';
import { formatCount } from '../lib/format.ts';
import type { FieldFilter } from './field-filter.ts';
import { CLASS_WORDS, classOf } from './words.ts';

/** Narrows the map by words, state and class. */
export function MapFilters({
  map,
  filter,
  onFilter,
}: {
  readonly map: DataMap;
  readonly filter: FieldFilter;
  readonly onFilter: (filter: FieldFilter) => void;
}): ReactNode {
  const counted = new Map<DataClass, number>();
  for (const field of map.columns) {
    const found = classOf(field);
    if (found !== null) counted.set(found, (counted.get(found) ?? 0) + 1);
  }
  return (
    <div className="map-filters" role="search" aria-label="Narrow the map">
      <TextInput
        size="xs"
        className="grow"
        aria-label="Words in the name"
        placeholder="Words: table, column, kind"
        value={filter.words}
        onChange={(event) => {
          onFilter({ ...filter, words: event.currentTarget.value });
        }}
      />
      <NativeSelect
        size="xs"
        aria-label="State"
        value={filter.state}
        data={[
          { value: 'all', label: 'Decided or not' },
          { value: 'undecided', label: 'To decide' },
          { value: 'decided', label: 'Decided' },
          { value: 'drift', label: 'Changed since' },
          { value: 'encrypt', label: 'Has to be encrypted' },
        ]}
        onChange={(event) => {
          onFilter({ ...filter, state: event.currentTarget.value as FieldFilter['state'] });
        }}
      />
      {DATA_CLASSES.filter((one) => counted.has(one)).map((one) => {
        const on = filter.classes.includes(one);
        return (
          <button
            key={one}
            type="button"
            className="filter"
            aria-pressed={on}
            onClick={() => {
              onFilter({
                ...filter,
                classes: on ? filter.classes.filter((other) => other !== one) : [...filter.classes, one],
              });
            }}
          >
            {CLASS_WORDS[one].name}
            <span className="filter-count">{formatCount(counted.get(one) ?? 0)}</span>
          </button>
        );
      })}
    </div>
  );
}
